import type { OperationError, WorkflowEvent } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WorkflowInput } from './input.ts';
import {
  type Asked,
  deployment,
  endOf,
  eventsOf,
  failed,
  live,
  openIn,
  react,
  request,
  rotation,
  succeeded,
  sync,
  usualResult,
} from './testing/scripted-run.ts';
import { campaignWorkflow } from './workflow.ts';

const usd = (micros: number) => ({ micros, currency: 'USD' });
const platforms = ['meta', 'google', 'tiktok'] as const;
const budgets = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9));
const syncs = fc.tuple(fc.constantFrom('full', 'settings', 'performance'), budgets).map(([type, amounts]) =>
  sync(
    type as 'full',
    platforms.map((platform, index) =>
      live(platform, { budget: usd(amounts[index] ?? 0), previousBudget: usd(amounts[index + 3] ?? 0) }),
    ),
  ),
);
const ad = { creativeId: 'c0000000-0000-4000-8000-000000000001', platformAdId: 'ad-1', tag: 'op-ad-1' };
const rotated = rotation(
  platforms.map((platform) => live(platform, { adGroup: { platformAdGroupId: 'group', tag: 'op-group' }, ads: [ad] })),
  platforms.map((platform) => ({ platform, show: [ad.creativeId], rest: [] })),
);
const requests: fc.Arbitrary<WorkflowInput> = fc.oneof(
  fc.constantFrom(
    deployment('rollback'),
    deployment('continue'),
    request(
      'PauseRequested',
      platforms.map((platform) => live(platform)),
    ),
    request(
      'CompletionRequested',
      platforms.map((platform) => live(platform)),
    ),
    request(
      'ResumeRequested',
      platforms.map((platform) => live(platform, { status: 'paused' })),
    ),
    rotated,
  ),
  syncs,
);

type Turn = Readonly<{ pick: number; verdict: 'succeed' | OperationError['class'] | 'foreign currency' }>;
const turns = fc.array(
  fc.record<Turn>({
    pick: fc.nat(20),
    verdict: fc.oneof(
      { weight: 4, arbitrary: fc.constant('succeed' as const) },
      fc.constantFrom('validation' as const, 'unknown-outcome' as const, 'foreign currency' as const),
    ),
  }),
  { minLength: 40, maxLength: 40 },
);

const answerOf = ({ verdict }: Turn, asked: Asked): WorkflowInput => {
  if (verdict === 'succeed') return succeeded(asked);
  return verdict === 'foreign currency'
    ? succeeded(asked, usualResult(asked, 'EUR'))
    : failed(asked, { class: verdict });
};

type Played = Readonly<{ events: readonly WorkflowEvent[]; inputs: readonly WorkflowInput[] }>;

const playedBy = (started: WorkflowInput, script: readonly Turn[]): Played => {
  let events = react([], started);
  const inputs = [started];
  for (let turn = 0, open = openIn(events); open.length > 0; turn += 1, open = openIn(events)) {
    const chosen = script[turn % script.length] as Turn;
    const input = answerOf(chosen, open[chosen.pick % open.length] as Asked);
    inputs.push(input);
    events = react(events, input);
  }
  return { events, inputs };
};

const holds = (law: (played: Played, started: WorkflowInput) => void): void =>
  fc.assert(
    fc.property(requests, turns, (started, script) => law(playedBy(started, script), started)),
    { numRuns: 300 },
  );

type SyncRequest = ReturnType<typeof sync>;

/** A push that is asked for, or that a platform has confirmed. */
const isPush = (event: WorkflowEvent): boolean =>
  (event.type === 'OperationRequested' && event.data.task.kind === 'push-settings') ||
  (event.type === 'OperationSettled' &&
    event.data.kind === 'push-settings' &&
    event.data.outcome.status === 'succeeded');

const isEnd = ({ type }: WorkflowEvent): boolean => type === 'WorkflowCompleted' || type === 'WorkflowFailed';

