import { z } from 'zod';
import { boundBy, outcomeMeasure } from '../recommendation-events.ts';
import { attributionModel, objective, platform } from '../vocabulary.ts';
import {
  amount,
  currency,
  idOf,
  instantOut,
  nextCursor,
  pageQuery,
  platformList,
  requiredText,
  success,
  units,
} from './fields.ts';

export const recommendationState = z.enum([
  'proposed',
  'approved',
  'dismissed',
  'expired',
  'applied',
  'refused',
  'unchanged',
]);

const interval = z
  .strictObject({ mean: z.number(), p10: z.number(), p90: z.number() })
  .meta({ id: 'OutcomeInterval', description: 'Mean, and the ends of an interval in which the value lies with 80 %' });

const measure = outcomeMeasure.meta({
  description: 'What is counted: what the objective asks for. Revenue in currency units, impressions in thousands',
});
const bound = boundBy.nullable().meta({ description: 'The limit that held the part where it is' });
const perUnit = z.number().meta({ description: 'Outcomes for one more unit of the currency' });

const recommendedPart = z
  .strictObject({
    platform,
    before: units.meta({ description: 'Part of the total budget as it was when it was looked at' }),
    after: units,
    spent: units.meta({ description: 'Of it, by then; what is spent stays' }),
    reason: z.string(),
    estimate: z
      .strictObject({
        daily_before: units,
        daily_after: units,
        outcomes_before: interval.meta({ description: 'Outcomes a day' }),
        outcomes_after: interval,
        marginal_before: perUnit,
        marginal_after: perUnit,
        bound_by: bound,
        curve: z.strictObject({ most_per_day: z.number(), half_at: units, slope: z.number() }).meta({
          description: 'outcomes a day = most_per_day × spend^slope ÷ (half_at^slope + spend^slope)',
        }),
        evidence_days: z.number().meta({ description: 'Days that were learned from, older ones counting for less' }),
      })
      .nullable()
      .meta({ description: '`null` where no split was possible' }),
  })
  .meta({ id: 'RecommendedPart' });

const creditedByView = z.strictObject({
  model: attributionModel,
  half_life_days: z.int().nullable(),
  lookback_days: z.int(),
});

export const recommendationView = z
  .strictObject({
    recommendation_id: z.uuid(),
    orchestration_id: z.uuid(),
    workflow_id: z.uuid().meta({ description: 'The optimization that asked' }),
    state: recommendationState.meta({ description: '`unchanged`: the budget stays, there is nothing to decide' }),
    decided_by: z
      .enum(['approval', 'run', 'none'])
      .meta({ description: '`run`: the optimization applies it by itself' }),
    currency,
    total_budget: units,
    measure,
    moves: z.boolean(),
    probability_better: z
      .number()
      .nullable()
      .meta({ description: 'That the new split brings more than the present one' }),
    parts: z.array(recommendedPart),
    conflict: z
      .array(z.string())
      .meta({ description: 'Limits, in amounts a day, that cannot all hold; without any one of these the rest can' }),
    basis: z.strictObject({
      model: z.string(),
      day: z.iso.date(),
      days_left: z.number(),
      seed: z.int(),
      most_move_percent: z.number(),
      credited_by: creditedByView.nullable().meta({ description: '`null`: what platforms report' }),
      days: z.array(z.strictObject({ platform, own: z.int(), account: z.int() })).meta({
        description: 'Days with spend, of its own campaigns and of like ones before them on the same ad account',
      }),
    }),
    hash: z.string().meta({ description: 'Of what is shown here; an approval names it' }),
    proposed_at: instantOut,
    expires_at: instantOut,
    decided_at: instantOut.nullable().meta({ description: 'When it was approved or dismissed' }),
    decider: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was dismissed' }),
    ended_at: instantOut.nullable().meta({ description: 'When it was applied, was refused or expired' }),
    problem: z.string().nullable().meta({ description: 'Code of the refusal by the orchestration' }),
    problem_detail: z.string().nullable(),
  })
  .meta({ id: 'Recommendation' });
export type RecommendationView = z.infer<typeof recommendationView>;

export const recommendationAnswer = z
  .strictObject({ success, recommendation: recommendationView })
  .meta({ id: 'RecommendationAnswer' });
export const recommendationsAnswer = z
  .strictObject({ success, recommendations: z.array(recommendationView), next_cursor: nextCursor })
  .meta({ id: 'RecommendationsAnswer' });

export const recommendationParams = z.strictObject({ recommendationId: idOf('recommendation') });

const filters = { state: recommendationState.optional(), ...pageQuery };
export const recommendationsQuery = z.strictObject({ orchestration_id: idOf('orchestration').optional(), ...filters });
export type RecommendationsQuery = z.output<typeof recommendationsQuery>;
export const orchestrationRecommendationsQuery = z.strictObject(filters);

export const approveBody = z
  .strictObject({
    hash: z.string().min(1).max(200).meta({ description: '`hash` of the recommendation that was looked at' }),
  })
  .meta({ id: 'ApproveRecommendation' });
export const dismissBody = z
  .strictObject({ reason: requiredText(500).optional() })
  .default({})
  .meta({ description: 'Optional', example: { reason: 'A holiday lies ahead' } });

const days = (otherwise: number) => z.int().min(1).max(90).default(otherwise);

