import { describe, expect, it } from '@jest/globals';
import {
  budgetBody,
  deployBody,
  fromTemplateBody,
  orchestrationParams,
  orchestrationsQuery,
  syncBody,
} from './orchestration-requests.ts';

const body = { template_id: '0193a1de-6ad1-7c4e-8f0b-1f2a3b4c5d6e', name: 'Q4 Brand Campaign', total_budget: 10_000 };
const isValid = (change: Record<string, unknown>): boolean =>
  fromTemplateBody.safeParse({ ...body, ...change }).success;

describe('The bodies of the specification', () => {
  it('are accepted as they stand', () => {
    expect(fromTemplateBody.safeParse({ ...body, platforms: ['meta', 'google'] }).success).toBe(true);
    expect(syncBody.parse({ sync_type: 'full' })).toEqual({ sync_type: 'full' });
    const budget = { total_budget: 15000, budget_allocation: { meta: 7500, google: 4500, tiktok: 3000 } };
    expect(budgetBody.parse(budget)).toEqual(budget);
  });

  it('may be left out where they say nothing', () => {
    expect(deployBody.parse(undefined)).toEqual({});
    expect(syncBody.parse(undefined)).toEqual({ sync_type: 'full' });
  });
});

describe('The body of a new orchestration', () => {
  it.each([
    ['no budget', { total_budget: undefined }],
    ['a budget of 0', { total_budget: 0 }],
    ['a negative budget', { total_budget: -1 }],
    ['a budget as text', { total_budget: '10000' }],
    ['a budget beyond exact sums', { total_budget: 9_000_000_001 }],
    ['an infinite budget', { total_budget: Number.POSITIVE_INFINITY }],
    ['an unknown currency', { currency: 'XYZW' }],
    ['an unknown platform', { platforms: ['orkut'] }],
    ['a platform twice', { platforms: ['meta', 'meta'] }],
    ['an amount for an unknown platform', { budget_allocation: { orkut: 5 } }],
    ['no amounts in the allocation', { budget_allocation: {} }],
    ['an instant without an offset', { scheduled_start_at: '2026-11-27T00:00:00' }],
    ['an end and a duration', { scheduled_end_at: '2026-11-27T00:00:00Z', duration_days: 3 }],
    ['half a day', { duration_days: 0.5 }],
    ['a script for an address', { creatives: [{ name: 'a', format: 'image', url: 'javascript:alert(1)' }] }],
    ['an unknown member', { budgit: 1 }],
    ['an unknown member of a creative', { creatives: [{ name: 'a', format: 'image', colour: 'red' }] }],
  ])('is refused with %s', (_, change) => {
    expect(isValid(change)).toBe(false);
  });

  it('takes an instant with any offset', () => {
    expect(isValid({ scheduled_start_at: '2026-11-27T00:00:00+02:00' })).toBe(true);
  });
});

describe('Parameters', () => {
  it('bring ids into lower case, as streams have them', () => {
    const orchestrationId = body.template_id.toUpperCase();
    expect(orchestrationParams.parse({ orchestrationId })).toEqual({ orchestrationId: body.template_id });
  });

  it.each([
    { limit: '0' },
    { limit: '201' },
    { limit: '1.5' },
    { limit: 'ten' },
    { limit: '' },
    { limit: ['1', '2'] },
    { page: '2' },
    { created_from: 'yesterday' },
  ])('refuses %p', (query) => {
    expect(orchestrationsQuery.safeParse(query).success).toBe(false);
  });
});
