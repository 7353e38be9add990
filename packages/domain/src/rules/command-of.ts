import type { Platform, RuleAction, RuleCommand } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { budgetCommand, type Decided } from './budget-command.ts';
import { roomOf } from './moves.ts';
import { rotationOf } from './rotation.ts';
import { type Contender, type Held, heldAt, liveParts, type Tick } from './tick.ts';
import type { PartSnapshot } from './types.ts';

/** Of these, the parts that nothing holds back, and what holds the first of the others. */
type Free = Readonly<{ free: readonly PartSnapshot[]; held: Held | undefined }>;

const freeOf = (parts: readonly PartSnapshot[], contender: Contender, tick: Tick): Free => {
  const looked = parts.map((part) => ({ part, held: heldAt(tick, contender, part.platform) }));
  return {
    free: looked.flatMap(({ part, held }) => (held === undefined ? [part] : [])),
    held: looked.find(({ held }) => held !== undefined)?.held,
  };
};

const namesOf = (parts: readonly PartSnapshot[]): Platform[] => parts.map(({ platform }) => platform);

const pause = (parts: readonly PartSnapshot[], contender: Contender, tick: Tick): Decided | Held => {
  const active = parts.filter(({ status }) => status === 'active');
  if (active.length === 0) return { hold: 'nothing-to-do', detail: 'It is paused already' };
  const { free, held } = freeOf(active, contender, tick);
  if (free.length === 0 && held !== undefined) return held;
  const platforms = namesOf(free);
  return { command: { type: 'pause', platforms }, detail: `Paused ${platforms.join(', ')}` };
};

const resume = (parts: readonly PartSnapshot[], contender: Contender, tick: Tick): Decided | Held => {
  const { isSpent, flightEndAt, now } = tick.snapshot;
  const paused = parts.filter(({ status }) => status === 'paused');
  if (paused.length === 0) return { hold: 'nothing-to-do', detail: 'It is running already' };
  if (isSpent) return { hold: 'not-possible', detail: 'The whole budget is spent' };
  if (flightEndAt !== null && Date.parse(flightEndAt) <= Date.parse(now)) {
    return { hold: 'not-possible', detail: 'The flight has ended' };
  }
  const { free, held } = freeOf(paused, contender, tick);
  if (free.length === 0 && held !== undefined) return held;
  const platforms = namesOf(free);
  return { command: { type: 'resume', platforms }, detail: `Resumed ${platforms.join(', ')}` };
};

/** The per cent of a part that are left of its day. */
const percentLeft = (part: PartSnapshot, { rule }: Contender, { moved, snapshot }: Tick): number => {
  const room = roomOf(part, moved.get(part.platform) ?? 0, rule.content.document.guards, snapshot.currency);
  return part.budgetMicros === 0 ? 0 : Math.floor((100 * room.todayMicros) / part.budgetMicros);
};

/** All parts may be moved by an optimization, so all must be free. */
const reallocate = (
  action: Extract<RuleAction, { action: 'reallocate' }>,
  contender: Contender,
  tick: Tick,
): Decided | Held => {
  const live = liveParts(tick.snapshot);
  if (live.length < 2) return { hold: 'not-possible', detail: 'There is no other platform to split the budget with' };
  if (tick.snapshot.status !== 'active') return { hold: 'not-possible', detail: 'The orchestration is not active' };
  const { held } = freeOf(live, contender, tick);
  if (held !== undefined) return held;
  const { guards } = contender.rule.content.document;
  const once = Math.min(action.most_change_percent, Math.floor(guards.most_change_percent));
  const mostChangePercent = Math.min(once, ...live.map((part) => percentLeft(part, contender, tick)));
  if (mostChangePercent < 1) {
    const [hold, limit] = once < 1 ? ['change-limit' as const, 'at once'] : ['daily-change-limit' as const, 'today'];
    return { hold, detail: `Less than 1 % of a part may be moved ${limit}` };
  }
  const less =
    mostChangePercent < action.most_change_percent
      ? ` instead of ${action.most_change_percent} %, as the guards have it`
      : '';
  const parts = live.map(({ platform, budgetMicros }) => ({ platform, beforeMicros: budgetMicros }));
  return {
    command: { type: 'optimize', mostChangePercent, sinceDays: action.last_days, parts },
    detail: `Splits the budget anew by the results of ${action.last_days} days; a part moves by at most ${mostChangePercent} %${less}`,
  };
};

const rotate = (parts: readonly PartSnapshot[], contender: Contender, tick: Tick): Decided | Held => {
  const active = parts.filter(({ status }) => status === 'active');
  if (active.length === 0) return { hold: 'not-possible', detail: 'It is paused' };
  const { free, held } = freeOf(active, contender, tick);
  const rotations = free.flatMap((part) => rotationOf(part) ?? []);
  if (rotations.length > 0) {
    return {
      command: { type: 'rotate', rotations },
      detail: `Rotated creatives on ${rotations.map(({ platform }) => platform).join(', ')}`,
    };
  }
  return free.length === 0 && held !== undefined
    ? held
    : { hold: 'not-possible', detail: 'There is no second creative to show' };
};

const change = (
  action: Extract<RuleAction, { action: 'change_budget' }>,
  contender: Contender,
  tick: Tick,
  parts: readonly PartSnapshot[],
): Decided | Held => {
  const { free, held } = freeOf(parts, contender, tick);
  return free.length === 0 && held !== undefined ? held : budgetCommand(action, contender, tick, free);
};

/** What each action is asked for with. */
export const commandTypeOf: Readonly<Record<RuleAction['action'], RuleCommand['type']>> = {
  pause: 'pause',
  resume: 'resume',
  change_budget: 'change-budget',
  reallocate: 'optimize',
  rotate_creative: 'rotate',
  notify: 'notify',
};

/** The exact command that an action comes to, or what holds it back. `parts` are the live ones of the entity. */
export const commandOf = (
  action: RuleAction,
  contender: Contender,
  tick: Tick,
  parts: readonly PartSnapshot[],
): Decided | Held => {
  switch (action.action) {
    case 'pause':
      return pause(parts, contender, tick);
    case 'resume':
      return resume(parts, contender, tick);
    case 'change_budget':
      return change(action, contender, tick, parts);
    case 'reallocate':
      return reallocate(action, contender, tick);
    case 'rotate_creative':
      return rotate(parts, contender, tick);
    case 'notify':
      return { command: { type: 'notify', message: action.message }, detail: 'Told' };
    default:
      return assertNever(action);
  }
};
