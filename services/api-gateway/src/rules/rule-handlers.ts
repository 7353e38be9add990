import {
  type OrchestrationId,
  type OrgId,
  orchestrationId as orchestrationIdSchema,
  type RuleEvent,
  type RuleId,
  type RuleRunId,
  restPrefix,
  ruleId as ruleIdSchema,
  ruleRunId,
} from '@campaigns/contracts';
import { type ExistingRule, overlapWarnings, type Rule, type RuleCommandInput } from '@campaigns/domain';
import { etagOf } from '@campaigns/service-kit';
import type { Deciding, MakeCommand } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import { onceOwnRule, ownRule } from './own-rule.ts';
import { contentOf } from './rule-content.ts';
import type { RuleReads } from './rule-reads.ts';

type Dependencies = Readonly<{
  rules: Deciding<Rule, RuleCommandInput, RuleEvent>;
  /** Throws 404 for an orchestration that is not the organisation's. */
  checkOrchestration: (orgId: OrgId, orchestrationId: OrchestrationId) => Promise<void>;
  reads: RuleReads;
  back: ReadBack;
}>;

type Ids =
  | 'listRules'
  | 'createRule'
  | 'getRule'
  | 'updateRule'
  | 'removeRule'
  | 'enableRule'
  | 'disableRule'
  | 'runRule'
  | 'listRuleEvaluations'
  | 'listRuleActions';

/** Who has more than these reads no further. */
const mostWarnings = 100;

const addressOf = (ruleId: string): string => `${restPrefix}/rules/${ruleId}`;

