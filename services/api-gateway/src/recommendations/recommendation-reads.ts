import type { RecommendationsQuery, RecommendationView } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { type Page, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { instants, plain } from '../reads/columns.ts';
import { type RecommendationRow, recommendationView } from './recommendation-view.ts';

export type RecommendationReads = Readonly<{
  find: (orgId: string, recommendationId: string) => Promise<RecommendationView | undefined>;
  list: (orgId: string, query: RecommendationsQuery) => Promise<Page<RecommendationView>>;
}>;

const columns = `${plain(
  'r',
  'recommendation_id orchestration_id workflow_id state decided_by currency total_budget moves probability_better parts ' +
    'conflict basis hash decider reason problem problem_detail',
)}, ${instants('r', 'proposed_at expires_at decided_at ended_at')}`;

export const recommendationReads = (read: Read): RecommendationReads => ({
  find: async (orgId, recommendationId) => {
    const [row] = await read<{ item: RecommendationRow }>(orgId, {
      name: 'recommendation',
      text: `select row_to_json(v) as item from (
               select ${columns} from read.recommendations r where r.recommendation_id = $1) v`,
      values: [recommendationId],
    });
    return row && recommendationView(row.item);
  },
  list: async (orgId, { orchestration_id, state, cursor, limit }) => {
    const list = {
      ...{ from: 'read.recommendations r', columns, id: 'r.recommendation_id', sortColumn: 'r.proposed_at' },
      sorting: { sort: 'proposed_at', order: 'desc', form: 'instant' } as const,
      conditions: [
        orchestration_id === undefined ? undefined : { sql: 'r.orchestration_id = ?::uuid', value: orchestration_id },
        state === undefined ? undefined : { sql: 'r.state = ?', value: state },
      ],
      ...{ cursor, limit },
    };
    const { items, nextCursor } = pageOf(await read<PageRow<RecommendationRow>>(orgId, pagedQuery(list)), list);
    return { items: items.map(recommendationView), nextCursor };
  },
});
