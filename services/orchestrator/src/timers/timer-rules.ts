import { autoSync } from './auto-sync.ts';
import { budgetGuard } from './budget-guard.ts';
import { cronSync } from './cron-sync.ts';
import { flightEnd } from './flight-end.ts';
import { operationDue } from './operation-due.ts';
import { recommendationExpiry } from './recommendation-expiry.ts';
import { ruleDue } from './rule-due.ts';
import { scheduledStart } from './scheduled-start.ts';
import type { TimerKind, TimerRule } from './timer.ts';

/** Every kind of timers that this process can fire. */
export const timerRules: Readonly<Record<TimerKind, TimerRule>> = {
  'operation-due': operationDue,
  'auto-sync': autoSync,
  'cron-sync': cronSync,
  'scheduled-start': scheduledStart,
  'flight-end': flightEnd,
  'budget-guard': budgetGuard,
  'rule-due': ruleDue,
  'recommendation-expiry': recommendationExpiry,
};

export const timerKinds = Object.keys(timerRules) as readonly TimerKind[];
