import type { OrchestrationEvent } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { CancelSchedule, ScheduleOrchestration, StartOnSchedule } from './commands.ts';
import { checkCreatives, requestDeployment } from './decide-deployment.ts';
import { checkSchedule } from './decide-draft.ts';
import { existing, requireAllowed, requireFree } from './life-cycle.ts';
import type { ExistingOrchestration, Orchestration } from './state.ts';
import { isAfter } from './targets.ts';

/** Again with other dates it is rescheduled. Throws `start-required`, `start-in-past`, `schedule-reversed`. */
export const scheduleOrchestration = (
  { data: { schedule, now } }: ScheduleOrchestration,
  before: Orchestration,
): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'schedule');
  requireFree(state, { ofSync: true });
  const { startAt } = schedule;
  if (startAt === null) throw new RuleViolation('start-required', 'A schedule needs a start');
  if (!isAfter(startAt, now))
    throw new RuleViolation('start-in-past', 'The scheduled start lies in the past', { startAt });
  checkSchedule(schedule);
  for (const mapping of state.mappings) checkCreatives(state, mapping);
  const isSame = JSON.stringify(schedule) === JSON.stringify(state.schedule);
  if (state.status === 'scheduled' && state.start?.missed === false && isSame) return [];
  const { orchestrationId } = state;
  return [{ type: 'OrchestrationScheduled', data: { orchestrationId, schedule, startAt, at: now } }];
};

/** Not while it is being deployed: then the deployment itself can be cancelled. */
export const cancelSchedule = ({ data }: CancelSchedule, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'cancel-schedule');
  requireFree(state, { ofSync: true });
  return [{ type: 'ScheduleCancelled', data: { orchestrationId: state.orchestrationId, at: data.now } }];
};

/** So much later than its time a start is still in time: services restart. */
const inTimeMs = 15 * 60_000;

const missed = (
  { orchestrationId }: ExistingOrchestration,
  { startAt, now }: StartOnSchedule['data'],
  late: 'skip' | 'ask',
  reason: string,
): readonly OrchestrationEvent[] => [
  { type: 'ScheduledStartMissed', data: { orchestrationId, startAt, late, reason, at: now } },
];

/**
 * Deploys, if this start is still the one that is waited for. When it is late the schedule's policy says what happens; what
 * cannot be deployed any more becomes a draft again, with the reason.
 */
export const startOnSchedule = ({ data }: StartOnSchedule, before: Orchestration): readonly OrchestrationEvent[] => {
  if (before.status !== 'scheduled' || before.start === null || before.start.missed) return [];
  if (isAfter(before.start.at, data.startAt) || isAfter(data.startAt, data.now)) return [];
  if (before.lifecycleRun !== null) return [];
  const lateMs = Date.parse(data.now) - Date.parse(before.start.at);
  const { late = 'run' } = before.schedule;
  if (lateMs > inTimeMs && late !== 'run') {
    return missed(before, data, late, `The start was due ${Math.round(lateMs / 60_000)} minutes ago`);
  }
  try {
    const { workflowId, now } = data;
    return requestDeployment({ type: 'RequestDeployment', data: { workflowId, now } }, before);
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    return missed(before, data, 'skip', error.message);
  }
};
