import type { OrchestrationEvent, Schedule } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { checkAllocation } from '../budget/allocation.ts';
import type { ArchiveOrchestration, DraftOrchestration, EventOf, UpdateOrchestration } from './commands.ts';
import { requestPush } from './decide-sync.ts';
import { existing, illegal, requireAllowed, requireFree } from './life-cycle.ts';
import { isLive, type Orchestration } from './state.ts';
import { isAfter } from './targets.ts';

export const checkSchedule = ({ startAt, endAt }: Schedule): void => {
  if (startAt !== null && endAt !== null && !isAfter(endAt, startAt)) {
    throw new RuleViolation('schedule-reversed', 'The scheduled end does not lie after the scheduled start');
  }
};

export const draft = ({ data }: DraftOrchestration, state: Orchestration): readonly OrchestrationEvent[] => {
  if (state.status !== 'absent') {
    throw new RuleViolation('orchestration-already-exists', 'The orchestration exists already');
  }
  const platforms = data.mappings.map(({ platform }) => platform);
  if (new Set(platforms).size !== platforms.length) {
    throw new RuleViolation('duplicate-platform', 'A platform is named twice');
  }
  checkAllocation(data.totalBudget, data.allocation, platforms);
  checkSchedule(data.schedule);
  return [{ type: 'OrchestrationDrafted', data }];
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Only what differs is recorded. Dates may be changed as long as nothing was deployed: campaigns keep the flight that they
 * were made with.
 */
export const update = ({ data }: UpdateOrchestration, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'update');
  const { workflowId, now, ...wanted } = data;
  const news = Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && !isSame(value, state[field as keyof typeof wanted]),
    ),
  ) as Omit<UpdateOrchestration['data'], 'workflowId' | 'now'>;
  if (Object.keys(news).length === 0) return [];
  if (news.schedule !== undefined) {
    if (state.status !== 'draft' || state.lifecycleRun !== null) {
      throw illegal(
        state,
        'update',
        'The dates are those of the campaigns, or of the schedule: they cannot be changed',
      );
    }
    checkSchedule(news.schedule);
  }
  const renames = news.name !== undefined && (state.mappings.some(isLive) || state.lifecycleRun?.goal === 'deploy');
  const changed = {
    type: 'OrchestrationUpdated',
    data: {
      orchestrationId: state.orchestrationId,
      ...news,
      ...(renames ? { pushWorkflowId: workflowId } : {}),
      at: now,
    },
  } as Extract<OrchestrationEvent, { type: 'OrchestrationUpdated' }>;
  return renames ? [changed, ...requestPush(state, changed, now)] : [changed];
};

/** For good. What still has a campaign on a platform has to be cleaned up first. */
export const archive = ({ data }: ArchiveOrchestration, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.archivedAt !== null) return [];
  requireAllowed(state, 'archive');
  requireFree(state, { ofSync: true });
  const left = state.mappings.find(({ platformCampaignId }) => platformCampaignId !== null);
  if (state.status !== 'completed' && left !== undefined) {
    throw illegal(state, 'archive', `A campaign is left on ${left.platform}: clean up first`);
  }
  const archived: EventOf<'OrchestrationArchived'>['data'] = { orchestrationId: state.orchestrationId, at: data.now };
  return [{ type: 'OrchestrationArchived', data: archived }];
};
