import type { ActionClass, Platform, RuleCommand, RuleHold, RuleId } from '@campaigns/contracts';
import { rankOf } from './action-class.ts';
import { touchedBy } from './action-history.ts';
import { movedToday } from './moves.ts';
import type { PartSnapshot, PastAction, RuleSnapshot, RuleToEvaluate } from './types.ts';

/** What one rule is about to do to one entity; `platform` is `null` for the whole orchestration. */
export type Contender = Readonly<{
  rule: RuleToEvaluate;
  platform: Platform | null;
  class: ActionClass;
  /** The place of the action in the rule's document. */
  index: number;
}>;

/** Whose a platform is in this tick, or what of it. */
type Claim = Readonly<{ ruleId: RuleId; platform: Platform | null; field: Field }>;
type Field = 'status' | 'budget' | 'creatives';

/**
 * An orchestration in the course of one tick: as it will be when everything that was decided so far has happened. Parts are in the
 * order of platforms.
 */
export type Tick = Readonly<{
  snapshot: RuleSnapshot;
  /** What all rules have moved each part by today. */
  moved: ReadonlyMap<Platform, number>;
  claims: ReadonlyMap<Platform, readonly Claim[]>;
  /** Of what rules have done, that which may hold others back: under way, done just now, or taken back. */
  watched: readonly PastAction[];
  /** What each rule does in this tick, messages left out: see `deedOf`. */
  taken: ReadonlyMap<RuleId, ReadonlySet<string>>;
  /** Whom a rule wants to raise, or to lower, in this tick: nobody takes from the one or gives to the other. */
  raised: ReadonlySet<Platform>;
  lowered: ReadonlySet<Platform>;
}>;

/** What is one command for several platforms: a campaign has one such run at a time, so a second one would be refused. */
const inOne: readonly string[] = ['pause', 'resume', 'rotate_creative'];

/** Contenders of one deed become one action. */
export const deedOf = ({ rule, platform, index }: Contender): string => {
  const { action = '' } = rule.content.document.actions[index] ?? {};
  return `${rule.ruleId} ${index} ${inOne.includes(action) ? 'together' : (platform ?? 'all')}`;
};

export type Held = Readonly<{ hold: RuleHold; detail: string; suppressedBy?: RuleId }>;

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Rules that look a little later, because their results came later, are of the same tick. */
const tickMs = 10 * minuteMs;

const agoMs = (at: string, now: string): number => Date.parse(now) - Date.parse(at);

const primaries = (contenders: readonly Contender[], of: ActionClass): ReadonlySet<Platform> =>
  new Set(contenders.flatMap(({ platform, class: each }) => (platform !== null && each === of ? [platform] : [])));

export const beginTick = (snapshot: RuleSnapshot, contenders: readonly Contender[]): Tick => ({
  snapshot,
  moved: new Map(snapshot.parts.map(({ platform }) => [platform, movedToday(snapshot, platform)])),
  claims: new Map(),
  watched: snapshot.actions.filter(
    ({ outcome, at, undoneAt }) => outcome === 'pending' || undoneAt !== null || agoMs(at, snapshot.now) < tickMs,
  ),
  taken: new Map(),
  raised: primaries(contenders, 'increase'),
  lowered: primaries(contenders, 'decrease'),
});

const touches = (action: PastAction, platform: Platform): boolean => touchedBy(action.command).includes(platform);

const byPerson = ({ snapshot: { changes }, watched }: Tick, platform: Platform): readonly string[] => [
  ...changes
    .filter((change) => change.by === 'person' && (change.platform === null || change.platform === platform))
    .map(({ at }) => at),
  ...watched.flatMap((action) => (action.undoneAt !== null && touches(action, platform) ? [action.undoneAt] : [])),
];

const handsOff = (tick: Tick, platform: Platform, hours: number): Held | undefined => {
  const { now } = tick.snapshot;
  const at = byPerson(tick, platform).find((each) => agoMs(each, now) < hours * hourMs);
  return at === undefined
    ? undefined
    : { hold: 'hands-off', detail: `A person changed ${platform} at ${at}; rules leave it alone for ${hours} hours` };
};

const suppressed = (platform: Platform, { ruleId }: Readonly<{ ruleId: RuleId }>): Held => ({
  ...{ hold: 'suppressed', detail: `Another action went first at ${platform}`, suppressedBy: ruleId },
});

const fieldOf = ({ type }: RuleCommand): Field =>
  type === 'rotate' ? 'creatives' : type === 'pause' || type === 'resume' ? 'status' : 'budget';

