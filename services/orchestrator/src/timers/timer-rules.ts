import { autoSync } from './auto-sync.ts';
import { cronSync } from './cron-sync.ts';
import { operationDue } from './operation-due.ts';
import type { TimerKind, TimerRule } from './timer.ts';

/** Every kind of timers that this process can fire. */
export const timerRules: Readonly<Record<TimerKind, TimerRule>> = {
  'operation-due': operationDue,
  'auto-sync': autoSync,
  'cron-sync': cronSync,
};

export const timerKinds = Object.keys(timerRules) as readonly TimerKind[];
