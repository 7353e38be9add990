import type { OperationResult, SeenObject } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import type { ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted, deployed));
  for (const name of ['Hero A', 'Hero B']) await story.askedForAd('ads', 'meta', name);
});
afterEach(() => database.close());

const rows = async (): Promise<readonly Record<string, unknown>[]> => {
  await project(database.pool, store);
  return (await database.pool.query('select * from read.orchestration_ads order by name')).rows;
};

const settled = (
  step: 'activate_campaigns' | 'roll_back' | 'read_changes' | 'rotate_creatives',
  result: OperationResult,
) => story.succeeded('ads', step, 'meta', result);

describe('The ads of an orchestration', () => {
  it('are there from the moment they are asked for, and say what came of each', async () => {
    expect(await rows()).toMatchObject([
      { name: 'Hero A', status: 'creating', platform_ad_id: null, format: 'image', org_id: story.ids.org },
      { name: 'Hero B', status: 'creating' },
    ]);
    await story.adSettled('ads', 'meta', 'Hero A', true);
    await story.adSettled('ads', 'meta', 'Hero B', false);
    expect(await rows()).toMatchObject([
      { status: 'paused', platform_ad_id: 'ad Hero A', status_reason: null },
      { status: 'failed', platform_ad_id: null, status_reason: 'The link is not allowed' },
    ]);
  });

  it('are active with their campaign, and gone with it', async () => {
    await story.adSettled('ads', 'meta', 'Hero A', true);
    await settled('activate_campaigns', { kind: 'activate-campaign' });
    expect((await rows()).map(({ status }) => status)).toEqual(['active', 'creating']);
    await settled('roll_back', { kind: 'remove-campaign' });
    expect((await rows()).map(({ status }) => status)).toEqual(['removed', 'removed']);
  });

  it('rest and are shown by a rotation, and what rests is not started with the campaign', async () => {
    for (const name of ['Hero A', 'Hero B']) await story.adSettled('ads', 'meta', name, true);
    await settled('activate_campaigns', { kind: 'activate-campaign' });
    const rotated = (shown: string[], rested: string[]) =>
      settled('rotate_creatives', { kind: 'rotate-ads', shown, rested, refused: [] });
    await rotated([], ['ad Hero B']);
    await settled('activate_campaigns', { kind: 'activate-campaign' });
    expect((await rows()).map(({ status }) => status)).toEqual(['active', 'paused']);
    await rotated(['ad Hero B'], ['ad Hero A']);
    await settled('activate_campaigns', { kind: 'activate-campaign' });
    expect((await rows()).map(({ status }) => status)).toEqual(['paused', 'active']);
  });

  it('are made again in place by a later deployment', async () => {
    await story.adSettled('ads', 'meta', 'Hero B', false);
    await story.askedForAd('again', 'meta', 'Hero B');
    await story.adSettled('again', 'meta', 'Hero B', true);
    expect(await rows()).toMatchObject([{}, { name: 'Hero B', status: 'paused', status_reason: null }]);
  });

  it('show what the platform said of them when changes were read, and keep a review that is not told again', async () => {
    await story.adSettled('ads', 'meta', 'Hero A', true);
    const seen = (change: Partial<SeenObject>): OperationResult => ({
      ...{ kind: 'read-changes', detected: [], unseen: ['who changed it'] },
      seen: [
        {
          ...{ level: 'ad', platformId: 'ad Hero A', status: 'paused', review: 'rejected', reason: 'Too much text' },
          ...{ changedAt: null, ...change },
        },
      ],
    });
    await settled('read_changes', seen({}));
    expect(await rows()).toMatchObject([
      { status: 'paused', review: 'rejected', status_reason: 'Too much text', observed_at: expect.any(Date) },
      { review: null, observed_at: null },
    ]);
    await settled('read_changes', seen({ status: 'removed', review: null, reason: null }));
    expect(await rows()).toMatchObject([{ status: 'removed', review: 'rejected', status_reason: null }, {}]);
    const { rows: platforms } = await database.pool.query(
      `select sync_metadata from read.orchestration_platforms where platform = 'meta'`,
    );
    expect(platforms).toMatchObject([{ sync_metadata: { not_visible: ['who changed it'] } }]);
  });

  it('add up their days, restated ones as last told', async () => {
    await story.adSettled('ads', 'meta', 'Hero A', true);
    await story.adMetrics('meta', {
      'ad Hero A': { '2026-03-01': 5_000_001, '2026-03-02': 1 },
      other: { '2026-03-01': 7 },
    });
    await story.adMetrics('meta', { 'ad Hero A': { '2026-03-02': 3_000_000 } });
    expect(await rows()).toMatchObject([
      { spend: '8.000001', impressions: '2000', clicks: '40', conversions: '1.000000', revenue: '16.000002' },
      { spend: '0.000000' },
    ]);
    const { rows: days } = await database.pool.query('select * from read.ad_daily_metrics');
    expect(days).toHaveLength(3);
  });
});

describe('A campaign', () => {
  it('shows its ad group and what became of the plan', async () => {
    const plan = [{ level: 'ad_group', name: 'targeting.age', verdict: 'approximated', reason: '18 to 54' }] as const;
    await story.succeeded('plan', 'validate_configuration', 'meta', {
      ...{ kind: 'verify-account', currency: 'USD', timeZone: 'UTC', plan: [...plan] },
    });
    await story.succeeded('plan', 'create_ads', 'meta', {
      ...{ kind: 'create-ad-group', platformAdGroupId: 'group-1', adopted: false },
    });
    await rows();
    const { rows: platforms } = await database.pool.query(
      `select platform_ad_group_id, plan from read.orchestration_platforms where platform = 'meta'`,
    );
    expect(platforms).toEqual([{ platform_ad_group_id: 'group-1', plan }]);
  });
});
