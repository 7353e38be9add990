import {
  type OrchestrationId,
  type OrgId,
  orchestrationId as orchestrationIdSchema,
  type RuleEvent,
  type RuleRunId,
  ruleId as ruleIdSchema,
  ruleRunId,
} from '@campaigns/contracts';
import { daysNeeded, evaluateRules, type Rule, type RuleCommandInput, type RuleEvaluation } from '@campaigns/domain';
import type { RuleSnapshots } from '@campaigns/rule-snapshot';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { ownRule } from './own-rule.ts';
import { contentOf } from './rule-content.ts';
import type { RuleReads, StandingRule } from './rule-reads.ts';
import { chosenOrchestration } from './rule-scope.ts';
import { verdictView } from './rule-views.ts';

type Dependencies = Readonly<{
  rules: Deciding<Rule, RuleCommandInput, RuleEvent>;
  snapshots: RuleSnapshots;
  checkOrchestration: (orgId: OrgId, orchestrationId: OrchestrationId) => Promise<void>;
  reads: RuleReads;
  /** The time of the business. */
  now: () => Date;
}>;

const mostOrchestrations = 200;

/** So many orchestrations are loaded at once. */
const together = 8;

type Seen = Readonly<{ currency: string; isRunning: boolean; evaluations: readonly RuleEvaluation[] }>;

const isActing = ({ verdicts }: RuleEvaluation): boolean => verdicts.some(({ hold }) => hold === null);

const entityOf = (evaluation: RuleEvaluation, currency: string) => {
  const { orchestrationId, platform, matched, values, verdicts } = evaluation;
  return {
    ...{ orchestration_id: orchestrationId, platform, currency, matched, values },
    // Its action has no id: it does not happen.
    verdicts: verdicts.map((verdict) => {
      const { action_id: _, ...shown } = verdictView(verdict);
      return shown;
    }),
  };
};

export const previewHandlers = (dependencies: Dependencies): HandlersFor<'previewRule' | 'previewSavedRule'> => {
  const { rules, snapshots, checkOrchestration, reads, now } = dependencies;

  /** Rules that look as results arrive meet each other there; others look alone. */
  const meeting = async (orgId: OrgId, rule: StandingRule, id: OrchestrationId): Promise<readonly StandingRule[]> => {
    if (rule.content.document.trigger.on !== 'performance') return [];
    return (await reads.enabled(orgId, id, 'performance')).filter(({ ruleId }) => ruleId !== rule.ruleId);
  };

  const orchestrationsOf = async (
    orgId: OrgId,
    chosen: OrchestrationId | null,
  ): Promise<readonly OrchestrationId[]> => {
    if (chosen !== null) return [chosen];
    const live = await reads.live(orgId, mostOrchestrations + 1);
    if (live.length <= mostOrchestrations) return live;
    throw new Problem('too-much-to-look-at', `More than ${mostOrchestrations} orchestrations are live`, {
      details: { most_orchestrations: mostOrchestrations },
    });
  };

  /** What the rules-engine would decide at this moment, by the same function on the same snapshot. */
  const preview = async (orgId: OrgId, rule: StandingRule, chosen: OrchestrationId | null, runId: RuleRunId) => {
    const at = now();
    const day = at.toISOString().slice(0, 10);
    let taken = 0;

    const load = async (orchestrationId: OrchestrationId) => {
      const others = await meeting(orgId, rule, orchestrationId);
      const all = [rule, ...others];
      const days = daysNeeded(all.map(({ content }) => content.document));
      const ruleIds = all.map(({ ruleId }) => ruleId);
      const actionsToday = await reads.actionsOn(orgId, ruleIds, day);
      const loaded = await snapshots.load({ orgId, orchestrationId, days, actionsToday, now: at });
      return loaded && { snapshot: loaded.snapshot, all };
    };

    const look = ({ snapshot, all }: NonNullable<Awaited<ReturnType<typeof load>>>): Seen => {
      const { actionsToday, currency, status } = snapshot;
      // What it does to one orchestration counts at the next.
      const counted = { ...actionsToday, [rule.ruleId]: (actionsToday[rule.ruleId] ?? 0) + taken };
      const { evaluations, actions } = evaluateRules({
        snapshot: { ...snapshot, actionsToday: counted },
        rules: all.map((each) => ({ ...each, runId, trigger: each.content.document.trigger.on })),
      });
      taken += actions.filter(({ ruleId, command }) => ruleId === rule.ruleId && command.type !== 'notify').length;
      return {
        ...{ currency, isRunning: status === 'active' || status === 'paused' },
        evaluations: evaluations.filter(({ ruleId }) => ruleId === rule.ruleId),
      };
    };

    const ids = await orchestrationsOf(orgId, chosen);
    const seen = new Map<OrchestrationId, Seen>();
    for (let start = 0; start < ids.length; start += together) {
      const some = ids.slice(start, start + together);
      const loaded = await Promise.all(some.map(load));
      some.forEach((id, index) => {
        const found = loaded[index];
        if (found !== undefined) seen.set(id, look(found));
      });
    }
    const evaluations = [...seen.values()].flatMap((each) => each.evaluations);
    const matched = evaluations.filter((each) => each.matched).length;
    const acting = evaluations.filter(isActing).length;
    return {
      ...{ at: at.toISOString(), evaluated: evaluations.length, matched, acting, skipped: matched - acting },
      entities: [...seen.values()].flatMap(({ currency, evaluations: own }) =>
        own.map((evaluation) => entityOf(evaluation, currency)),
      ),
      not_running: [...seen].flatMap(([id, { isRunning }]) => (isRunning ? [] : [id])),
    };
  };

  return {
    previewRule: async ({ caller, body, command }) => {
      const { orgId } = caller;
      const content = contentOf(body);
      const orchestrationId = orchestrationIdSchema.nullable().parse(body.orchestration_id);
      if (orchestrationId !== null) await checkOrchestration(orgId, orchestrationId);
      const rule: StandingRule = {
        ...{ ruleId: ruleIdSchema.parse(command.newId('rule')), version: 1, orchestrationId, content },
        createdAt: command.now,
      };
      const seen = await preview(orgId, rule, orchestrationId, ruleRunId.parse(command.newId('run')));
      return { status: 200, body: { success: true, preview: seen } };
    },

    previewSavedRule: async ({ caller, params, body, command }) => {
      const { orgId } = caller;
      const rule = ownRule(orgId, await rules.stateOf(`rule-${params.ruleId}`));
      const chosen = await chosenOrchestration(dependencies, orgId, rule.orchestrationId, body.orchestration_id);
      const seen = await preview(orgId, rule, chosen, ruleRunId.parse(command.newId('run')));
      return { status: 200, body: { success: true, preview: seen } };
    },
  };
};
