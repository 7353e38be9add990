import { orchestrationCodec } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { commandOf, loadOrchestration } from './orchestration-command.ts';
import type { TimerRule } from './timer.ts';

/**
 * A minute after the end it is tried again, and longer the longer it does not come about: another run was in the way, or a
 * platform does not stop its campaign.
 */
const tryAgainMs = (sinceMs: number): number => Math.min(6 * 60 * 60_000, Math.max(60_000, sinceMs / 4));

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
    const isRunning = state.status === 'active' || state.status === 'paused';
    if (!isRunning || state.flight === null) return { append: undefined, next: undefined };
    const at = now();
    const { endAt } = state.flight;
    if (Date.parse(endAt) > at.getTime()) return { append: undefined, next: new Date(endAt) };
    const { append } = commandOf(timer, loaded, at, (workflowId) => ({
      type: 'EndFlight',
      data: { endAt, workflowId, now: at.toISOString() },
    }));
    return { append, next: new Date(at.getTime() + tryAgainMs(at.getTime() - Date.parse(endAt))) };
  },
};
