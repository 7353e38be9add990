import type { EventStore } from '@campaigns/event-sourcing';
import { Problem } from '@campaigns/service-kit';
import { type Progress, readYourWritesMs } from '../commands/progress.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { invalidRequest } from '../http/parse-request.ts';
import type { OrchestrationReads } from './orchestration-reads.ts';
import { pacingView } from './pacing-view.ts';
import type { PerformanceReads } from './performance-reads.ts';

type Dependencies = Readonly<{
  store: EventStore;
  progress: Progress;
  reads: PerformanceReads;
  orchestrations: OrchestrationReads;
  now: () => Date;
}>;

/** What was observed in the last minute may still be on its way into the log, and would change the answer. */
const settledMs = 60_000;

export const performanceHandlers = (
  dependencies: Dependencies,
): HandlersFor<'getPerformance' | 'listDailyPerformance' | 'getPacing'> => {
  const { store, progress, reads, orchestrations, now } = dependencies;

  /** Throws 400 for an instant that is too near, 503 when the read tables do not hold yet what was known at it. */
  const untilKnown = async (instant: string | undefined): Promise<void> => {
    if (instant === undefined) return;
    if (Date.parse(instant) > now().getTime() - settledMs) {
      throw invalidRequest([{ pointer: '#/query/as_known_at', detail: 'must lie at least a minute in the past' }]);
    }
    const head = await store.head();
    if (head === 'start' || (await progress.waitFor(head, readYourWritesMs))) return;
    throw new Problem('unavailable', 'The read tables are behind the log', { headers: { 'Retry-After': '5' } });
  };

  return {
    getPerformance: async ({ caller, params, query }) => {
      await untilKnown(query.as_known_at);
      const performance = await reads.performance(caller.orgId, params.orchestrationId, query);
      return { status: 200, body: { success: true, performance } };
    },
    listDailyPerformance: async ({ caller, params, query }) => {
      await untilKnown(query.as_known_at);
      const { items, nextCursor } = await reads.daily(caller.orgId, params.orchestrationId, query);
      if (items.length === 0) await orchestrations.requireKnown(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success: true, days: [...items], next_cursor: nextCursor } };
    },
    getPacing: async ({ caller, params }) => {
      const spend = await reads.spend(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success: true, pacing: pacingView(spend, now().toISOString()) } };
    },
  };
};