/** By which model conversions are credited to platforms. */
export const creditedByBody = z
  .strictObject({
    model: attributionModel,
    half_life_days: days(7).meta({ description: 'For `time_decay`' }),
    lookback_days: days(30).meta({ description: 'How far a conversion looks back on touches' }),
  })
  .meta({
    id: 'CreditedBy',
    description:
      'Conversions count as they are credited to imported touches, not as platforms report them. Without touchpoints of the ' +
      'period, and for objectives that are about less than conversions, reports count all the same; the answer says which',
  });

const least = z.number().min(0).max(9_000_000_000).optional();

export const budgetLimitsBody = z
  .partialRecord(
    platform,
    z
      .strictObject({
        least: least.meta({ description: 'The least part of the total budget' }),
        most: amount.optional().meta({ description: 'The most' }),
        locked: z.boolean().default(false).meta({ description: 'Keeps its part, whatever is better' }),
      })
      .refine(({ least: low, most }) => low === undefined || most === undefined || low <= most, {
        error: 'must not be less than least',
        path: ['most'],
      }),
  )
  .meta({
    id: 'BudgetLimits',
    description: 'All limits that hold from now on; a platform that is not named has none',
    example: { meta: { least: 2000, most: 8000 }, google: { locked: true } },
  });

export const budgetLimitsView = z.partialRecord(
  platform,
  z.strictObject({ least: units.nullable(), most: units.nullable(), locked: z.boolean() }),
);

export const scenarioBody = z
  .strictObject({
    budget: amount.optional().meta({ description: 'What if the total budget were this' }),
    change_percent: z
      .number()
      .min(-90)
      .max(900)
      .optional()
      .meta({ description: 'What if it were so much more, or less' }),
    target_cpa: amount
      .optional()
      .meta({ description: 'The largest budget at which an outcome costs no more than this' }),
    by: z
      .enum(['average', 'marginal'])
      .default('average')
      .meta({ description: 'Of `target_cpa`: what outcomes cost on average, or the last one' }),
    credited_by: creditedByBody.optional(),
  })
  .refine(
    (body) => [body.budget, body.change_percent, body.target_cpa].filter((each) => each !== undefined).length === 1,
    'must have one of budget, change_percent and target_cpa',
  )
  .meta({ id: 'Scenario', example: { change_percent: 15 } });

const cost = units.nullable().meta({ description: 'Of one outcome; `null` while none is expected' });

export const scenarioView = z
  .strictObject({
    kind: z.enum(['scenario', 'infeasible', 'unreachable']).meta({
      description: '`infeasible`: limits that cannot all hold; `unreachable`: no budget has outcomes as cheap as that',
    }),
    currency,
    measure,
    credited_by: creditedByView.nullable(),
    days_left: z.number(),
    spent: units.meta({ description: 'So far, of the campaigns that are live' }),
    total_budget: units.nullable().meta({ description: 'With what is spent, and what other platforms have' }),
    daily_budget: units.nullable(),
    outcomes_per_day: interval.nullable(),
    outcomes: interval.nullable().meta({ description: 'In the days that are left' }),
    average_cost: cost,
    marginal_cost: cost,
    shadow_price: z.number().nullable().meta({ description: 'Outcomes a day for 1 % more budget' }),
    platforms: z.array(
      z.strictObject({
        platform,
        daily_budget: units,
        outcomes_per_day: interval,
        marginal: perUnit,
        bound_by: bound,
        shadow_price: z.number().meta({ description: 'Outcomes a day if the limit that binds gave way by 1 %' }),
      }),
    ),
    conflict: z.array(z.string()),
    least_cost: units.nullable().meta({ description: 'Where it is unreachable: the cheapest that an outcome can be' }),
  })
  .meta({ id: 'ScenarioAnswer' });
export type ScenarioView = z.infer<typeof scenarioView>;
export const scenarioAnswer = z.strictObject({ success, scenario: scenarioView }).meta({ id: 'ScenariosAnswer' });

export const rankingBody = z
  .strictObject({
    objective,
    budget: amount,
    currency,
    days: z.int().min(1).max(365).default(30),
    platforms: platformList.optional().meta({ description: 'Default: all six' }),
  })
  .meta({ id: 'PlatformRanking', example: { objective: 'sales', budget: 30000, currency: 'USD', days: 30 } });

export const rankingView = z
  .strictObject({
    objective,
    currency,
    measure,
    budget: units,
    days: z.int(),
    platforms: z
      .array(
        z.strictObject({
          platform,
          budget: units.meta({ description: 'An equal part, so that platforms are compared by the same' }),
          outcomes: interval.meta({ description: 'In all days' }),
          cost: units.nullable().meta({ description: 'Of one outcome, by the mean' }),
          probability_best: z.number(),
          basis: z.enum(['own_history', 'other_platforms', 'prior']).meta({
            description:
              '`other_platforms`: nothing is known of this one here, others stand for it with a wide interval; `prior`: ' +
              'nothing is known at all but what campaigns usually do, and the order says nothing',
          }),
          evidence_days: z.number(),
        }),
      )
      .meta({ description: 'The best first' }),
  })
  .meta({ id: 'RankedPlatforms' });
export type RankingView = z.infer<typeof rankingView>;
export const rankingAnswer = z.strictObject({ success, ranking: rankingView }).meta({ id: 'PlatformRankingAnswer' });
