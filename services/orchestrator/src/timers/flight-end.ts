import { orchestrationCodec } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { commandOf, loadOrchestration } from './orchestration-command.ts';
import type { TimerRule } from './timer.ts';

/** So much later it is tried again: another run was in the way, or a platform did not stop its campaign. */
const againMs = 60_000;

/** Completes an orchestration at the end of its flight, and again until every campaign has stopped. */
export const flightEnd: TimerRule = {
  askedForBy: ['OrchestrationActivated'],
  timerFor: async (event, store) => {
    const { state } = await loadOrchestration(store, event.stream);
    if (orchestrationCodec.decode(event).type !== 'OrchestrationActivated') return undefined;
    if (state.status === 'absent' || state.flight === null) return undefined;
    return {
      timerId: derivedId(state.orchestrationId, 'flight-end'),
      dueAt: new Date(state.flight.endAt),
      ...{ kind: 'flight-end', stream: event.stream, causeId: event.metadata.eventId, position: event.position },
      known: 'moves',
    };
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await loadOrchestration(store, timer.stream);
    const { state } = loaded;
    const isOver = state.status === 'absent' || state.status === 'completed' || state.flight === null;
    if (isOver) return { append: undefined, next: undefined };
    const at = now();
    const { endAt } = state.flight;
    if (Date.parse(endAt) > at.getTime()) return { append: undefined, next: new Date(endAt) };
    const { append } = commandOf(timer, loaded, at, (workflowId) => ({
      type: 'EndFlight',
      data: { endAt, workflowId, now: at.toISOString() },
    }));
    return { append, next: new Date(at.getTime() + againMs) };
  },
};
