import type { SyncSettings } from '@campaigns/contracts';
import { cronFault, nextOnSchedule, zoneFault } from '@campaigns/domain';
import { periodicSync } from './periodic-sync.ts';
import type { TimerRule } from './timer.ts';

const firstAfter = ({ strategy, cron, zone = 'UTC' }: SyncSettings, after: Date): Date | undefined => {
  if (strategy !== 'scheduled' || cron === undefined) return undefined;
  // The gateway lets no such settings in; should they be there, the other timers must not wait for these.
  if (cronFault(cron) !== undefined || zoneFault(zone) !== undefined) return undefined;
  return new Date(nextOnSchedule({ cron, zone }, after.toISOString()));
};

/** At the times of a cron expression, by the clock of its zone. */
export const cronSync: TimerRule = periodicSync({
  kind: 'cron-sync',
  trigger: 'schedule',
  first: firstAfter,
  next: (sync, _dueAt, now) => firstAfter(sync, now),
});
