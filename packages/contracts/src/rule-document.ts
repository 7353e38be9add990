import { z } from 'zod';
import { currency } from './money.ts';
import { platform } from './vocabulary.ts';

/**
 * A rule as its author writes it, the same on the REST surface and in the log: whom it is about, when it holds, what happens
 * then, and what holds it back.
 */

export const ruleType = z.enum(['budget_reallocation', 'pause_underperforming', 'scale_winners', 'creative_rotation']);
export type RuleType = z.infer<typeof ruleType>;

export const rulePriority = z.enum(['low', 'medium', 'high', 'critical']);
export type RulePriority = z.infer<typeof rulePriority>;

/** `changes`: of budget, status or creatives, by whomever, within the window. */
export const ruleMetric = z.enum([
  'spend',
  'impressions',
  'clicks',
  'conversions',
  'revenue',
  'ctr',
  'cpc',
  'cpm',
  'cpa',
  'roas',
  'conversion_rate',
  'budget_utilization',
  'changes',
  'days_since_change',
  'days_since_rotation',
]);
export type RuleMetric = z.infer<typeof ruleMetric>;

/** Only values of one unit can be compared. */
export type RuleUnit = 'money' | 'ratio' | 'count' | 'days';
export const ruleUnits: Readonly<Record<RuleMetric, RuleUnit>> = {
  spend: 'money',
  impressions: 'count',
  clicks: 'count',
  conversions: 'count',
  revenue: 'money',
  ctr: 'ratio',
  cpc: 'money',
  cpm: 'money',
  cpa: 'money',
  roas: 'ratio',
  conversion_rate: 'ratio',
  budget_utilization: 'ratio',
  changes: 'count',
  days_since_change: 'days',
  days_since_rotation: 'days',
};

/** Days in the account's time zone; today is left out unless it is asked for, because it is not over. */
export const ruleWindow = z
  .strictObject({ last_days: z.int().min(1).max(90), include_today: z.boolean().default(false) })
  .readonly();
export type RuleWindow = z.infer<typeof ruleWindow>;

const times = z.number().positive().max(1_000).default(1);
const measure = z.number().min(0).max(9_000_000_000);

/** What a metric is compared with. `times` multiplies what stands beside it. */
export const ruleOperand = z.union([
  /** In the rule's currency. */
  z.strictObject({ money: measure }),
  /** 3 is a ratio of 0.03. */
  z.strictObject({ percent: measure }),
  z.strictObject({ ratio: measure }),
  z.strictObject({ count: measure }),
  z.strictObject({ days: measure }),
  /** Another metric, of the same entity or of its whole orchestration. */
  z.strictObject({
    metric: ruleMetric,
    window: ruleWindow.optional(),
    of: z.enum(['entity', 'orchestration']).default('entity'),
    times,
  }),
  /** The entity's own metric, over the days before the window; an amount for as many days as the window has. */
  z.strictObject({ baseline: z.strictObject({ last_days: z.int().min(1).max(90) }), times }),
  /** What the rule names as its target. */
  z.strictObject({ target: z.enum(['cpa', 'roas']), times }),
]);
export type RuleOperand = z.infer<typeof ruleOperand>;

/** `==` is written `=`. `between` holds at both ends too. */
export const ruleOperator = z.enum(['>', '>=', '<', '<=', '=', '!=', 'between']);
export type RuleOperator = z.infer<typeof ruleOperator>;

export const ruleComparison = z
  .strictObject({
    metric: ruleMetric,
    /**
     * Default: the last 7 days without today. Metrics that have no window ignore it. A metric that divides by nothing is not known:
     * without a conversion there is no cost of one, so `cpa` is compared together with `spend` or `conversions`.
     */
    window: ruleWindow.optional(),
    op: ruleOperator,
    value: z.union([ruleOperand, z.tuple([ruleOperand, ruleOperand])]),
  })
  .readonly();
export type RuleComparison = z.infer<typeof ruleComparison>;

/** `none` holds when no part does. At most 5 levels and 50 comparisons, which the domain checks. */
export type RuleCondition =
  | RuleComparison
  | Readonly<{ all: readonly RuleCondition[] }>
  | Readonly<{ any: readonly RuleCondition[] }>
  | Readonly<{ none: readonly RuleCondition[] }>;
const parts = z.lazy(() => z.array(ruleCondition).min(1).max(50));
export const ruleCondition: z.ZodType<RuleCondition> = z
  .union([
    ruleComparison,
    z.strictObject({ all: parts }),
    z.strictObject({ any: parts }),
    z.strictObject({ none: parts }),
  ])
  .meta({ id: 'RuleCondition' });

