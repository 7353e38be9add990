import type { Recommendation } from '@campaigns/contracts';
import { recommendAllocation } from '../budget/recommend-allocation.ts';
import { asItIs, askEach, childrenOf, type Definition, healthy, type Step } from './definition.ts';
import type { Run } from './run.ts';

const fetchPerformance: Step = {
  name: 'fetch_performance',
  waves: (run) => {
    const { purpose } = run.started;
    if (purpose.goal !== 'optimize') return [];
    const { since } = purpose;
    return [
      askEach(run, 'fetch_performance', healthy(run), (platformCampaignId, platform) => ({
        ...{ kind: 'fetch-metrics', platformCampaignId, since },
        ...childrenOf(platform),
      })),
    ];
  },
};

/** Needs no platform: what was read is compared. Runs of before 4 compare the sums that they have read themselves. */
const compareTotals: Step = { name: 'analyze_performance', waves: () => [] };

/** Others know the days, and what was learned from them: they are asked. */
const askForAnalysis: Step = {
  name: 'analyze_performance',
  waves: () => [],
  conclusion: (run, at) => {
    const { workflowId, orchestrationId, purpose } = run.started;
    if (purpose.goal !== 'optimize' || run.analysis !== undefined) return undefined;
    const { goal: _, ...asked } = purpose;
    return { type: 'AnalysisRequested', data: { workflowId, orchestrationId, ...asked, at } };
  },
  isWaiting: ({ analysis }) => analysis === 'asked',
};

const recommendationOf = ({ started, platforms }: Run): Recommendation => {
  const { purpose } = started;
  return recommendAllocation({
    currency: started.targets[0]?.budget.currency ?? '',
    platforms: platforms.map(({ target, totals }) => ({
      platform: target.platform,
      budgetMicros: target.budget.micros,
      totals,
    })),
    mostChangePercent: purpose.goal === 'optimize' ? purpose.mostChangePercent : 0,
  });
};

const generateRecommendations: Step = {
  name: 'generate_recommendations',
  waves: () => [],
  conclusion: (run, at) => {
    if (run.recommendation !== undefined) return undefined;
    const { workflowId, orchestrationId } = run.started;
    const recommendation = recommendationOf(run);
    return { type: 'RecommendationsMade', data: { workflowId, orchestrationId, recommendation, at } };
  },
};

/** The run's end carries the recommendation; the orchestration changes its budget by it, which a sync brings out. */
const applyOptimizations: Step = { name: 'apply_optimizations', waves: () => [] };

const looking = {
  'by itself': [fetchPerformance, compareTotals, generateRecommendations],
  'when asked': [fetchPerformance, askForAnalysis, generateRecommendations],
} as const satisfies Readonly<Record<string, readonly Step[]>>;

/**
 * Looks at what each platform brought, and says how the budget should be split. Without knowing what one of them brought,
 * nothing is recommended.
 */
export const optimize = (apply: boolean, analysed: keyof typeof looking): Definition => ({
  workflowType: 'optimization',
  steps: [...looking[analysed], ...(apply ? [applyOptimizations] : [])],
  isStopped: (run) => run.failures.length > 0,
  cleanUp: undefined,
  outcomeOf: asItIs,
});
