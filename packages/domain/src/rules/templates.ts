import {
  type RuleAction,
  type RuleContent,
  type RuleDocument,
  type RuleType,
  ruleDocument,
} from '@campaigns/contracts';

/** What the four types of rules are asked for; the rest has a default. Amounts in currency units. */
export type RuleTemplateParameters = Readonly<{
  budget_reallocation: Readonly<{ mostChangePercent?: number; lastDays?: number; cron?: string; zone?: string }>;
  pause_underperforming: Readonly<{ mostCpa: number; currency: string; leastSpend?: number; lastDays?: number }>;
  scale_winners: Readonly<{ leastRoas: number; byPercent?: number; leastConversions?: number; lastDays?: number }>;
  creative_rotation: Readonly<{ everyDays: number }>;
}>;

/** Of a young campaign nothing can be told. */
const leastImpressions = 1_000;

/** At 6 in the morning the day before has been reported. */
const everyMorning = '0 6 * * *';

const builders: { [Type in RuleType]: (parameters: RuleTemplateParameters[Type]) => unknown } = {
  budget_reallocation: ({ mostChangePercent = 20, lastDays = 14, cron = everyMorning, zone = 'UTC' }) => ({
    scope: { level: 'orchestration' },
    when: { metric: 'impressions', window: { last_days: lastDays }, op: '>=', value: { count: leastImpressions } },
    actions: [{ action: 'reallocate', most_change_percent: mostChangePercent, last_days: lastDays }],
    guards: { cooldown_hours: 20 },
    trigger: { on: 'schedule', cron, zone },
  }),
  // Without a conversion there is no cost of one: then what it has cost so far speaks.
  pause_underperforming: ({ mostCpa, currency, leastSpend = 3 * mostCpa, lastDays = 7 }) => ({
    when: {
      all: [
        { metric: 'spend', window: { last_days: lastDays }, op: '>=', value: { money: leastSpend } },
        {
          any: [
            { metric: 'cpa', window: { last_days: lastDays }, op: '>', value: { target: 'cpa' } },
            { metric: 'conversions', window: { last_days: lastDays }, op: '=', value: { count: 0 } },
          ],
        },
      ],
    },
    require: { maturity: 0.8 },
    actions: [{ action: 'pause' }],
    trigger: { on: 'performance' },
    targets: { cpa: mostCpa },
    currency,
  }),
  scale_winners: ({ leastRoas, byPercent = 20, leastConversions = 10, lastDays = 7 }) => ({
    when: { metric: 'roas', window: { last_days: lastDays }, op: '>=', value: { target: 'roas' } },
    require: { conversions: leastConversions, maturity: 0.8 },
    actions: [{ action: 'change_budget', by_percent: byPercent }],
    trigger: { on: 'schedule', cron: everyMorning },
    targets: { roas: leastRoas },
  }),
  creative_rotation: ({ everyDays }) => ({
    when: { metric: 'days_since_rotation', op: '>=', value: { days: everyDays } },
    actions: [{ action: 'rotate_creative' }],
    guards: { cooldown_hours: Math.min(24 * everyDays - 1, 24 * 31) },
    trigger: { on: 'schedule', cron: everyMorning },
  }),
};

/** The specified types of rules in the one grammar: a document to take as it is, or to go on from. */
export const ruleFromTemplate = <Type extends RuleType>(
  type: Type,
  parameters: RuleTemplateParameters[Type],
): RuleDocument => ruleDocument.parse(builders[type](parameters));

const raised: RuleAction = { action: 'change_budget', by_percent: 20, funding: 'others' };

/** The three rules of a brand-awareness campaign: scale what is clicked on, pause what is dear, show something else every week. */
export const brandAwarenessRules = (currency: string): readonly RuleContent[] => [
  {
    name: 'Scale platforms with CTR above 3 %',
    ruleType: 'scale_winners',
    priority: 'medium',
    document: ruleDocument.parse({
      when: { metric: 'ctr', op: '>', value: { percent: 3 } },
      require: { impressions: leastImpressions },
      actions: [raised],
      trigger: { on: 'performance' },
    }),
  },
  {
    name: 'Pause platforms with CPM above 15',
    ruleType: 'pause_underperforming',
    priority: 'high',
    document: ruleDocument.parse({
      when: { metric: 'cpm', op: '>', value: { money: 15 } },
      require: { impressions: leastImpressions },
      actions: [{ action: 'pause' }],
      trigger: { on: 'performance' },
      currency,
    }),
  },
  {
    name: 'Rotate creatives every 7 days',
    ruleType: 'creative_rotation',
    priority: 'low',
    document: ruleFromTemplate('creative_rotation', { everyDays: 7 }),
  },
];
