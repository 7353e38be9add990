import { categoryLabels, objectiveLabels, type restOperations, type TemplateView } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import type { z } from 'zod';
import type { Caller } from '../auth/authenticate.ts';
import { type Page, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { templateColumns } from '../reads/columns.ts';
import { onlyRow } from '../reads/only-row.ts';

type TemplateRow = Omit<TemplateView, 'category_label' | 'objective_label'>;
type TemplatesQuery = z.output<(typeof restOperations)['listTemplates']['query']>;

const labelled = (row: TemplateRow): TemplateView => ({
  ...row,
  category_label: categoryLabels[row.category],
  objective_label: objectiveLabels[row.objective],
});

export type TemplateReads = Readonly<{
  /** Throws 404 for one that is absent or of another organisation. */
  show: (orgId: string, templateId: string) => Promise<TemplateView>;
  list: (caller: Caller, query: TemplatesQuery) => Promise<Page<TemplateView>>;
}>;

const sorting = { sort: 'created_at', order: 'desc', form: 'instant' } as const;

const statusOf = `case when t.is_archived then 'archived' when t.is_active then 'active' else 'inactive' end`;

export const templateReads = (read: Read): TemplateReads => ({
  show: async (orgId, templateId) => {
    const rows = await read<{ item: TemplateRow }>(orgId, {
      name: 'template',
      text: `select row_to_json(v) as item from (
               select ${templateColumns} from read.campaign_templates t where t.template_id = $1
             ) v`,
      values: [templateId],
    });
    return labelled(onlyRow(rows, 'template-not-found').item);
  },
  list: async ({ orgId, role }, { category, objective, platform, status, cursor, limit }) => {
    const list = {
      from: 'read.campaign_templates t',
      columns: templateColumns,
      id: 't.template_id',
      sortColumn: 't.created_at',
      sorting,
      conditions: [
        status === 'all' ? undefined : { sql: `${statusOf} = ?`, value: status },
        // An inactive global template is the operator's business only.
        role === 'system' ? undefined : { sql: '(t.is_active or t.org_id = ?::uuid)', value: orgId },
        category && { sql: 't.category = ?', value: category },
        objective && { sql: 't.objective = ?', value: objective },
        platform && { sql: '? = any(t.platforms)', value: platform },
      ],
      cursor,
      limit,
    };
    const page = pageOf(await read<PageRow<TemplateRow>>(orgId, pagedQuery(list)), list);
    return { ...page, items: page.items.map(labelled) };
  },
});