export const ruleHandlers = ({ rules, checkOrchestration, reads, back }: Dependencies): HandlersFor<Ids> => {
  const shown = async (orgId: string, ruleId: string) => {
    const rule = await reads.show(orgId, ruleId);
    return { rule, headers: { ETag: etagOf(rule.revision) } };
  };

  /** Enabled rules that may want the opposite of what this one wants; a disabled one wants nothing. */
  const warningsFor = async (orgId: OrgId, ruleId: RuleId, state: ExistingRule) => {
    const { orchestrationId, content } = state;
    if (state.status !== 'enabled') return [];
    const others = await reads.enabled(orgId, orchestrationId);
    const found = overlapWarnings(
      { ruleId, orchestrationId, enabled: true, content },
      others.map((other) => ({ ...other, enabled: true })),
    );
    return found.slice(0, mostWarnings).map(({ ruleId: other, ...warning }) => ({ rule_id: other, ...warning }));
  };

  /** Decides on the caller's rule; throws 404 for that of somebody else, or one that was removed. */
  const change = async (
    orgId: OrgId,
    ruleId: RuleId,
    { context }: CommandSeed,
    make: (state: ExistingRule) => RuleCommandInput,
  ): Promise<ExistingRule> => {
    const owned: MakeCommand<Rule, RuleCommandInput> = (state) => make(ownRule(orgId, state));
    const { position, state } = await rules.handle(`rule-${ruleId}`, owned, context);
    await back.untilReadable(position, addressOf(ruleId));
    return onceOwnRule(orgId, state);
  };

  return {
    listRules: async ({ caller, query }) => {
      const { items, nextCursor } = await reads.list(caller.orgId, query);
      return { status: 200, body: { success: true, rules: [...items], next_cursor: nextCursor } };
    },

    createRule: async ({ caller, body, command }) => {
      const { orgId } = caller;
      const content = contentOf(body);
      const orchestrationId = orchestrationIdSchema.nullable().parse(body.orchestration_id);
      if (orchestrationId !== null) await checkOrchestration(orgId, orchestrationId);
      const ruleId = ruleIdSchema.parse(command.newId('rule'));
      const data = { ruleId, orgId, orchestrationId, content, enabled: body.enabled, now: command.now };
      const { position, state } = await rules.handle(
        `rule-${ruleId}`,
        () => ({ type: 'CreateRule', data }),
        command.context,
      );
      const location = addressOf(ruleId);
      await back.untilReadable(position, location);
      const { rule, headers } = await shown(orgId, ruleId);
      const warnings = await warningsFor(orgId, ruleId, ownRule(orgId, state));
      return { status: 201, headers: { ...headers, Location: location }, body: { success: true, rule, warnings } };
    },

    getRule: async ({ caller, params }) => {
      const { rule, headers } = await shown(caller.orgId, params.ruleId);
      return { status: 200, headers, body: { success: true, rule } };
    },

    updateRule: async ({ caller, params, body, command }) => {
      const ruleId = ruleIdSchema.parse(params.ruleId);
      const content = contentOf(body);
      const state = await change(caller.orgId, ruleId, command, () => ({
        ...{ type: 'ChangeRule', data: { ruleId, content, now: command.now } },
      }));
      const { rule, headers } = await shown(caller.orgId, ruleId);
      const warnings = await warningsFor(caller.orgId, ruleId, state);
      return { status: 200, headers, body: { success: true, rule, warnings } };
    },

    removeRule: async ({ caller, params, command }) => {
      const ruleId = ruleIdSchema.parse(params.ruleId);
      await change(caller.orgId, ruleId, command, () => ({ type: 'RemoveRule', data: { ruleId, now: command.now } }));
      return { status: 200, body: { success: true } };
    },

    enableRule: async ({ caller, params, command }) => {
      const ruleId = ruleIdSchema.parse(params.ruleId);
      const state = await change(caller.orgId, ruleId, command, () => ({
        ...{ type: 'EnableRule', data: { ruleId, now: command.now } },
      }));
      const { rule, headers } = await shown(caller.orgId, ruleId);
      const warnings = await warningsFor(caller.orgId, ruleId, state);
      return { status: 200, headers, body: { success: true, rule, warnings } };
    },

    disableRule: async ({ caller, params, body, command }) => {
      const ruleId = ruleIdSchema.parse(params.ruleId);
      await change(caller.orgId, ruleId, command, () => ({
        ...{ type: 'DisableRule', data: { ruleId, reason: body.reason ?? null, now: command.now } },
      }));
      const { rule, headers } = await shown(caller.orgId, ruleId);
      return { status: 200, headers, body: { success: true, rule } };
    },

    runRule: async ({ caller, params, body, command }) => {
      const ruleId = ruleIdSchema.parse(params.ruleId);
      const asked = body.orchestration_id === undefined ? null : orchestrationIdSchema.parse(body.orchestration_id);
      ownRule(caller.orgId, await rules.stateOf(`rule-${ruleId}`));
      if (asked !== null) await checkOrchestration(caller.orgId, asked);
      const runId: RuleRunId = ruleRunId.parse(command.newId('run'));
      await change(caller.orgId, ruleId, command, () => ({
        ...{ type: 'RequestRun', data: { ruleId, runId, orchestrationId: asked, now: command.now } },
      }));
      const location = `${addressOf(ruleId)}/evaluations?run_id=${runId}`;
      return { status: 202, headers: { Location: location }, body: { success: true, run_id: runId } };
    },

    listRuleEvaluations: async ({ caller, params, query }) => {
      onceOwnRule(caller.orgId, await rules.stateOf(`rule-${params.ruleId}`));
      const { items, nextCursor } = await reads.evaluations(caller.orgId, params.ruleId, query);
      return { status: 200, body: { success: true, evaluations: [...items], next_cursor: nextCursor } };
    },

    listRuleActions: async ({ caller, params, query }) => {
      onceOwnRule(caller.orgId, await rules.stateOf(`rule-${params.ruleId}`));
      const { items, nextCursor } = await reads.actions(caller.orgId, params.ruleId, query);
      return { status: 200, body: { success: true, actions: [...items], next_cursor: nextCursor } };
    },
  };
};
