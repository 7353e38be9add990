import { isDeepStrictEqual } from 'node:util';
import type { OrchestrationId, OrgId, RuleContent, RuleEvent, RuleId, RuleRunId } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';
import { checkRule } from './check-rule.ts';

// Commands; `now` is an ISO instant

type Command<Type extends string, Data> = Readonly<{
  type: Type;
  data: Readonly<{ ruleId: RuleId; now: string } & Data>;
}>;

type CreateRule = Command<
  'CreateRule',
  { orgId: OrgId; orchestrationId: OrchestrationId | null; content: RuleContent; enabled: boolean }
>;
type ChangeRule = Command<'ChangeRule', { content: RuleContent }>;
type EnableRule = Command<'EnableRule', object>;
type DisableRule = Command<'DisableRule', { reason: string | null }>;
type RemoveRule = Command<'RemoveRule', object>;
type RequestRun = Command<'RequestRun', { runId: RuleRunId; orchestrationId: OrchestrationId | null }>;
/** Sent by the timer: `dueAt` is the time that was waited for. */
type TellDue = Command<'TellDue', { runId: RuleRunId; dueAt: string }>;
/** Too many of its last actions were refused; `reason` as `breakerReason` says it. */
type TripBreaker = Command<'TripBreaker', { reason: string }>;

export type RuleCommandInput =
  | CreateRule
  | ChangeRule
  | EnableRule
  | DisableRule
  | RemoveRule
  | RequestRun
  | TellDue
  | TripBreaker;

// State

export type ExistingRule = Readonly<{
  status: 'enabled' | 'disabled' | 'removed';
  ruleId: RuleId;
  orgId: OrgId;
  orchestrationId: OrchestrationId | null;
  content: RuleContent;
  version: number;
  createdAt: string;
  disabledBy: 'person' | 'breaker' | null;
  /** The last run that a person asked for, and the last time that had come: a repeat starts no second one. */
  lastRunId: RuleRunId | null;
  lastDueAt: string | null;
}>;
export type Rule = Readonly<{ status: 'absent' }> | ExistingRule;

// Decide

const existing = (state: Rule): ExistingRule => {
  if (state.status === 'absent' || state.status === 'removed') {
    throw new RuleViolation('rule-not-found', 'There is no such rule');
  }
  return state;
};

const create = ({ data }: CreateRule, state: Rule): readonly RuleEvent[] => {
  const { now, ...created } = data;
  if (state.status !== 'absent') {
    const { orgId, orchestrationId, content } = state;
    const isRepeat =
      state.version === 1 &&
      isDeepStrictEqual([orgId, orchestrationId, content], [data.orgId, data.orchestrationId, data.content]);
    if (isRepeat) return [];
    throw new RuleViolation('rule-already-exists', 'The rule exists already');
  }
  checkRule(data.content);
  return [{ type: 'RuleCreated', data: { ...created, at: now } }];
};

const change = ({ data: { ruleId, content, now } }: ChangeRule, before: Rule): readonly RuleEvent[] => {
  const state = existing(before);
  checkRule(content);
  if (isDeepStrictEqual(content, state.content)) return [];
  return [{ type: 'RuleChanged', data: { ruleId, version: state.version + 1, content, at: now } }];
};

const requestRun = ({ data }: RequestRun, before: Rule): readonly RuleEvent[] => {
  const state = existing(before);
  const { ruleId, runId, orchestrationId, now } = data;
  if (state.lastRunId === runId) return [];
  if (state.status === 'disabled') throw new RuleViolation('rule-disabled', 'The rule is disabled');
  if (state.orchestrationId !== null && orchestrationId !== null && orchestrationId !== state.orchestrationId) {
    throw new RuleViolation('rule-of-other-orchestration', 'The rule is about another orchestration', {
      orchestrationId: state.orchestrationId,
    });
  }
  const wanted = orchestrationId ?? state.orchestrationId;
  return [{ type: 'RuleRunRequested', data: { ruleId, runId, orchestrationId: wanted, at: now } }];
};

/** A timer that comes late, or once more, finds nothing to do. */
const tellDue = ({ data: { ruleId, runId, dueAt, now } }: TellDue, state: Rule): readonly RuleEvent[] => {
  if (state.status !== 'enabled' || state.content.document.trigger.on !== 'schedule') return [];
  if (state.lastDueAt !== null && Date.parse(dueAt) <= Date.parse(state.lastDueAt)) return [];
  return [{ type: 'RuleDue', data: { ruleId, runId, dueAt, at: now } }];
};

const decide = (command: RuleCommandInput, state: Rule): readonly RuleEvent[] => {
  const { ruleId, now: at } = command.data;
  switch (command.type) {
    case 'CreateRule':
      return create(command, state);
    case 'ChangeRule':
      return change(command, state);
    case 'EnableRule':
      return existing(state).status === 'enabled' ? [] : [{ type: 'RuleEnabled', data: { ruleId, at } }];
    case 'DisableRule': {
      if (existing(state).status === 'disabled') return [];
      return [{ type: 'RuleDisabled', data: { ruleId, reason: command.data.reason, at } }];
    }
    case 'RemoveRule': {
      if (state.status === 'removed') return [];
      return [{ type: 'RuleRemoved', data: { ruleId: existing(state).ruleId, at } }];
    }
    case 'RequestRun':
      return requestRun(command, state);
    case 'TellDue':
      return tellDue(command, state);
    case 'TripBreaker': {
      if (state.status !== 'enabled') return [];
      return [{ type: 'RuleDisabled', data: { ruleId, cause: 'breaker', reason: command.data.reason, at } }];
    }
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Rule, event: RuleEvent): Rule => {
  if (event.type === 'RuleCreated') {
    const { at, enabled, ...created } = event.data;
    const status = enabled ? 'enabled' : 'disabled';
    return { ...created, status, version: 1, createdAt: at, disabledBy: null, lastRunId: null, lastDueAt: null };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'RuleChanged':
      return { ...state, content: event.data.content, version: event.data.version };
    case 'RuleEnabled':
      return { ...state, status: 'enabled', disabledBy: null };
    case 'RuleDisabled':
      return { ...state, status: 'disabled', disabledBy: event.data.cause ?? 'person' };
    case 'RuleRemoved':
      return { ...state, status: 'removed' };
    case 'RuleRunRequested':
      return { ...state, lastRunId: event.data.runId };
    case 'RuleDue':
      return { ...state, lastDueAt: event.data.dueAt };
    default:
      return assertNever(event);
  }
};

/** Stream `rule-{id}`. */
export const ruleDecider: Decider<Rule, RuleCommandInput, RuleEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
