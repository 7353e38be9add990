import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { orchestrationDecider } from './orchestration.ts';
import { after, decided, draft, later, now, stateOf, unit } from './samples.ts';

const { given } = specFor(orchestrationDecider);
const { data: drafted } = draft();

describe('drafting', () => {
  it('records the draft with a pending part for every platform', () => {
    given().when(draft()).then({ type: 'OrchestrationDrafted', data: drafted });
    expect(
      stateOf(after(draft())).mappings.map(({ platform, status, budgetMicros }) => [platform, status, budgetMicros]),
    ).toEqual([
      ['meta', 'pending', 50 * unit],
      ['google', 'pending', 30 * unit],
      ['tiktok', 'pending', 20 * unit],
    ]);
  });

  const [meta] = drafted.mappings;
  it.each([
    ['a platform twice', 'duplicate-platform', { mappings: meta === undefined ? [] : [...drafted.mappings, meta] }],
    [
      'more allocated than the total',
      'allocation-exceeds-total',
      { totalBudget: { micros: 99 * unit, currency: 'USD' } },
    ],
    ['a platform without an amount', 'allocation-incomplete', { allocation: drafted.allocation.slice(1) }],
    [
      'a schedule that ends before it starts',
      'schedule-reversed',
      { schedule: { startAt: later, endAt: now, durationDays: 1 } },
    ],
    [
      'a schedule that ends when it starts, written otherwise',
      'schedule-reversed',
      { schedule: { startAt: '2026-03-01T09:00:00.000Z', endAt: '2026-03-01T09:00:00Z', durationDays: 1 } },
    ],
  ])('refuses %s', (_, code, changes) => {
    given().when(draft(changes)).thenRejects(code);
  });

  it('may leave a part of the total unallocated', () => {
    expect(decided([], draft({ totalBudget: { micros: 150 * unit, currency: 'USD' } }))).toHaveLength(1);
  });
});
