import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../testing/operation-samples.ts';
import { googleCreateBody } from './google/create-body.ts';
import { metaCreateBody } from './meta/create-body.ts';
import { requestIdOf, tiktokCreateBody } from './tiktok/create-body.ts';

const account = { adAccountId: '1234567890', currency: 'USD', timeZone: 'America/Los_Angeles' };
const name = 'Spring Sale [op-7f3a]';
const before = new Date('2026-11-24T00:00:00Z');

describe('the request that creates a campaign', () => {
  it('is what Meta documents, paused, with a budget for the flight in cents', () => {
    expect(metaCreateBody(sampleSpec, name, account, before)).toEqual({
      name: 'Spring Sale [op-7f3a]',
      objective: 'OUTCOME_TRAFFIC',
      status: 'PAUSED',
      special_ad_categories: [],
      lifetime_budget: 300_000,
      bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
      start_time: '2026-12-01T00:00:00-0800',
      stop_time: '2026-12-31T00:00:00-0800',
    });
  });

  it('leaves a start in the past out on Meta', () => {
    const body = metaCreateBody(sampleSpec, name, account, new Date('2026-12-02T00:00:00Z'));
    expect(body).not.toHaveProperty('start_time');
  });

  it('takes special ad categories from the configuration on Meta, and ignores what it does not know', () => {
    const spec = { ...sampleSpec, config: { special_ad_categories: ['HOUSING'], placement: ['facebook'] } };
    expect(metaCreateBody(spec, name, account, before)).toMatchObject({ special_ad_categories: ['HOUSING'] });
    expect(() =>
      metaCreateBody({ ...sampleSpec, config: { special_ad_categories: 'HOUSING' } }, name, account, before),
    ).toThrow(expect.objectContaining({ class: 'validation', code: 'invalid-config' }));
  });

  it('is what Google documents: budget and campaign in one, paused', () => {
    const google = { ...account, adAccountId: '111-222-3333' };
    const thirtyDays = { ...sampleSpec, budget: { micros: 1_500_000_000, currency: 'USD' } };
    expect(googleCreateBody(thirtyDays, name, google, before)).toEqual({
      mutateOperations: [
        {
          campaignBudgetOperation: {
            create: {
              resourceName: 'customers/1112223333/campaignBudgets/-1',
              name: 'Spring Sale [op-7f3a] budget',
              amountMicros: '50000000',
              deliveryMethod: 'STANDARD',
              explicitlyShared: false,
            },
          },
        },
        {
          campaignOperation: {
            create: {
              name: 'Spring Sale [op-7f3a]',
              status: 'PAUSED',
              advertisingChannelType: 'SEARCH',
              campaignBudget: 'customers/1112223333/campaignBudgets/-1',
              targetSpend: {},
              containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
              networkSettings: { targetGoogleSearch: true, targetSearchNetwork: true, targetContentNetwork: false },
              startDateTime: '2026-12-01 00:00:00',
              endDateTime: '2026-12-30 23:59:59',
            },
          },
        },
      ],
      partialFailure: false,
    });
  });

  it('takes the network from the configuration on Google', () => {
    const body = googleCreateBody({ ...sampleSpec, config: { network: 'display' } }, name, account, before);
    expect(body).toMatchObject({
      mutateOperations: [{}, { campaignOperation: { create: { advertisingChannelType: 'DISPLAY', targetSpend: {} } } }],
    });
    expect(JSON.stringify(body)).not.toContain('networkSettings');
  });

  it('spreads the budget over what is left of a flight that has begun on Google', () => {
    const body = googleCreateBody(sampleSpec, name, account, new Date('2026-12-21T20:00:00Z'));
    expect(JSON.stringify(body)).toContain('"amountMicros":"300000000"');
    expect(JSON.stringify(body)).toContain('2026-12-21 00:00:00');
    expect(() => googleCreateBody(sampleSpec, name, account, new Date('2027-01-02T00:00:00Z'))).toThrow(
      expect.objectContaining({ class: 'validation', code: 'flight-over' }),
    );
  });

  it('is what TikTok documents: disabled, with a total budget in currency units', () => {
    const tiktok = { ...account, adAccountId: '7000000000000000001' };
    expect(tiktokCreateBody(sampleSpec, name, tiktok, 'operation-1')).toEqual({
      advertiser_id: '7000000000000000001',
      campaign_name: 'Spring Sale [op-7f3a]',
      objective_type: 'TRAFFIC',
      budget_mode: 'BUDGET_MODE_TOTAL',
      budget: 3000,
      budget_optimize_on: true,
      operation_status: 'DISABLE',
      request_id: requestIdOf('operation-1'),
    });
  });

  it('carries the same positive 63-bit request id in every call of one TikTok operation', () => {
    const ids = Array.from({ length: 200 }, (_, index) => requestIdOf(`operation-${index}`));
    expect(requestIdOf('operation-7')).toBe(ids[7]);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) {
      expect(BigInt(id)).toBeGreaterThan(0n);
      expect(BigInt(id)).toBeLessThan(2n ** 63n);
    }
  });

  it.each(['meta', 'google', 'tiktok'] as const)('refuses app installs on %s in clear words', (platform) => {
    const spec = { ...sampleSpec, objective: 'app_installs' as const };
    const create = {
      meta: () => metaCreateBody(spec, name, account, before),
      google: () => googleCreateBody(spec, name, account, before),
      tiktok: () => tiktokCreateBody(spec, name, account, 'operation-1'),
    };
    expect(create[platform]).toThrow(
      expect.objectContaining({ class: 'validation', message: expect.stringContaining('app to promote') }),
    );
  });
});
