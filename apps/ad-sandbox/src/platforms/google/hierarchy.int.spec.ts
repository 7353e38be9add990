import type { AdCreative, CampaignChildren, CampaignSpec } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter } from '@campaigns/sync-worker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { adaptersAt, callFor, openingOf } from '../../testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests, testToken } from '../../testing/running-sandbox.ts';

const customerId = '1112223333';
const now = new Date(startOfTests);
const operationId = 'an-operation';

const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'traffic',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: {
    keywords: ['running shoes', { text: 'trail shoes', match: 'exact' }],
    targeting: { countries: ['US', 'DE'], languages: ['en'], age_min: 25, age_max: 54, genders: ['female'] },
  },
};

const creative = (name: string): AdCreative => ({
  creativeId: 'c0000000-0000-4000-8000-000000000001',
  ...{ name, format: 'text', url: 'https://shop.example.com/' },
  headlines: ['Running shoes', '20% off', 'Free delivery'],
  descriptions: ['Spring prices until Sunday.', 'Order today.'],
});

type Row = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

describe('a whole campaign on Google', () => {
  let sandbox: RunningSandbox;
  let adapter: PlatformAdapter;
  let call: AccountCall;
  let platformCampaignId: string;

  const controlled = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const reply = await sandbox.call('GET', `/control/${path}`);
    return Object.values(reply.json<Readonly<Record<string, readonly Record<string, unknown>[]>>>())[0] ?? [];
  };
  const childrenThere = (kind: string) => controlled(`children?platform=google&kind=${kind}&include_deleted=true`);
  const rows = async (query: string): Promise<readonly Row[]> => {
    const path = `/google/v26/customers/${customerId}/googleAds:search`;
    const reply = await sandbox.call('POST', path, { token: testToken, body: { query } });
    return reply.json<{ results?: readonly Row[] }>().results ?? [];
  };
  const adGroupName = (tag: string): string => `Spring Sale [${tag}]`;
  const makeAdGroup = (tag = 'op-a1', given: CampaignSpec = spec) =>
    adapter.createAdGroup(call, { platformCampaignId, spec: given, name: adGroupName(tag), operationId, now });
  const makeAd = (platformAdGroupId: string, name: string, tag: string) =>
    adapter.createAd(call, {
      ...{ platformCampaignId, platformAdGroupId, spec, operationId, now },
      creative: creative(name),
      name: `${name} [${tag}]`,
    });
  const whole = async (...names: readonly string[]): Promise<CampaignChildren> => {
    const { platformAdGroupId } = await makeAdGroup();
    const platformAdIds: string[] = [];
    for (const [index, name] of names.entries()) {
      platformAdIds.push((await makeAd(platformAdGroupId, name, `op-b${index}`)).platformAdId);
    }
    return { platformAdGroupId, platformAdIds };
  };
  const edit = (kind: string, id: string, body: object) =>
    sandbox.call('PATCH', `/control/children/google/${kind}/${encodeURIComponent(id)}`, { body });
  const changes = async (children: CampaignChildren, since = new Date(startOfTests - 60_000)) =>
    adapter.readChanges(call, await adapter.readCampaign(call, platformCampaignId), { since, children });
  const range = async () => ({
    since: '2026-12-01',
    until: (await adapter.readCampaign(call, platformCampaignId)).today,
  });

  beforeEach(async () => {
    sandbox = await runningSandbox();
    await sandbox.openAccount('google', customerId, openingOf('google'));
    adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 2000 }).google;
    call = callFor('google', customerId);
    const campaign = { spec, name: 'Spring Sale [op-7f]', operationId, now };
    platformCampaignId = (await adapter.createCampaign(call, campaign)).platformCampaignId;
  });
  afterEach(() => sandbox.close());

  it('is there paused, and delivers nothing', async () => {
    const { platformAdGroupId, platformAdIds } = await whole('Hero A', 'Hero B');
    expect(await childrenThere('ad_group')).toMatchObject([{ id: platformAdGroupId, status: 'paused' }]);
    expect(await childrenThere('ad')).toMatchObject(platformAdIds.map((id) => ({ id, status: 'paused' })));
    sandbox.clock.forward(4000);
    const remote = await adapter.readCampaign(call, platformCampaignId);
    expect(await adapter.fetchDailyMetrics(call, remote, await range())).toEqual([]);
  });

  it('is for exactly those people whom it is meant for', async () => {
    await makeAdGroup();
    const campaignCriteria = await rows(
      'SELECT campaign_criterion.location.geo_target_constant, campaign_criterion.language.language_constant FROM campaign_criterion',
    );
    expect(campaignCriteria.map(({ campaignCriterion }) => campaignCriterion)).toMatchObject([
      { location: { geoTargetConstant: 'geoTargetConstants/2840' } },
      { location: { geoTargetConstant: 'geoTargetConstants/2276' } },
      { language: { languageConstant: 'languageConstants/1000' } },
    ]);
    const criteria = await rows(
      'SELECT ad_group_criterion.criterion_id, ad_group_criterion.negative, ad_group_criterion.type FROM ad_group_criterion',
    );
    const excluded = criteria.filter(({ adGroupCriterion }) => adGroupCriterion?.['negative'] === true);
    expect(excluded.map(({ adGroupCriterion }) => adGroupCriterion?.['criterionId'])).toEqual(
      // Ages 18-24, 55-64, 65+ and unknown; men and unknown.
      ['503001', '503005', '503006', '503999', '10', '20'],
    );
    expect(criteria.length - excluded.length).toBe(2);
    const [adGroup] = await rows('SELECT ad_group.ad_rotation_mode, ad_group.type FROM ad_group');
    expect(adGroup).toMatchObject({ adGroup: { adRotationMode: 'ROTATE_FOREVER', type: 'SEARCH_STANDARD' } });
  });

  it('gets the places it is meant for, whatever somebody has put on the campaign', async () => {
    const campaign = `customers/${customerId}/campaigns/${platformCampaignId}`;
    for (const id of ['2840', '2250']) {
      const create = { campaign, location: { geoTargetConstant: `geoTargetConstants/${id}` } };
      const path = `/google/v26/customers/${customerId}/campaignCriteria:mutate`;
      await sandbox.call('POST', path, { token: testToken, body: { operations: [{ create }] } });
    }
    await makeAdGroup();
    const there = await rows(
      "SELECT campaign_criterion.location.geo_target_constant FROM campaign_criterion WHERE campaign_criterion.type = 'LOCATION' AND campaign_criterion.status = 'ENABLED'",
    );
    expect(there.map(({ campaignCriterion }) => campaignCriterion?.['location'])).toEqual([
      { geoTargetConstant: 'geoTargetConstants/2840' },
      { geoTargetConstant: 'geoTargetConstants/2276' },
    ]);
  });

  it('delivers once it is active, and the results of its ads add up to its own', async () => {
    const children = await whole('Hero A', 'Hero B');
    await adapter.setStatus(call, platformCampaignId, 'active', children);
    sandbox.clock.forward(4000);
    const remote = await adapter.readCampaign(call, platformCampaignId);
    const days = await adapter.fetchDailyMetrics(call, remote, await range());
    const ads = await adapter.fetchAdMetrics(call, remote, await range(), children);
    expect(ads.map(({ platformAdId }) => platformAdId)).toEqual(children.platformAdIds);
    for (const day of days) {
      const ofDay = ads.flatMap((ad) => ad.days.filter(({ date }) => date === day.date));
      expect(ofDay.reduce((sum, { spendMicros }) => sum + spendMicros, 0)).toBe(day.spendMicros);
      expect(ofDay.reduce((sum, { conversionsMicros }) => sum + conversionsMicros, 0)).toBe(day.conversionsMicros);
    }
    expect(days).toHaveLength(5);
  });

  it('keeps the results of an ad that was removed', async () => {
    const children = await whole('Hero A', 'Hero B');
    await adapter.setStatus(call, platformCampaignId, 'active', children);
    sandbox.clock.forward(3000);
    const [first = ''] = children.platformAdIds;
    await edit('ad', first, { deleted: true });
    const remote = await adapter.readCampaign(call, platformCampaignId);
    const ads = await adapter.fetchAdMetrics(call, remote, await range(), children);
    expect(ads.map(({ platformAdId }) => platformAdId)).toContain(first);
  });

  it('stops when it is paused, also when somebody has removed its ad group', async () => {
    const children = await whole('Hero A');
    await adapter.setStatus(call, platformCampaignId, 'active', children);
    await edit('ad_group', children.platformAdGroupId, { deleted: true });
    await adapter.setStatus(call, platformCampaignId, 'paused', children);
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('paused');
  });

  it('is activated without an ad that is gone, and not at all without its ad group', async () => {
    const children = await whole('Hero A', 'Hero B');
    await edit('ad', children.platformAdIds[1] ?? '', { deleted: true });
    await adapter.setStatus(call, platformCampaignId, 'active', children);
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('active');
    expect(await childrenThere('ad')).toMatchObject([{ status: 'active' }, { status: 'deleted' }]);
    await adapter.setStatus(call, platformCampaignId, 'paused', children);
    await edit('ad_group', children.platformAdGroupId, { deleted: true });
    const activation = adapter.setStatus(call, platformCampaignId, 'active', children);
    await expect(activation).rejects.toMatchObject({ class: 'not-found' });
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('paused');
  });

  it('has one ad group and one ad when the answers to their creation are lost', async () => {
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 1 }]);
    await expect(makeAdGroup()).rejects.toMatchObject({ class: 'unknown-outcome' });
    const look = { platformCampaignId, tag: 'op-a1', name: adGroupName('op-a1') };
    const [platformAdGroupId = '', ...others] = await adapter.findAdGroups(call, look);
    expect(others).toEqual([]);
    expect(await adapter.findAdGroups(call, { ...look, tag: 'op-a2' })).toEqual([]);
    expect(await childrenThere('ad_group')).toHaveLength(1);

    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 1 }]);
    await expect(makeAd(platformAdGroupId, 'Hero A', 'op-b1')).rejects.toMatchObject({ class: 'unknown-outcome' });
    const lookAd = { platformCampaignId, platformAdGroupId, tag: 'op-b1', name: 'Hero A [op-b1]' };
    expect(await adapter.findAds(call, lookAd)).toEqual((await childrenThere('ad')).map(({ id }) => id));
    expect(await adapter.findAds(call, { ...lookAd, tag: 'op-b2' })).toEqual([]);
    expect(await childrenThere('ad')).toHaveLength(1);
  });

  it('has no second ad group of the same name', async () => {
    await makeAdGroup();
    await expect(makeAdGroup()).rejects.toMatchObject({ class: 'duplicate' });
  });

  it('leaves nothing of an ad group behind that is refused', async () => {
    const tooLong = { ...spec, config: { ...spec.config, keywords: ['x'.repeat(81)] } };
    await expect(makeAdGroup('op-a1', tooLong)).rejects.toMatchObject({ class: 'validation' });
    expect(await childrenThere('ad_group')).toEqual([]);
    expect(await rows('SELECT campaign_criterion.criterion_id FROM campaign_criterion')).toEqual([]);
  });

  it('is seen as it is: approved, in review, turned away or removed', async () => {
    const names = ['Hero A', 'Hero (in review)', 'Hero (rejected)'];
    const children = await whole(...names);
    await adapter.setStatus(call, platformCampaignId, 'active', children);
    const before = await changes(children);
    expect(before.seen).toMatchObject([
      { level: 'campaign', platformId: platformCampaignId, status: 'active', review: null },
      { level: 'ad_group', platformId: children.platformAdGroupId, status: 'active', review: null },
      { level: 'ad', status: 'active', review: 'approved', reason: null, changedAt: now.toISOString() },
      { level: 'ad', review: 'pending', reason: 'AD_GROUP_AD_UNDER_REVIEW' },
      { level: 'ad', review: 'rejected', reason: 'The ad does not follow the advertising policy' },
    ]);
    sandbox.clock.forward(5000);
    await edit('ad', children.platformAdIds[0] ?? '', { deleted: true });
    await edit('ad_group', children.platformAdGroupId, { status: 'paused' });
    const changedAt = new Date(startOfTests + 5000).toISOString();
    expect((await changes(children)).seen.slice(1, 3)).toMatchObject([
      { level: 'ad_group', status: 'paused', changedAt },
      { level: 'ad', status: 'removed', changedAt },
    ]);
  });

  it('says that the log of changes ends where it does', async () => {
    const children = await whole('Hero A');
    const { unseen } = await changes(children, new Date(startOfTests - 100 * 86_400_000));
    expect(unseen[0]).toContain("Google's log ends there");
  });

  it('goes with all that stands under it, and is gone for a second removal', async () => {
    const children = await whole('Hero A');
    await adapter.setStatus(call, platformCampaignId, 'active', children);
    await adapter.removeCampaign(call, platformCampaignId);
    await expect(adapter.removeCampaign(call, platformCampaignId)).rejects.toMatchObject({ class: 'not-found' });
    await expect(makeAd(children.platformAdGroupId, 'Hero B', 'op-b2')).rejects.toMatchObject({ class: 'not-found' });
    const [ad] = await rows('SELECT ad_group_ad.status, ad_group_ad.primary_status_reasons FROM ad_group_ad');
    expect(ad).toMatchObject({ adGroupAd: { status: 'ENABLED', primaryStatusReasons: ['CAMPAIGN_REMOVED'] } });
  });
});
