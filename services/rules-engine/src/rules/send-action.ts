import {
  orchestrationCodec,
  type RuleActionEvent,
  ruleActionCodec,
  ruleCodec,
  type StoredEvent,
} from '@campaigns/contracts';
import { breakerReason, isRecent, orchestrationCommandFor, type RuleActed, ruleDecider } from '@campaigns/domain';
import {
  type CommandContext,
  ConcurrencyExhausted,
  commandHandler,
  type EventStore,
  LogUnavailable,
  RuleViolation,
  toAppend,
} from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { lateDecider } from '../late-decider.ts';
import { reactionContext } from '../reaction-context.ts';
import type { ActionTable } from './action-table.ts';

type Dependencies = Readonly<{ store: EventStore; actions: ActionTable; clock: Clock }>;
type Settled = Extract<RuleActionEvent, { type: 'RuleActionSettled' }>['data'];

/** `mayWait`: a run that is in the way may have ended when it is tried again; that is thrown as `LogUnavailable`. */
export type SendAction = (acted: StoredEvent, mayWait: boolean) => Promise<void>;

const attempts = 10;

/** It rests on results that say nothing of the present. */
const decidedLongAgo = 'decided-long-ago';

/** Another run was in the way: it may have ended in a moment. */
const isInTheWay = ({ problem }: Settled): boolean => problem === 'workflow-in-progress';

/** Others were there first: the rule looks again the next time, and there is nothing wrong with it. */
const isBlameless = (made: Settled): boolean =>
  isInTheWay(made) || made.problem === 'budget-changed-meanwhile' || made.problem === decidedLongAgo;

/**
 * Sends an action to its orchestration, once, and records what that made of it. Too many refusals disable the rule. Throws
 * `ConcurrencyExhausted`, `LogUnavailable`.
 */
export const actionSender = ({ store, actions, clock }: Dependencies): SendAction => {
  const rules = commandHandler(store, ruleDecider, ruleCodec);

  const send = async (data: RuleActed, context: CommandContext): Promise<Settled> => {
    const { actionId, ruleId, orchestrationId, command } = data;
    const at = context.occurredAt;
    const settled = { actionId, ruleId, orchestrationId, at };
    const decider = lateDecider((state) => {
      if (isRecent(data.at, at)) return orchestrationCommandFor(command, { actionId, ruleId, now: at }, state);
      throw new RuleViolation(decidedLongAgo, `It was decided at ${data.at} and could not be sent until now`);
    });
    try {
      await commandHandler(store, decider, orchestrationCodec)(`orchestration-${orchestrationId}`, undefined, context);
      return { ...settled, outcome: 'done', problem: null, detail: null };
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      return { ...settled, outcome: 'refused', problem: error.code, detail: error.message };
    }
  };

  const settlementIn = (events: readonly StoredEvent[], actionId: RuleActed['actionId']): Settled | undefined =>
    events
      .map(ruleActionCodec.decode)
      .flatMap((event) =>
        event.type === 'RuleActionSettled' && event.data.actionId === actionId ? [event.data] : [],
      )[0];

  const settle = async (data: Settled, context: CommandContext): Promise<void> => {
    const stream = `ruleaction-${data.orchestrationId}` as const;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const { events, revision } = await store.load(stream);
      if (settlementIn(events, data.actionId) !== undefined) return;
      const appended = toAppend([{ type: 'RuleActionSettled' as const, data }], ruleActionCodec, context);
      if ((await store.append(stream, revision, appended)).outcome === 'appended') return;
    }
    throw new ConcurrencyExhausted(`${stream} kept changing under ${attempts} attempts`);
  };

  /** What was refused once is not sent again, however often it is heard of: it may be possible by now, and nobody wants it any more. */
  const settled = async (acted: StoredEvent, data: RuleActed, now: Date, mayWait: boolean): Promise<Settled> => {
    const { events } = await store.load(`ruleaction-${data.orchestrationId}`);
    const before = settlementIn(events, data.actionId);
    if (before !== undefined) return before;
    const made = await send(data, reactionContext(acted, 'send', now));
    if (isInTheWay(made) && mayWait) throw new LogUnavailable(made.detail ?? 'Another run is in the way');
    await settle(made, reactionContext(acted, 'settle', now));
    return made;
  };

  /** Refusals of before it was enabled, or changed, the last time do not count. */
  const tripBreaker = async ({ ruleId }: Settled, context: CommandContext): Promise<void> => {
    const stream = `rule-${ruleId}` as const;
    const { events } = await store.load(stream);
    const history = events.map(ruleCodec.decodeRecorded);
    const content = history.findLast(({ type }) => type === 'RuleCreated' || type === 'RuleChanged');
    if (content === undefined || !('content' in content.data)) return;
    const begun = history.findLast(({ type }) => ['RuleCreated', 'RuleChanged', 'RuleEnabled'].includes(type));
    const { guards } = content.data.content.document;
    const since = new Date(begun?.metadata.occurredAt ?? 0);
    const reason = breakerReason(await actions.outcomes(ruleId, since, guards.breaker.of), guards);
    if (reason === undefined) return;
    await rules(stream, { type: 'TripBreaker', data: { ruleId, reason, now: context.occurredAt } }, context);
  };

  return async (acted, mayWait) => {
    const event = ruleActionCodec.decode(acted);
    if (event.type !== 'RuleActed' || event.data.command.type === 'notify') return;
    const now = clock.now();
    const result = await settled(acted, event.data, now, mayWait);
    if (isBlameless(result)) return;
    await actions.settle(result.actionId, result.ruleId, result.outcome, new Date(result.at));
    if (result.outcome === 'refused') await tripBreaker(result, reactionContext(acted, 'breaker', now));
  };
};
