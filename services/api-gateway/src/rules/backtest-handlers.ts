import { type OrchestrationId, type OrgId, type RuleEvent, toDecimal } from '@campaigns/contracts';
import {
  type BacktestAnswer,
  type BacktestQuestion,
  daysNeeded,
  type Rule,
  type RuleCommandInput,
} from '@campaigns/domain';
import type { RuleHistories } from '@campaigns/rule-snapshot';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { invalidRequest } from '../http/parse-request.ts';
import { ownRule } from './own-rule.ts';
import type { RuleReads } from './rule-reads.ts';
import { chosenOrchestration } from './rule-scope.ts';
import { commandView } from './rule-views.ts';

type Dependencies = Readonly<{
  rules: Deciding<Rule, RuleCommandInput, RuleEvent>;
  histories: RuleHistories;
  replay: (question: BacktestQuestion) => Promise<BacktestAnswer>;
  checkOrchestration: (orgId: OrgId, orchestrationId: OrchestrationId) => Promise<void>;
  reads: RuleReads;
  /** The time of the business. */
  now: () => Date;
}>;

const mostDays = 180;
const mostPlatforms = 1_000;
/** So many, of 1,000 platforms over 90 days, take 10 s on two cores, in which others wait 0.2 s at most. */
const mostFacts = 200_000;
const dayMs = 86_400_000;

const tooMuch = (detail: string): Problem =>
  new Problem('too-much-to-look-at', detail, {
    details: { most_days: mostDays, most_platforms: mostPlatforms, most_facts: mostFacts },
  });

type Period = Readonly<{ from: string; to: string }>;

/** Instants, both included; what has not come yet is left out. */
const periodOf = ({ from, to }: Period, now: Date): Period => {
  const [first, end] = [Date.parse(from), Date.parse(to) + dayMs];
  if (first >= end) throw invalidRequest([{ pointer: '#/from', detail: 'must not lie after to' }]);
  if (first > now.getTime()) throw invalidRequest([{ pointer: '#/from', detail: 'must not lie in the future' }]);
  if (end - first > mostDays * dayMs) throw tooMuch(`The period has more than ${mostDays} days`);
  return { from: new Date(first).toISOString(), to: new Date(Math.min(end - 1, now.getTime())).toISOString() };
};

const viewOf = ({ from, to }: Period, answer: BacktestAnswer, currencies: ReadonlyMap<string, string>) => {
  const { rules, fires, firesInAll, shifts, flapping, caveat } = answer;
  const currencyOf = (id: string): string => currencies.get(id) as string;
  const { evaluations = 0, matched = 0, firesByClass = {}, holds = {} } = rules[0] ?? {};
  return {
    ...{ from, to, evaluations, matched, fires: firesInAll, fires_by_class: firesByClass, holds, caveat },
    actions: fires.map(({ at, orchestrationId, platform, class: of, command }) => ({
      ...{ at, orchestration_id: orchestrationId, platform, class: of, currency: currencyOf(orchestrationId) },
      command: commandView(command),
    })),
    shifts: shifts.map(({ orchestrationId, platform, currency, netMicros, movedMicros }) => ({
      ...{ orchestration_id: orchestrationId, platform, currency },
      ...{ net: toDecimal(netMicros), moved: toDecimal(movedMicros) },
    })),
    flapping: flapping.map(({ orchestrationId, platform, first, then }) => ({
      ...{ orchestration_id: orchestrationId, platform },
      earlier: { at: first.at, class: first.class },
      later: { at: then.at, class: then.class },
    })),
  };
};

export const backtestHandlers = (dependencies: Dependencies): HandlersFor<'backtestRule'> => {
  const { rules, histories, replay, reads, now } = dependencies;

  const orchestrationsOf = async (
    orgId: OrgId,
    chosen: OrchestrationId | null,
    { from, to }: Period,
  ): Promise<readonly OrchestrationId[]> => {
    if (chosen !== null) return [chosen];
    const found = await reads.between(orgId, from, to, mostPlatforms + 1);
    const platforms = found.reduce((sum, each) => sum + each.platforms, 0);
    if (platforms > mostPlatforms) throw tooMuch(`More than ${mostPlatforms} platforms of orchestrations were there`);
    return found.map(({ orchestrationId }) => orchestrationId);
  };

  return {
    backtestRule: async ({ caller, params, body }) => {
      const { orgId } = caller;
      const rule = ownRule(orgId, await rules.stateOf(`rule-${params.ruleId}`));
      const period = periodOf(body, now());
      const chosen = await chosenOrchestration(dependencies, orgId, rule.orchestrationId, body.orchestration_id);
      const { ruleId, version, orchestrationId, createdAt, content } = rule;
      const history = await histories.load({
        ...{ orgId, orchestrationIds: await orchestrationsOf(orgId, chosen, period) },
        ...{ days: daysNeeded([content.document]), ...period, mostFacts },
      });
      if (history === undefined) throw tooMuch(`More than ${mostFacts} figures were reported`);
      const tested = { ruleId, version, orchestrationId, createdAt, content };
      const answer = await replay({ rules: [tested], history, ...period });
      const currencies = new Map(history.map((each) => [each.orchestrationId as string, each.currency]));
      return { status: 200, body: { success: true, backtest: viewOf(body, answer, currencies) } };
    },
  };
};