export const ruleAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pause') }),
  z.strictObject({ action: z.literal('resume') }),
  /** One of `by_percent` and `by_amount`; negative ones lower. */
  z.strictObject({
    action: z.literal('change_budget'),
    by_percent: z.number().min(-100).max(100).optional(),
    by_amount: z.number().min(-9_000_000_000).max(9_000_000_000).optional(),
    /** Whose money it is: the other platforms' parts, or more or less of a total. */
    funding: z.enum(['others', 'total']).default('others'),
    /** What the part stays within, in currency units. */
    least: measure.optional(),
    most: measure.optional(),
    /** With `funding: total`: what the total stays within. */
    most_total: measure.optional(),
  }),
  /** Splits the orchestration's budget anew by what the platforms return. */
  z.strictObject({
    action: z.literal('reallocate'),
    most_change_percent: z.int().min(1).max(100).default(20),
    last_days: z.int().min(1).max(90).default(14),
  }),
  /** Shows the creative that has rested longest, and rests the one that is most worn. */
  z.strictObject({ action: z.literal('rotate_creative') }),
  z.strictObject({ action: z.literal('notify'), message: z.string().min(1).max(500) }),
]);
export type RuleAction = z.infer<typeof ruleAction>;

export const ruleTrigger = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('schedule'), cron: z.string().max(100), zone: z.string().max(100).default('UTC') }),
  /** As results arrive. */
  z.strictObject({ on: z.literal('performance') }),
  /** Only when a person runs it. */
  z.strictObject({ on: z.literal('manual') }),
]);
export type RuleTrigger = z.infer<typeof ruleTrigger>;

/** Nothing happens to an entity that does not fulfil all of it. Sums are those of the longest window of the rule. */
export const ruleRequirements = z
  .strictObject({
    impressions: z.int().min(0).optional(),
    clicks: z.int().min(0).optional(),
    conversions: z.number().min(0).optional(),
    /** In the rule's currency. */
    spend: measure.optional(),
    /** The part of the window's conversions that will have been reported by now, by the platform's own lag. */
    maturity: z.number().min(0).max(1).optional(),
    /** Results that were read longer ago than this do not count. */
    data_age_minutes: z.int().min(1).max(100_000).optional(),
  })
  .readonly();
export type RuleRequirements = z.infer<typeof ruleRequirements>;

export const ruleGuards = z
  .strictObject({
    /** After an action on an entity this rule leaves it alone for so long. */
    cooldown_hours: z
      .number()
      .min(0)
      .max(24 * 31)
      .default(24),
    /** Of this rule; several actions of one run count once. Messages are counted by themselves. */
    most_actions_per_entity_and_day: z.int().min(1).max(50).default(1),
    /** Of this rule over all of its orchestrations; a day of the guards is one in UTC. */
    most_actions_per_day: z.int().min(1).max(1_000).default(20),
    /** Of one action, in per cent of the part as it is. */
    most_change_percent: z.number().min(0.1).max(100).default(30),
    /** Of all rules together within a day, in per cent of the part as it was when the day began. */
    most_daily_change_percent: z.number().min(0.1).max(1_000).default(50),
    /** After a person has changed an entity every rule leaves it alone for so long. */
    hands_off_hours: z
      .number()
      .min(0)
      .max(24 * 31)
      .default(24),
    /** So many refused actions among the last so many disable the rule. */
    breaker: z
      .strictObject({ errors: z.int().min(1).max(100), of: z.int().min(1).max(100) })
      .refine(({ errors, of }) => errors <= of, 'errors must be at most of')
      .default({ errors: 5, of: 10 }),
  })
  .readonly();
export type RuleGuards = z.infer<typeof ruleGuards>;

export const ruleDocument = z
  .strictObject({
    schema: z.literal(1).default(1),
    scope: z
      .strictObject({
        /** What the conditions are about, and the actions happen to. */
        level: z.enum(['platform', 'orchestration']).default('platform'),
        platforms: z.array(platform).min(1).max(6).optional(),
      })
      .readonly()
      .prefault({}),
    when: ruleCondition,
    require: ruleRequirements.optional(),
    actions: z.array(ruleAction).min(1).max(5),
    guards: ruleGuards.prefault({}),
    trigger: ruleTrigger,
    targets: z
      .strictObject({ cpa: measure.positive().optional(), roas: measure.positive().optional() })
      .readonly()
      .optional(),
    /** Of every amount in the document; an orchestration in another currency is left alone. */
    currency: currency.optional(),
  })
  .readonly();
export type RuleDocument = z.infer<typeof ruleDocument>;
