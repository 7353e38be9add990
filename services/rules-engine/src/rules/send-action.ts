import {
  orchestrationCodec,
  type RuleActionEvent,
  ruleActionCodec,
  ruleCodec,
  type StoredEvent,
} from '@campaigns/contracts';
import {
  breakerReason,
  type OrchestrationCommand,
  orchestrationCommandFor,
  orchestrationDecider,
  type RuleActed,
  ruleDecider,
} from '@campaigns/domain';
import {
  type CommandContext,
  ConcurrencyExhausted,
  commandHandler,
  type Decider,
  type EventStore,
  RuleViolation,
  toAppend,
} from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { reactionContext } from '../reaction-context.ts';
import type { ActionTable } from './action-table.ts';

type Dependencies = Readonly<{ store: EventStore; actions: ActionTable; clock: Clock }>;
type Settled = Extract<RuleActionEvent, { type: 'RuleActionSettled' }>['data'];

type State = typeof orchestrationDecider.initialState;

/** Decided on the state that the command meets, again at every attempt. */
const lateDecider = (
  make: (state: State) => OrchestrationCommand | undefined,
): Decider<State, undefined, ReturnType<typeof orchestrationCodec.decode>> => ({
  ...orchestrationDecider,
  decide: (_none, state) => {
    const command = make(state);
    return command === undefined ? [] : orchestrationDecider.decide(command, state);
  },
});

const attempts = 10;

/** Another run was in the way: the rule looks again with the next results, and there is nothing wrong with it. */
const isInTheWay = ({ problem }: Settled): boolean => problem === 'workflow-in-progress';

/**
 * Sends an action to its orchestration, once, and records what that made of it. Too many refusals disable the rule. Throws
 * `ConcurrencyExhausted`, `LogUnavailable`.
 */
export const actionSender = ({ store, actions, clock }: Dependencies): ((acted: StoredEvent) => Promise<void>) => {
  const rules = commandHandler(store, ruleDecider, ruleCodec);

  const send = async (data: RuleActed, context: CommandContext): Promise<Settled> => {
    const { actionId, ruleId, orchestrationId, command } = data;
    const at = context.occurredAt;
    const settled = { actionId, ruleId, orchestrationId, at };
    const decider = lateDecider((state) => orchestrationCommandFor(command, { actionId, ruleId, now: at }, state));
    try {
      await commandHandler(store, decider, orchestrationCodec)(`orchestration-${orchestrationId}`, undefined, context);
      return { ...settled, outcome: 'done', problem: null, detail: null };
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      return { ...settled, outcome: 'refused', problem: error.code, detail: error.message };
    }
  };

  const settle = async (data: Settled, context: CommandContext): Promise<void> => {
    const stream = `ruleaction-${data.orchestrationId}` as const;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const { events, revision } = await store.load(stream);
      const isSettled = events
        .map(ruleActionCodec.decode)
        .some((event) => event.type === 'RuleActionSettled' && event.data.actionId === data.actionId);
      if (isSettled) return;
      const appended = toAppend([{ type: 'RuleActionSettled' as const, data }], ruleActionCodec, context);
      if ((await store.append(stream, revision, appended)).outcome === 'appended') return;
    }
    throw new ConcurrencyExhausted(`${stream} kept changing under ${attempts} attempts`);
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

  return async (acted) => {
    const event = ruleActionCodec.decode(acted);
    if (event.type !== 'RuleActed' || event.data.command.type === 'notify') return;
    const now = clock.now();
    const settled = await send(event.data, reactionContext(acted, 'send', now));
    await settle(settled, reactionContext(acted, 'settle', now));
    if (isInTheWay(settled)) return;
    await actions.settle(settled.actionId, settled.ruleId, settled.outcome, now);
    if (settled.outcome === 'refused') await tripBreaker(settled, reactionContext(acted, 'breaker', now));
  };
};
