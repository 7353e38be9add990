import { type OperationTask, platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../testing/operation-samples.ts';
import { callsOf } from './calls.ts';

type Push = Extract<OperationTask, { kind: 'push-settings' }>;

const { name, budget } = sampleSpec;
const asApplied = { name, budget, status: 'active' } as const;
const children = { platformAdGroupId: '11', platformAdIds: ['12'] };

const syncAfter = (
  lastApplied: NonNullable<Push['reconciliation']>['lastApplied'],
  more: Partial<Push> = {},
): Push => ({
  ...{ kind: 'push-settings', platformCampaignId: '1', spec: sampleSpec, tag: 'op-1', status: 'active' },
  ...{ reconciliation: { direction: 'bidirectional', policy: {}, lastApplied }, ...more },
});

describe.each(platform.options)('Room for a sync of settings on %s', (name) => {
  const writes = (task: Push): number => callsOf(name, task, 'call').filter(({ mutates }) => mutates).length;

  it('is not kept for changes when the platform has confirmed all of them', () => {
    expect(writes(syncAfter(asApplied))).toBe(0);
    expect(writes(syncAfter(asApplied, { children }))).toBe(0);
    expect(callsOf(name, syncAfter(asApplied), 'call').length).toBeGreaterThan(0);
  });

  it.each([
    ['budget', { ...asApplied, budget: { ...budget, micros: budget.micros + 1_000_000 } }],
    ['currency', { ...asApplied, budget: { ...budget, currency: 'EUR' as const } }],
    ['name', { ...asApplied, name: 'Autumn Sale' }],
    ['status', { ...asApplied, status: 'paused' as const }],
    ['confirmation', null],
  ])('is kept for changes when the %s is another than was applied', (_, lastApplied) => {
    expect(writes(syncAfter(lastApplied))).toBeGreaterThan(0);
  });

  it('is kept for changes when nothing is known of what was applied', () => {
    const { reconciliation: _, ...old } = syncAfter(null);
    expect(writes(old)).toBeGreaterThan(0);
  });
});
