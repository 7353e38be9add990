import { microsPerUnit, type Platform, type RuleGuards, smallestUnitMicros } from '@campaigns/contracts';
import type { PartSnapshot, PastAction, RuleSnapshot } from './types.ts';

/** The amount in words, such as `7200.00 USD`. */
export const inWords = (micros: number, currency: string): string => {
  const unit = smallestUnitMicros(currency);
  return `${(micros / microsPerUnit).toFixed(Math.round(Math.log10(microsPerUnit / unit)))} ${currency}`;
};

/** Downwards, to what can be paid. */
export const payable = (micros: number, currency: string): number => {
  const unit = smallestUnitMicros(currency);
  return Math.floor(micros / unit) * unit;
};

const payableAbove = (micros: number, currency: string): number => {
  const unit = smallestUnitMicros(currency);
  return Math.ceil(micros / unit) * unit;
};

/** Instants are written in UTC. */
export const utcDay = (instant: string): string => instant.slice(0, 10);

/** What an action moved a part by, or may yet: an optimization moves each by its percentage at most. */
const movedBy = ({ command }: PastAction, platform: Platform): number => {
  if (command.type === 'change-budget') {
    const part = command.parts.find((each) => each.platform === platform);
    return part === undefined ? 0 : Math.abs(part.afterMicros - part.beforeMicros);
  }
  if (command.type !== 'optimize') return 0;
  const before = command.parts.find((each) => each.platform === platform)?.beforeMicros ?? 0;
  return Math.ceil((before * command.mostChangePercent) / 100);
};

/** What all rules have moved a part by today, up and down added up. What was refused moved nothing. */
export const movedToday = ({ actions, now }: RuleSnapshot, platform: Platform): number => {
  const today = utcDay(now);
  return actions
    .filter(({ at, outcome }) => outcome !== 'refused' && utcDay(at) === today)
    .reduce((sum, action) => sum + movedBy(action, platform), 0);
};

/** How far a part may move in one action of a rule, and why not further. */
export type Room = Readonly<{
  /** Of the action alone, in per cent of the part as it is. */
  onceMicros: number;
  /** What is left of the day, in per cent of the part as it was when the day began. */
  todayMicros: number;
}>;

export const roomOf = (
  { budgetMicros, dayBeganMicros }: Pick<PartSnapshot, 'budgetMicros' | 'dayBeganMicros'>,
  moved: number,
  guards: RuleGuards,
  currency: string,
): Room => ({
  onceMicros: payable((budgetMicros * guards.most_change_percent) / 100, currency),
  todayMicros: Math.max(0, payable((dayBeganMicros * guards.most_daily_change_percent) / 100 - moved, currency)),
});

/** What a part cannot be lowered below: what is spent, and what a campaign must have. */
export const floorOf = ({ spentMicros }: Pick<PartSnapshot, 'spentMicros'>, currency: string): number =>
  Math.max(smallestUnitMicros(currency), payableAbove(spentMicros, currency));
