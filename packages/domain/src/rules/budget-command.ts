import {
  microsPerUnit,
  type Platform,
  type RuleAction,
  type RuleCommand,
  smallestUnitMicros,
} from '@campaigns/contracts';
import { boundedSplit } from '../budget/bounded-split.ts';
import { floorOf, inWords, payable, roomOf } from './moves.ts';
import { type Contender, type Held, heldAt, liveParts, type Tick } from './tick.ts';
import type { PartSnapshot } from './types.ts';

type ChangeBudget = Extract<RuleAction, { action: 'change_budget' }>;

export type Decided = Readonly<{ command: RuleCommand; detail: string }>;

/** How far a change may go, and what is said when it goes no further. */
type Limit = Readonly<{ micros: number } & Held>;

type Move = Readonly<{ platform: Platform; byMicros: number }>;

type Change = Readonly<{ action: ChangeBudget; contender: Contender; tick: Tick; isRaise: boolean }>;

const wantedOf = ({ by_percent, by_amount = 0 }: ChangeBudget, ofMicros: number, currency: string): number =>
  payable(
    by_percent === undefined
      ? Math.round(Math.abs(by_amount) * microsPerUnit)
      : (ofMicros * Math.abs(by_percent)) / 100,
    currency,
  );

const roomIn = ({ contender, tick }: Change, part: PartSnapshot) =>
  roomOf(part, tick.moved.get(part.platform) ?? 0, contender.rule.content.document.guards, tick.snapshot.currency);

/** What a part may give, or take, within its own limits. */
const capacityOf = (change: Change, part: PartSnapshot, gives: boolean): number => {
  const { onceMicros, todayMicros } = roomIn(change, part);
  const room = Math.min(onceMicros, todayMicros);
  const { currency } = change.tick.snapshot;
  return Math.max(0, gives ? Math.min(room, part.budgetMicros - floorOf(part, currency)) : room);
};

/** An amount in proportion to what the parts are, each within what it may give or take; exact to the smallest unit. */
const shared = (
  micros: number,
  parts: readonly Readonly<{ part: PartSnapshot; capacity: number }>[],
  currency: string,
): readonly Move[] => {
  const unit = smallestUnitMicros(currency);
  const able = parts.filter(({ capacity }) => capacity > 0);
  const split = boundedSplit(
    micros / unit,
    able.map(({ part, capacity }) => ({ weight: part.budgetMicros / unit, least: 0, most: capacity / unit })),
  );
  return able.map(({ part: { platform } }, index) => ({ platform, byMicros: (split[index] as number) * unit }));
};

const totalLimits = ({ action, tick, isRaise }: Change): readonly Limit[] => {
  const { totalMicros, currency } = tick.snapshot;
  if (!isRaise || action.most_total === undefined) return [];
  const micros = payable(action.most_total * microsPerUnit, currency) - totalMicros;
  return [
    {
      micros,
      hold: 'nothing-to-do',
      detail: `the total may be ${inWords(action.most_total * microsPerUnit, currency)} at most`,
    },
  ];
};

const partLimits = (change: Change, part: PartSnapshot): readonly Limit[] => {
  const { action, contender, tick, isRaise } = change;
  const { currency } = tick.snapshot;
  const { guards } = contender.rule.content.document;
  const { onceMicros, todayMicros } = roomIn(change, part);
  const floor = floorOf(part, currency);
  const bound = isRaise ? action.most : action.least;
  const boundMicros = payable((bound ?? 0) * microsPerUnit, currency);
  return [
    {
      micros: onceMicros,
      hold: 'change-limit',
      detail: `a part moves by at most ${guards.most_change_percent} % at once`,
    },
    {
      micros: todayMicros,
      hold: 'daily-change-limit',
      detail: `all rules together move a part by at most ${guards.most_daily_change_percent} % in a day`,
    },
    ...(bound === undefined
      ? []
      : [
          {
            micros: isRaise ? boundMicros - part.budgetMicros : part.budgetMicros - boundMicros,
            hold: 'nothing-to-do' as const,
            detail: `the part may be ${inWords(boundMicros, currency)} at ${isRaise ? 'most' : 'least'}`,
          },
        ]),
    ...(isRaise
      ? []
      : [
          {
            micros: part.budgetMicros - floor,
            hold: 'not-possible' as const,
            detail: `${inWords(part.spentMicros, currency)} of it is spent`,
          },
        ]),
  ];
};

/** The amount within all limits, and the tightest of them where it is less than was wanted. */
const limited = (wanted: number, limits: readonly Limit[]): Readonly<{ micros: number; by: Limit | undefined }> =>
  limits.reduce<Readonly<{ micros: number; by: Limit | undefined }>>(
    (least, limit) => (limit.micros < least.micros ? { micros: limit.micros, by: limit } : least),
    { micros: wanted, by: undefined },
  );

type Moved = Readonly<{ change: Change; wanted: number; micros: number; by: Limit | undefined }>;

const said = ({ change, wanted, micros, by }: Moved, whatMicros: number): string => {
  const { currency } = change.tick.snapshot;
  const verb = change.isRaise ? 'Raised' : 'Lowered';
  const to = inWords(whatMicros + (change.isRaise ? micros : -micros), currency);
  const instead = by === undefined ? '' : ` instead of ${inWords(wanted, currency)}: ${by.detail}`;
  return `${verb} by ${inWords(micros, currency)} to ${to}${instead}`;
};

