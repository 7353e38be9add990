import type { OrchestrationEvent } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestOptimization } from './commands.ts';
import { existing, requireAllowed, requireFree } from './life-cycle.ts';
import { isLive, type Orchestration } from './state.ts';
import { resultsSince, workflowRequest } from './targets.ts';

const dayMs = 86_400_000;

/** In the place of a sync: it reads, and changes nothing before its end. */
export const requestOptimization = (
  { data }: RequestOptimization,
  before: Orchestration,
): readonly OrchestrationEvent[] => {
  const state = existing(before);
  const { workflowId, now, apply, mostChangePercent, sinceDays, creditedBy } = data;
  if (state.syncRun === workflowId) return [];
  requireAllowed(state, 'optimize');
  requireFree(state, { ofSync: true });
  const live = state.mappings.filter(isLive);
  if (live.length === 0 || state.flight === null) {
    throw new RuleViolation('nothing-to-sync', 'No campaign of this orchestration exists on a platform');
  }
  const earliest = resultsSince(state.flight, now);
  const recent = new Date(Date.parse(now) - sinceDays * dayMs).toISOString().slice(0, 10);
  return [
    {
      type: 'OptimizationRequested',
      data: {
        ...workflowRequest(state, workflowId, state.flight, live),
        since: [recent, earliest].toSorted().at(-1) ?? earliest,
        apply,
        mostChangePercent,
        ...(creditedBy === undefined ? {} : { creditedBy }),
      },
    },
  ];
};