describe('Every run, whatever its platforms answer and in which order', () => {
  it('ends exactly once, as its last event', () =>
    holds(({ events }) => {
      expect(events.filter(isEnd)).toEqual([endOf(events)]);
    }));

  it('asks for each operation once', () =>
    holds(({ events }) => {
      const ids = eventsOf(events, 'OperationRequested').map(({ data }) => data.operationId);
      expect(new Set(ids).size).toBe(ids.length);
    }));

  it('begins and ends each step once, one after the other', () =>
    holds(({ events }) => {
      const marks = events.flatMap((event) =>
        event.type === 'StepStarted' || event.type === 'StepCompleted' || event.type === 'StepFailed'
          ? [`${event.type === 'StepStarted' ? 'begin' : 'end'} ${event.data.step}`]
          : [],
      );
      expect(new Set(marks).size).toBe(marks.length);
      expect(marks.every((mark, index) => (index % 2 === 0) === mark.startsWith('begin'))).toBe(true);
    }));

  it('changes nothing when an input comes again, at once or at the end', () =>
    holds(({ events, inputs }) => {
      let history: readonly WorkflowEvent[] = [];
      for (const input of inputs) {
        history = react(history, input);
        expect(react(history, input)).toHaveLength(history.length);
      }
      const state = fold(campaignWorkflow, events);
      for (const input of inputs) expect(campaignWorkflow.decide(input, state)).toEqual([]);
    }));

  it('completes only when every platform came out well', () =>
    holds(({ events }) => {
      const { type, data } = endOf(events);
      expect(type === 'WorkflowCompleted').toBe(data.outcomes.every(({ error }) => error === null));
    }));
});

describe('Every deployment that rolls back', () => {
  it('asks for the removal of every campaign that it created, and reports those that are still there', () =>
    fc.assert(
      fc.property(turns, (script) => {
        const { events } = playedBy(deployment('rollback'), script);
        const end = endOf(events);
        if (end.type === 'WorkflowCompleted') return;
        const results = eventsOf(events, 'OperationSettled').flatMap(({ data }) =>
          data.outcome.status === 'succeeded' ? [{ ...data, result: data.outcome.result }] : [],
        );
        const created = results.filter(({ kind }) => kind === 'create-campaign').map(({ mappingId }) => mappingId);
        const removed = results.filter(({ kind }) => kind === 'remove-campaign').map(({ mappingId }) => mappingId);
        const asked = eventsOf(events, 'OperationRequested')
          .filter(({ data }) => data.task.kind === 'remove-campaign')
          .map(({ data }) => data.mappingId);
        expect(asked).toEqual(created.toReversed());
        const stillThere = end.data.outcomes.flatMap((outcome) =>
          outcome.platformCampaignId === null ? [] : [outcome.mappingId],
        );
        expect(new Set(stillThere)).toEqual(new Set(created).difference(new Set(removed)));
      }),
      { numRuns: 300 },
    ));
});

/** The sum of live budgets after each event: a raise counts from when it is asked for, a lowering when it is confirmed. */
const sumsOf = (started: SyncRequest, events: readonly WorkflowEvent[]): readonly number[] => {
  const { targets } = started.data;
  const budgets = new Map(targets.map(({ mappingId, previousBudget }) => [mappingId, previousBudget?.micros ?? 0]));
  return events.map((event) => {
    const target = targets.find(({ mappingId }) => 'mappingId' in event.data && mappingId === event.data.mappingId);
    const now = target === undefined ? 0 : (budgets.get(target.mappingId) ?? 0);
    if (target !== undefined && isPush(event)) {
      budgets.set(
        target.mappingId,
        event.type === 'OperationRequested' ? Math.max(now, target.budget.micros) : target.budget.micros,
      );
    }
    return budgets.values().reduce((total, micros) => total + micros, 0);
  });
};

describe('Every sync of budgets', () => {
  it('never lets the live sum exceed both the old and the new total', () =>
    fc.assert(
      fc.property(syncs, turns, (started, script) => {
        const { events } = playedBy(started, script);
        const total = (amounts: readonly number[]): number => amounts.reduce((sum, micros) => sum + micros, 0);
        const before = total(started.data.targets.map(({ previousBudget }) => previousBudget?.micros ?? 0));
        const after = total(started.data.targets.map(({ budget }) => budget.micros));
        expect(Math.max(...sumsOf(started, events))).toBeLessThanOrEqual(Math.max(before, after));
      }),
      { numRuns: 300 },
    ));
});
