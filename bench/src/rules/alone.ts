import { randomUUID } from 'node:crypto';
import {
  type DailyMetrics,
  orchestrationId,
  orgId,
  type RuleId,
  ruleDocument,
  ruleId,
  ruleRunId,
} from '@campaigns/contracts';
import {
  backtest,
  evaluateRules,
  type HistoryFact,
  type OrchestrationHistory,
  type RuleSnapshot,
  type RuleToEvaluate,
} from '@campaigns/domain';
import { platforms } from './campaigns.ts';
import { generalRule, ownRule } from './rule-set.ts';

const dayMs = 86_400_000;
const unit = 1_000_000;
const beginning = Date.parse('2026-08-01T00:00:00.000Z');
const at = (day: number, hours = 0): string => new Date(beginning + day * dayMs + hours * 3_600_000).toISOString();
const dateOf = (day: number): string => at(day).slice(0, 10);
const organisation = orgId.parse(randomUUID());

const metrics = (day: number, number: number): DailyMetrics => ({
  ...{ date: dateOf(day), spendMicros: (9 + ((day + number) % 3)) * unit, impressions: 1_000 },
  clicks: 20 + ((day * 7 + number) % 11),
  ...{ conversionsMicros: unit, revenueMicros: 30 * unit },
});

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Processor time in milliseconds: others on the machine do not count. */
const processorMs = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/** A campaign on five platforms after four weeks. */
const snapshot = (): RuleSnapshot => {
  const today = 28;
  return {
    ...{ orchestrationId: orchestrationId.parse(randomUUID()), orgId: organisation, status: 'active' },
    ...{ currency: 'USD', totalMicros: 10_000 * unit, isSpent: false, flightEndAt: at(60) },
    ...{ busy: { lifecycle: false, sync: false }, changes: [], actions: [], actionsToday: {}, now: at(today, 12) },
    parts: platforms.map((platform, number) => ({
      ...{ platform, status: 'active', budgetMicros: 2_000 * unit, dayBeganMicros: 2_000 * unit },
      ...{ spentMicros: 280 * unit, days: numbers(today).map((day) => metrics(day, number)) },
      ...{ observedAt: at(today, 11), observedOn: dateOf(today), today: dateOf(today), creatives: [] },
    })),
  };
};

const ruleNumber = (number: number): RuleToEvaluate => ({
  ...{ ruleId: ruleId.parse(randomUUID()), version: 1, orchestrationId: null, createdAt: at(0) },
  ...{ runId: ruleRunId.parse(randomUUID()), trigger: 'performance' },
  content: number % 2 === 0 ? generalRule(number) : ownRule(number),
});

/** Milliseconds of processor time to look at one campaign on five platforms with so many rules. */
export const evaluationMs = (rules: number, times: number): number => {
  const input = { snapshot: snapshot(), rules: numbers(rules).map(ruleNumber) };
  const { evaluations } = evaluateRules(input);
  if (evaluations.length !== rules * platforms.length) throw new Error(`${evaluations.length} evaluations`);
  for (const _ of numbers(times)) evaluateRules(input);
  return (
    processorMs(() => {
      for (const _ of numbers(times)) evaluateRules(input);
    }) / times
  );
};

const history = (number: number, days: number): OrchestrationHistory => ({
  ...{ orchestrationId: orchestrationId.parse(randomUUID()), orgId: organisation, currency: 'USD' },
  ...{ flightEndAt: at(365), zones: {}, changes: [] },
  settings: [
    {
      ...{ at: at(0), status: 'active', totalMicros: 10_000 * unit },
      parts: platforms.map((platform) => ({ platform, status: 'active', budgetMicros: 2_000 * unit })),
    },
  ],
  // Each day is read at 5 the next morning.
  facts: numbers(days).flatMap((day) =>
    platforms.map((platform): HistoryFact => ({ platform, observedAt: at(day + 1, 5), day: metrics(day, number) })),
  ),
});

/** Seconds of processor time to replay a rule that looks at every platform each morning. */
export const backtestSeconds = (days: number, campaigns: number): number => {
  const id: RuleId = ruleId.parse(randomUUID());
  const document = ruleDocument.parse({
    when: {
      all: [
        { metric: 'cpm', op: '>', value: { money: 10 } },
        { metric: 'ctr', op: '<', value: { baseline: { last_days: 28 } } },
      ],
    },
    actions: [{ action: 'change_budget', by_percent: -5 }],
    ...{ trigger: { on: 'schedule', cron: '0 6 * * *' }, currency: 'USD' },
  });
  const content = { name: 'Less for what is dear', ruleType: 'pause_underperforming', priority: 'medium', document };
  const rule = { ruleId: id, version: 1, orchestrationId: null, createdAt: at(0), content } as const;
  const question = {
    rules: [{ ...rule, content: { ...content, ruleType: 'pause_underperforming', priority: 'medium' } as const }],
    history: numbers(campaigns).map((number) => history(number, days)),
    ...{ from: at(0), to: at(days) },
  };
  return (
    processorMs(() => {
      const [told] = backtest(question).rules;
      if (told?.evaluations !== days * campaigns * platforms.length)
        throw new Error(`${told?.evaluations} evaluations`);
    }) / 1_000
  );
};
