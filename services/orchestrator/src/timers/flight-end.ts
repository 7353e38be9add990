import { commandOf, loadOrchestration, timerOf, tryAgainMs } from './orchestration-command.ts';
import type { TimerRule } from './timer.ts';

/** Completes an orchestration at the end of its flight, and again until every campaign has stopped. */
export const flightEnd: TimerRule = {
  askedForBy: ['OrchestrationActivated'],
  timerFor: async (event, store) => {
    const { state } = await loadOrchestration(store, event.stream);
    if (state.status === 'absent' || state.flight === null) return undefined;
    const dueAt = new Date(state.flight.endAt);
    return timerOf(event, state.orchestrationId, { kind: 'flight-end', dueAt, known: 'moves' });
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await loadOrchestration(store, timer.stream);
    const { state } = loaded;
    const isRunning = state.status === 'active' || state.status === 'paused';
    if (!isRunning || state.flight === null) return { append: undefined, next: undefined };
    const at = now();
    const { endAt } = state.flight;
    if (Date.parse(endAt) > at.getTime()) return { append: undefined, next: new Date(endAt) };
    const append = commandOf(timer, loaded, at, (workflowId) => ({
      type: 'EndFlight',
      data: { endAt, workflowId, now: at.toISOString() },
    }));
    return { append, next: new Date(at.getTime() + tryAgainMs(at.getTime() - Date.parse(endAt))) };
  },
};
