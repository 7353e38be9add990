import type { OperationResult } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { WorkflowInput } from './input.ts';
import {
  type Asked,
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failing,
  live,
  play,
  requestedAt,
  succeeded,
} from './testing/scripted-run.ts';

const unit = 1_000_000;
const { failurePolicy: _, ...about } = deployment('rollback', [live('meta'), live('google')]).data;
const since = '2026-02-15';

const optimization = (apply: boolean): WorkflowInput => ({
  ...{ type: 'OptimizationRequested', at: requestedAt },
  data: { ...about, since, apply, mostChangePercent: 20 },
});

/** Meta returns four for one, Google one for one. */
const results = (asked: Asked): OperationResult => ({
  ...{ kind: 'fetch-metrics', days: 3, changedDays: 3, until: '2026-03-01', detected: [] },
  totals: {
    ...{ since, spendMicros: 100 * unit, conversionsMicros: 0 },
    revenueMicros: (asked.platform === 'meta' ? 400 : 100) * unit,
  },
});
const answered = (asked: Asked): WorkflowInput => succeeded(asked, results(asked));

const steps = (events: ReturnType<typeof play>): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'StepStarted' || event.type === 'StepCompleted' ? [`${event.type} ${event.data.step}`] : [],
  );

describe('An optimization', () => {
  const events = play(optimization(false), { answer: answered });

  it('reads what each platform brought since the day that was asked for, and calls nothing else', () => {
    expect(askedFor(events)).toEqual(['fetch-metrics meta', 'fetch-metrics google']);
    for (const { data } of eventsOf(events, 'OperationRequested')) expect(data.task).toMatchObject({ since });
  });

  it('goes through its steps one by one, those that need no platform too', () => {
    expect(steps(events)).toEqual([
      'StepStarted fetch_performance',
      'StepCompleted fetch_performance',
      'StepStarted analyze_performance',
      'StepCompleted analyze_performance',
      'StepStarted generate_recommendations',
      'StepCompleted generate_recommendations',
    ]);
    expect(endOf(events).data.workflowType).toBe('optimization');
  });

  it('recommends a split once, and ends with it', () => {
    const [made, ...more] = eventsOf(events, 'RecommendationsMade');
    expect(more).toEqual([]);
    expect(made?.data.recommendation.allocation).toEqual([
      { platform: 'meta', amountMicros: 12_000 * unit },
      { platform: 'google', amountMicros: 8_000 * unit },
    ]);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowCompleted',
      data: { recommendation: made?.data.recommendation, purpose: { goal: 'optimize', apply: false } },
    });
  });

  it('has a step more when the split is to be applied', () => {
    const applied = play(optimization(true), { answer: answered });
    expect(steps(applied).slice(-2)).toEqual(['StepStarted apply_optimizations', 'StepCompleted apply_optimizations']);
    expect(endOf(applied).data.purpose).toMatchObject({ apply: true });
  });

  it('recommends nothing when it does not know what one of them brought', () => {
    const blind = play(optimization(true), {
      answer: (asked) => (asked.platform === 'google' ? failing('fetch-metrics google')(asked) : answered(asked)),
    });
    expect(eventsOf(blind, 'RecommendationsMade')).toEqual([]);
    expect(endOf(blind).type).toBe('WorkflowFailed');
    expect(steps(blind)).not.toContain('StepStarted apply_optimizations');
  });

  it('moves nothing when the platforms do not say what they brought', () => {
    const silent = play(optimization(true));
    const [made] = eventsOf(silent, 'RecommendationsMade');
    expect(made?.data.recommendation.reasons.map((each) => each.afterMicros - each.beforeMicros)).toEqual([0, 0]);
  });
});
