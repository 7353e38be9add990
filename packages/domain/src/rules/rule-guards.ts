import type { Platform, RuleCommand } from '@campaigns/contracts';
import { touchedBy } from './action-history.ts';
import { utcDay } from './moves.ts';
import { type Contender, deedOf, type Held, type Tick } from './tick.ts';
import type { PastAction } from './types.ts';

const hourMs = 3_600_000;

/** Which commands need the place of a sync: they wait for one, and for an optimization. */
const needsSyncPlace: readonly RuleCommand['type'][] = ['resume', 'optimize', 'rotate'];

/** One action may have been on several platforms. */
const wasOn = (action: PastAction, platform: Platform | null): boolean =>
  action.platform === platform ||
  (action.platform === null && platform !== null && touchedBy(action.command).includes(platform));

const own = ({ snapshot }: Tick, { rule, platform, class: of }: Contender): readonly PastAction[] =>
  snapshot.actions.filter(
    (action) =>
      action.ruleId === rule.ruleId &&
      wasOn(action, platform) &&
      action.outcome !== 'refused' &&
      (action.class === 'notify') === (of === 'notify'),
  );

const entityName = ({ platform }: Contender): string => platform ?? 'the orchestration';

const cooldown = (tick: Tick, contender: Contender, past: readonly PastAction[]): Held | undefined => {
  const hours = contender.rule.content.document.guards.cooldown_hours;
  const last = past.at(-1);
  if (last === undefined || Date.parse(tick.snapshot.now) - Date.parse(last.at) >= hours * hourMs) return undefined;
  return {
    hold: 'cooldown',
    detail: `It acted on ${entityName(contender)} at ${last.at}; it waits for ${hours} hours`,
  };
};

/** Several actions of one run on an entity count once: they belong together. */
const entityCap = (tick: Tick, contender: Contender, past: readonly PastAction[]): Held | undefined => {
  const most = contender.rule.content.document.guards.most_actions_per_entity_and_day;
  const today = past.filter(({ at }) => utcDay(at) === utcDay(tick.snapshot.now));
  const runs = new Set(today.map(({ runId }) => runId)).size;
  if (runs < most) return undefined;
  return {
    hold: 'entity-cap',
    detail: `It has acted on ${entityName(contender)} ${runs} times today, which is the most`,
  };
};

const ruleCap = ({ snapshot, taken }: Tick, contender: Contender): Held | undefined => {
  const { rule, class: of } = contender;
  const most = rule.content.document.guards.most_actions_per_day;
  const own = taken.get(rule.ruleId);
  const today = (snapshot.actionsToday[rule.ruleId] ?? 0) + (own?.size ?? 0);
  if (of === 'notify' || today < most || own?.has(deedOf(contender))) return undefined;
  return { hold: 'rule-cap', detail: `It has taken ${today} actions today, which is the most` };
};

/** What of a rule's own guards holds an action back; `undefined` when nothing. */
export const heldByGuards = (tick: Tick, contender: Contender): Held | undefined => {
  const past = own(tick, contender);
  return cooldown(tick, contender, past) ?? entityCap(tick, contender, past) ?? ruleCap(tick, contender);
};

/** What an orchestration is busy with, as far as it is in the way of a command. */
export const heldByRun = ({ snapshot: { busy } }: Tick, command: RuleCommand['type']): Held | undefined => {
  if (command === 'notify') return undefined;
  if (busy.lifecycle) return { hold: 'pending-command', detail: 'A run that changes the campaigns has not ended yet' };
  if (!busy.sync || !needsSyncPlace.includes(command)) return undefined;
  return { hold: 'pending-command', detail: 'A sync or an optimization has not ended yet' };
};
