import { microsOf, type OrchestrationEvent, platform, type RankingView, toDecimal } from '@campaigns/contracts';
import {
  type AllocationCase,
  allocationCase,
  allocatorDays,
  dailyOf,
  type ExistingOrchestration,
  measureFor,
  type Orchestration,
  type OrchestrationCommand,
  rankPlatforms,
  scenarios,
  seedOf,
  type Wanted,
} from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { SpendHistories } from '@campaigns/spend-history';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { orchestrationChange } from '../orchestrations/orchestration-change.ts';
import type { OrchestrationReads } from '../orchestrations/orchestration-reads.ts';
import { limitsOf } from './budget-limits.ts';
import { creditedByOf } from './credited-by.ts';
import { type Held, scenarioView } from './scenario-view.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  reads: OrchestrationReads;
  histories: SpendHistories;
  back: ReadBack;
  now: () => Date;
}>;

/** As far back as an allocation looks. */
const historyDays = 120;
const dayMs = 86_400_000;

type Body = Readonly<{
  budget?: number | undefined;
  change_percent?: number | undefined;
  target_cpa?: number | undefined;
  by: 'average' | 'marginal';
}>;

const payable = (amount: number, currency: string, pointer: string): number => {
  const micros = microsOf(amount, currency);
  if (micros !== undefined) return micros;
  const detail = `${amount} is not an amount that can be paid in ${currency}`;
  throw new Problem('amount-not-payable', detail, { errors: [{ pointer, detail }] });
};

const heldIn = ({ totalBudget }: ExistingOrchestration, { parts }: AllocationCase): Held => ({
  spentMicros: parts.reduce((sum, { spentMicros }) => sum + spentMicros, 0),
  othersMicros: totalBudget.micros - parts.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0),
});

/** A total of the whole flight as the amount a day that it leaves for the live campaigns. */
const wantedOf = (body: Body, state: ExistingOrchestration, found: AllocationCase): Wanted => {
  const { currency, micros } = state.totalBudget;
  if (body.target_cpa !== undefined) {
    return { kind: 'target', costMicros: payable(body.target_cpa, currency, '#/target_cpa'), by: body.by };
  }
  const total =
    body.budget === undefined
      ? micros * (1 + (body.change_percent ?? 0) / 100)
      : payable(body.budget, currency, '#/budget');
  const { spentMicros, othersMicros } = heldIn(state, found);
  const totalMicros = dailyOf(total - spentMicros - othersMicros, found.daysLeft, currency);
  if (totalMicros > 0) return { kind: 'budget', totalMicros };
  throw new Problem('budget-below-spend', 'Nothing of that budget would be left to be spent', {
    details: { total_budget: toDecimal(Math.round(total)), spent: toDecimal(spentMicros) },
  });
};

export const allocationHandlers = (
  dependencies: Dependencies,
): HandlersFor<'setBudgetLimits' | 'thinkThroughBudget' | 'rankPlatforms'> => {
  const { orchestrations, histories, now } = dependencies;
  const change = orchestrationChange(dependencies);
  const since = (): string => new Date(now().getTime() - historyDays * dayMs).toISOString().slice(0, 10);

  return {
    setBudgetLimits: (request) =>
      change(request, ({ totalBudget }) => ({
        type: 'SetBudgetLimits',
        data: { limits: limitsOf(request.body, totalBudget.currency), now: request.command.now },
      })),

    thinkThroughBudget: async ({ caller, params: { orchestrationId }, body }) => {
      const { orgId } = caller;
      const state = ownOrchestration(orgId, await orchestrations.stateOf(`orchestration-${orchestrationId}`));
      if (state.flight === null) {
        throw new Problem('nothing-to-sync', 'No campaign of this orchestration exists on a platform');
      }
      const at = now().toISOString();
      const by = creditedByOf(body.credited_by);
      const [results, crediting] = await Promise.all([
        histories.results({ orgId, orchestrationId, objective: state.objective, since: since() }),
        by && histories.crediting(orgId, by, { from: since(), to: at.slice(0, 10) }),
      ]);
      const seed = seedOf(orchestrationId);
      const found = allocationCase({
        ...{ state, results, crediting, mostChangePercent: 100, seed, now: at },
        isCounted: body.target_cpa !== undefined,
      });
      if (found === undefined) throw new Problem('flight-over', 'Nothing of the budget or of the flight is left');
      const [scenario] = scenarios(found.question, [wantedOf(body, state, found)]);
      if (scenario === undefined) throw new TypeError('There is an answer to every question');
      return { status: 200, body: { success: true, scenario: scenarioView(found, heldIn(state, found), scenario) } };
    },

    rankPlatforms: async ({ caller: { orgId }, body }) => {
      const { objective, currency, days } = body;
      const micros = payable(body.budget, currency, '#/budget');
      const known = await histories.organisation(orgId, { currency, objective, since: since() });
      const chosen = body.platforms ?? platform.options;
      const compared = known.filter((each) => chosen.includes(each.platform));
      const measure = measureFor(
        objective,
        compared.map(({ days: own }) => own),
      );
      const ranked = rankPlatforms({
        budgetMicros: dailyOf(micros, days, currency),
        platforms: chosen.map((name) => ({
          platform: name,
          history: allocatorDays(compared.find((each) => each.platform === name)?.days ?? [], measure),
        })),
        outcome: measure === 'revenue' ? 'revenue' : 'conversions',
        ...{ today: now().toISOString().slice(0, 10), seed: seedOf(orgId) },
      });
      const part = toDecimal(Math.floor(micros / chosen.length));
      const ranking: RankingView = {
        ...{ objective, currency, measure, budget: body.budget, days },
        platforms: ranked.map(({ platform: name, outcomes, probabilityBest, basis, evidenceDays }) => {
          const { mean, p10, p90 } = outcomes;
          return {
            ...{ platform: name, budget: part, outcomes: { mean: mean * days, p10: p10 * days, p90: p90 * days } },
            ...{ cost: mean > 0 ? Number((part / (mean * days)).toFixed(2)) : null, probability_best: probabilityBest },
            ...{ basis: basisLabels[basis], evidence_days: evidenceDays },
          };
        }),
      };
      return { status: 200, body: { success: true, ranking } };
    },
  };
};

const basisLabels = {
  'own history': 'own_history',
  'other platforms': 'other_platforms',
  prior: 'prior',
} as const;
