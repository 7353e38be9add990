import { type RuleEvent, type RuleRunId, ruleCodec } from '@campaigns/contracts';
import { nextOnSchedule, type Rule, ruleDecider } from '@campaigns/domain';
import { type CommandContext, derivedId, type EventStore, fold, toAppend } from '@campaigns/event-sourcing';
import { orchestratorActor } from '../reaction-context.ts';
import type { Timer, TimerRule } from './timer.ts';

const done = { append: undefined, next: undefined } as const;

const loadRule = async (store: EventStore, stream: Timer['stream']) => {
  const { events, revision } = await store.load(stream);
  const history = events.map(ruleCodec.decodeRecorded);
  return { first: events[0], revision, rule: fold(ruleDecider, history as readonly RuleEvent[]) };
};

/** The next time of its cron schedule after an instant; `undefined` for a rule without, or one that is disabled. */
const nextOf = (rule: Rule, after: string): Date | undefined => {
  if (rule.status !== 'enabled') return undefined;
  const { trigger } = rule.content.document;
  return trigger.on === 'schedule' ? new Date(nextOnSchedule(trigger, after)) : undefined;
};

/**
 * At the times of a rule's cron expression, by the clock of its zone. One timer per rule. Times that were missed come to one
 * run, as soon as somebody is there again.
 */
export const ruleDue: TimerRule = {
  askedForBy: ['RuleCreated', 'RuleChanged', 'RuleEnabled'],
  timerFor: async ({ stream, metadata, position }, store) => {
    const { rule } = await loadRule(store, stream);
    const dueAt = nextOf(rule, metadata.occurredAt);
    if (dueAt === undefined) return undefined;
    const timerId = derivedId(stream, 'rule-due');
    return { timerId, dueAt, kind: 'rule-due', stream, causeId: metadata.eventId, position, known: 'moves' };
  },
  prepare: (store, now) => async (timer) => {
    const { timerId, dueAt, causeId, stream } = timer;
    const { first, revision, rule } = await loadRule(store, stream);
    const at = now().toISOString();
    const next = nextOf(rule, at);
    if (next === undefined || first === undefined || rule.status !== 'enabled') return done;
    const commandId = derivedId(timerId, dueAt.toISOString());
    const context: CommandContext = {
      ...{ commandId, orgId: first.metadata.orgId, actor: orchestratorActor, correlationId: commandId },
      ...{ causationId: causeId, occurredAt: at },
    };
    const runId = derivedId(commandId, 'run') as RuleRunId;
    const { ruleId } = rule;
    const data = { ruleId, runId, dueAt: dueAt.toISOString(), now: at };
    const events = ruleDecider.decide({ type: 'TellDue', data }, rule);
    if (events.length === 0) return { append: undefined, next };
    return { append: { stream, expected: revision, events: toAppend(events, ruleCodec, context) }, next };
  },
};
