import { orchestrationCodec, type SyncSettings } from '@campaigns/contracts';
import { commandOf, loadOrchestration, timerOf } from './orchestration-command.ts';
import type { TimerRule } from './timer.ts';

export type Beats = Readonly<{
  kind: 'auto-sync' | 'cron-sync';
  trigger: 'auto' | 'schedule';
  /** The first beat after an instant at which the settings begin to apply; `undefined` when they have no such beats. */
  first: (sync: SyncSettings, after: Date) => Date | undefined;
  /** The first beat after now, of beats one of which was at `dueAt`. */
  next: (sync: SyncSettings, dueAt: Date, now: Date) => Date | undefined;
}>;

/**
 * Asks for a full sync at each beat, as long as the orchestration is active. One timer per orchestration. Beats that were
 * missed come to one sync, as soon as somebody is there again; the next one follows at its own time.
 */
export const periodicSync = (beats: Beats): TimerRule => ({
  askedForBy: ['OrchestrationActivated', 'OrchestrationUpdated'],
  timerFor: async (event, store) => {
    const { type, data } = orchestrationCodec.decode(event);
    if (type === 'OrchestrationUpdated' && data.sync === undefined) return undefined;
    const { state } = await loadOrchestration(store, event.stream);
    // Settings that are changed during a pause hold from the resumption on.
    const isPaused = type === 'OrchestrationUpdated' && state.status === 'paused';
    if (state.status !== 'active' && !isPaused) return undefined;
    const dueAt = beats.first(state.sync, new Date(event.metadata.occurredAt));
    if (dueAt === undefined) return undefined;
    // One that is resumed goes on with its beats; with other settings they are others.
    const known = type === 'OrchestrationUpdated' ? 'moves' : 'stays';
    return timerOf(event, state.orchestrationId, { kind: beats.kind, dueAt, known });
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await loadOrchestration(store, timer.stream);
    const { state } = loaded;
    if (state.status !== 'active') return { append: undefined, next: undefined };
    const at = now();
    const next = beats.next(state.sync, timer.dueAt, at);
    if (next === undefined) return { append: undefined, next };
    // A sync that another run is in the way of is left out; the next beat tries again.
    const append = commandOf(timer, loaded, at, (workflowId) => ({
      type: 'RequestSync',
      data: { workflowId, syncType: 'full', trigger: beats.trigger, now: at.toISOString() },
    }));
    return { append, next };
  },
});