const heldBack = ({ change, wanted, by }: Moved): Held => {
  if (by === undefined) {
    const unit = inWords(smallestUnitMicros(change.tick.snapshot.currency), change.tick.snapshot.currency);
    return { hold: 'nothing-to-do', detail: `The change is less than ${unit}` };
  }
  const amount = inWords(wanted, change.tick.snapshot.currency);
  return { hold: by.hold, detail: `Not ${change.isRaise ? 'raised' : 'lowered'} by ${amount}: ${by.detail}` };
};

const command = ({ tick }: Change, moves: readonly Move[], totalBy: number): RuleCommand => {
  const { parts, totalMicros } = tick.snapshot;
  const by = new Map(moves.map(({ platform, byMicros }) => [platform, byMicros]));
  return {
    type: 'change-budget',
    beforeTotalMicros: totalMicros,
    afterTotalMicros: totalMicros + totalBy,
    parts: parts.flatMap(({ platform, budgetMicros }) => {
      const moved = by.get(platform) ?? 0;
      return moved === 0 ? [] : [{ platform, beforeMicros: budgetMicros, afterMicros: budgetMicros + moved }];
    }),
  };
};

const turned = (moves: readonly Move[], sign: 1 | -1): readonly Move[] =>
  moves.map(({ platform, byMicros }) => ({ platform, byMicros: sign * byMicros }));

/** Who gives to a part that is raised, or takes from one that is lowered, and how much each may. */
const othersOf = (change: Change, part: PartSnapshot) => {
  const { tick, contender, isRaise } = change;
  const spared = isRaise ? tick.raised : tick.lowered;
  return liveParts(tick.snapshot)
    .filter(
      ({ platform, status }) => platform !== part.platform && (isRaise || status === 'active') && !spared.has(platform),
    )
    .filter(({ platform }) => heldAt(tick, contender, platform, 'other') === undefined)
    .map((other) => ({ part: other, capacity: capacityOf(change, other, isRaise) }));
};

/** One part, with the money of the others or of the total. */
const partChange = (change: Change, part: PartSnapshot): Decided | Held => {
  const { action, tick, isRaise } = change;
  const { currency } = tick.snapshot;
  if (isRaise && part.status !== 'active') return { hold: 'not-possible', detail: `${part.platform} is paused` };
  const others = action.funding === 'others' ? othersOf(change, part) : [];
  const fund: Limit = {
    micros: others.reduce((sum, { capacity }) => sum + capacity, 0),
    hold: 'not-possible',
    detail: `the other platforms can ${isRaise ? 'give' : 'take'} no more`,
  };
  const limits = [...partLimits(change, part), ...(action.funding === 'others' ? [fund] : totalLimits(change))];
  const wanted = wantedOf(action, part.budgetMicros, currency);
  const moved: Moved = { change, wanted, ...limited(wanted, limits) };
  if (moved.micros <= 0) return heldBack(moved);
  const sign = isRaise ? 1 : -1;
  const own = { platform: part.platform, byMicros: sign * moved.micros };
  const detail = said(moved, part.budgetMicros);
  if (action.funding === 'total') return { command: command(change, [own], sign * moved.micros), detail };
  const fromOthers = turned(shared(moved.micros, others, currency), isRaise ? -1 : 1);
  return { command: command(change, [own, ...fromOthers], 0), detail };
};

/** The total, and each of these parts in proportion. */
const totalChange = (change: Change, parts: readonly PartSnapshot[]): Decided | Held => {
  const { action, contender, tick, isRaise } = change;
  const { totalMicros, currency } = tick.snapshot;
  const percent = contender.rule.content.document.guards.most_change_percent;
  const able = parts
    .filter(({ status }) => !isRaise || status === 'active')
    .map((part) => ({ part, capacity: capacityOf(change, part, !isRaise) }));
  const once = payable((totalMicros * percent) / 100, currency);
  const limits: readonly Limit[] = [
    { micros: once, hold: 'change-limit', detail: `a total moves by at most ${percent} % at once` },
    {
      micros: able.reduce((sum, { capacity }) => sum + capacity, 0),
      hold: 'daily-change-limit',
      detail: 'the parts may not move further',
    },
    ...totalLimits(change),
  ];
  const wanted = wantedOf(action, totalMicros, currency);
  const moved: Moved = { change, wanted, ...limited(wanted, limits) };
  if (moved.micros <= 0) return heldBack(moved);
  const sign = isRaise ? 1 : -1;
  const moves = turned(shared(moved.micros, able, currency), sign);
  return { command: command(change, moves, sign * moved.micros), detail: said(moved, totalMicros) };
};

/**
 * What a change of a budget comes to, exact to the currency's smallest unit: less than is wanted where a limit says so, never below
 * what is spent, never in the other direction. `parts` are those of the entity that may be touched.
 */
export const budgetCommand = (
  action: ChangeBudget,
  contender: Contender,
  tick: Tick,
  parts: readonly PartSnapshot[],
): Decided | Held => {
  const change: Change = { action, contender, tick, isRaise: contender.class === 'increase' };
  const [part] = parts;
  if (part === undefined) return { hold: 'not-possible', detail: 'No campaign exists on a platform' };
  return contender.platform === null ? totalChange(change, parts) : partChange(change, part);
};
