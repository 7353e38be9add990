import { periodicSync } from './periodic-sync.ts';
import type { TimerRule } from './timer.ts';

const minuteMs = 60_000;

/** Every so many minutes from the activation on, or from the change of settings that asked for it. */
export const autoSync: TimerRule = periodicSync({
  kind: 'auto-sync',
  trigger: 'auto',
  first: ({ strategy, frequencyMinutes }, after) =>
    strategy === 'auto' ? new Date(after.getTime() + frequencyMinutes * minuteMs) : undefined,
  next: ({ strategy, frequencyMinutes }, dueAt, now) => {
    if (strategy !== 'auto') return undefined;
    const everyMs = frequencyMinutes * minuteMs;
    const missed = Math.max(0, Math.floor((now.getTime() - dueAt.getTime()) / everyMs));
    return new Date(dueAt.getTime() + (missed + 1) * everyMs);
  },
});
