import { orchestrationCodec } from '@campaigns/contracts';
import { commandOf, loadOrchestration, timerOf } from './orchestration-command.ts';
import type { TimerRule } from './timer.ts';

/** Sends what was scheduled off at its start, or what its policy says when nobody was there. */
export const scheduledStart: TimerRule = {
  askedForBy: ['OrchestrationScheduled'],
  timerFor: async (event) => {
    const { type, data } = orchestrationCodec.decode(event);
    if (type !== 'OrchestrationScheduled') return undefined;
    const dueAt = new Date(data.startAt);
    return timerOf(event, data.orchestrationId, { kind: 'scheduled-start', dueAt, known: 'moves' });
  },
  prepare: (store, now) => async (timer) => {
    const at = now();
    const append = commandOf(timer, await loadOrchestration(store, timer.stream), at, (workflowId) => ({
      type: 'StartOnSchedule',
      data: { startAt: timer.dueAt.toISOString(), workflowId, now: at.toISOString() },
    }));
    return { append, next: undefined };
  },
};
