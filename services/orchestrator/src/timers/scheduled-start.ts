import { orchestrationCodec } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { commandOf, loadOrchestration } from './orchestration-command.ts';
import type { TimerRule } from './timer.ts';

/** Sends what was scheduled off at its start, or what its policy says when nobody was there. */
export const scheduledStart: TimerRule = {
  askedForBy: ['OrchestrationScheduled'],
  timerFor: async (event) => {
    const { type, data } = orchestrationCodec.decode(event);
    if (type !== 'OrchestrationScheduled') return undefined;
    return {
      timerId: derivedId(data.orchestrationId, 'scheduled-start'),
      dueAt: new Date(data.startAt),
      ...{ kind: 'scheduled-start', stream: event.stream, causeId: event.metadata.eventId, position: event.position },
      known: 'moves',
    };
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await loadOrchestration(store, timer.stream);
    const at = now();
    const { append } = commandOf(timer, loaded, at, (workflowId) => ({
      type: 'StartOnSchedule',
      data: { startAt: timer.dueAt.toISOString(), workflowId, now: at.toISOString() },
    }));
    return { append, next: undefined };
  },
};
