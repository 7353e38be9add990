import type { OperationResult } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { recommendationIdOf } from '../recommendations/proposal.ts';
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
  proposed,
  react,
  requestedAt,
  runId,
  say,
  succeeded,
} from './testing/scripted-run.ts';

const unit = 1_000_000;
const { failurePolicy: _, ...about } = deployment('rollback', [live('meta'), live('google')]).data;
const since = '2026-02-15';

const optimization = (apply: boolean): WorkflowInput => ({
  ...{ type: 'OptimizationRequested', at: requestedAt },
  data: { ...about, since, apply, mostChangePercent: 20 },
});

const results: OperationResult = { kind: 'fetch-metrics', days: 3, changedDays: 3, until: '2026-03-01', detected: [] };
const answered = (asked: Asked): WorkflowInput => succeeded(asked, results);
const toMeta = (history: Parameters<typeof proposed>[0]) =>
  proposed(history, { meta: 12_000 * unit, google: 8_000 * unit });

const steps = (events: ReturnType<typeof play>): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'StepStarted' || event.type === 'StepCompleted' ? [`${event.type} ${event.data.step}`] : [],
  );

describe('An optimization', () => {
  const events = play(optimization(false), { answer: answered, analyse: toMeta });

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

  it('asks how the budget should be split once every platform was read, and waits for the answer', () => {
    const waiting = play(optimization(true), { answer: answered, analyse: () => undefined });
    expect(waiting.at(-1)).toMatchObject({
      type: 'AnalysisRequested',
      data: { since, apply: true, mostChangePercent: 20 },
    });
    expect(eventsOf(waiting, 'AnalysisRequested')).toHaveLength(1);
    expect(endOf(react(waiting, toMeta(waiting))).type).toBe('WorkflowCompleted');
  });

  it('records the answer once, with the recommendation that it names, and ends with it', () => {
    const [made, ...more] = eventsOf(events, 'RecommendationsMade');
    expect(more).toEqual([]);
    expect(made?.data.recommendation.allocation).toEqual([
      { platform: 'meta', amountMicros: 12_000 * unit },
      { platform: 'google', amountMicros: 8_000 * unit },
    ]);
    expect(made?.data.recommendationId).toBe(recommendationIdOf(runId));
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowCompleted',
      data: { recommendation: made?.data.recommendation, purpose: { goal: 'optimize', apply: false } },
    });
    expect(react(events, toMeta(events))).toEqual(events);
  });

  it('takes no answer that it has not asked for', () => {
    const reading = react([], optimization(false));
    expect(react(reading, toMeta(reading))).toEqual(reading);
  });

  it('has a step more when the split is to be applied', () => {
    const applied = play(optimization(true), { answer: answered });
    expect(steps(applied).slice(-2)).toEqual(['StepStarted apply_optimizations', 'StepCompleted apply_optimizations']);
    expect(endOf(applied).data.purpose).toMatchObject({ apply: true });
  });

  it('asks nothing when it does not know what one of them brought', () => {
    const blind = play(optimization(true), {
      answer: (asked) => (asked.platform === 'google' ? failing('fetch-metrics google')(asked) : answered(asked)),
    });
    expect(eventsOf(blind, 'AnalysisRequested')).toEqual([]);
    expect(endOf(blind).type).toBe('WorkflowFailed');
    expect(steps(blind)).not.toContain('StepStarted apply_optimizations');
  });

  it('can be called off while it waits, and then hears no answer any more', () => {
    const waiting = play(optimization(true), { answer: answered, analyse: () => undefined });
    const off = say(waiting, { type: 'CancelRun', data: { reason: 'Changed offer', now: requestedAt } });
    expect(endOf(off)).toMatchObject({ type: 'WorkflowFailed', data: { ending: 'cancelled' } });
    expect(steps(off)).not.toContain('StepCompleted analyze_performance');
    expect(react(off, toMeta(off))).toEqual(off);
  });
});