/**
 * What an action wants of a platform: to act on it, or to give to it or take from it for another one's sake. The first does not go
 * with anything else, the second with what leaves the budget alone.
 */
export type Role = 'own' | 'other';

/** An action of another rule within the last ten minutes goes before this one, unless this one is the safer. */
const recent = ({ snapshot, watched }: Tick, { rule, class: own }: Contender, platform: Platform, role: Role) => {
  const before = watched.find(
    (action) =>
      action.ruleId !== rule.ruleId &&
      action.outcome !== 'refused' &&
      agoMs(action.at, snapshot.now) < tickMs &&
      touches(action, platform) &&
      (role === 'own' || fieldOf(action.command) === 'budget') &&
      rankOf(action.class) <= rankOf(own),
  );
  return before === undefined ? undefined : suppressed(platform, before);
};

const claimed = ({ claims }: Tick, { rule, platform: entity }: Contender, platform: Platform, role: Role) => {
  const isOwn = (claim: Claim): boolean => claim.ruleId === rule.ruleId && claim.platform === entity;
  const before = claims
    .get(platform)
    ?.find((claim) => (role === 'own' ? !isOwn(claim) : !isOwn(claim) && claim.field === 'budget'));
  return before === undefined ? undefined : suppressed(platform, before);
};

const pending = ({ watched }: Tick, platform: Platform): Held | undefined => {
  const before = watched.find((action) => action.outcome === 'pending' && touches(action, platform));
  if (before === undefined) return undefined;
  return { hold: 'pending-command', detail: `A command of ${before.at} has not taken effect at ${platform} yet` };
};

/** Why a rule may not touch a platform at present; `undefined` when it may. */
export const heldAt = (tick: Tick, contender: Contender, platform: Platform, role: Role = 'own'): Held | undefined =>
  handsOff(tick, platform, contender.rule.content.document.guards.hands_off_hours) ??
  pending(tick, platform) ??
  claimed(tick, contender, platform, role) ??
  recent(tick, contender, platform, role);

/** The parts of an entity in which there is a campaign. */
export const liveParts = ({ parts }: RuleSnapshot): readonly PartSnapshot[] =>
  parts.filter(({ status }) => status === 'active' || status === 'paused');

const withParts = (tick: Tick, change: (part: PartSnapshot) => PartSnapshot): Tick => ({
  ...tick,
  snapshot: { ...tick.snapshot, parts: tick.snapshot.parts.map(change) },
});

const withMoved = (tick: Tick, moves: readonly (readonly [Platform, number])[]): Tick => ({
  ...tick,
  moved: new Map([
    ...tick.moved,
    ...moves.map(([platform, by]) => [platform, (tick.moved.get(platform) ?? 0) + by] as const),
  ]),
});

const applied = (tick: Tick, command: RuleCommand): Tick => {
  if (command.type === 'pause' || command.type === 'resume') {
    const status = command.type === 'pause' ? 'paused' : 'active';
    return withParts(tick, (part) => (command.platforms.includes(part.platform) ? { ...part, status } : part));
  }
  if (command.type === 'optimize') {
    const moves = command.parts.map(
      ({ platform, beforeMicros }) => [platform, Math.ceil((beforeMicros * command.mostChangePercent) / 100)] as const,
    );
    return withMoved(tick, moves);
  }
  if (command.type !== 'change-budget') return tick;
  const after = new Map(command.parts.map(({ platform, afterMicros }) => [platform, afterMicros]));
  const changed = withParts(tick, (part) => ({ ...part, budgetMicros: after.get(part.platform) ?? part.budgetMicros }));
  const moves = command.parts.map(
    ({ platform, beforeMicros, afterMicros }) => [platform, Math.abs(afterMicros - beforeMicros)] as const,
  );
  return withMoved({ ...changed, snapshot: { ...changed.snapshot, totalMicros: command.afterTotalMicros } }, moves);
};

/** The tick after an action was decided: what it touches is the rule's. */
export const withAction = (tick: Tick, contender: Contender, command: RuleCommand): Tick => {
  if (command.type === 'notify') return tick;
  const { rule, platform } = contender;
  const taken = tick.taken.get(rule.ruleId) ?? [];
  const claim: Claim = { ruleId: rule.ruleId, platform, field: fieldOf(command) };
  const claims = touchedBy(command).map((each) => [each, [...(tick.claims.get(each) ?? []), claim]] as const);
  return {
    ...applied(tick, command),
    claims: new Map([...tick.claims, ...claims]),
    taken: new Map([...tick.taken, [rule.ruleId, new Set([...taken, deedOf(contender)])]]),
  };
};
