import type { AdCreative, CampaignSpec } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import { callsOf } from '../calls.ts';
import type { RemoteCampaign } from '../platform-port.ts';
import { tiktokPlan } from './ads.ts';

const advertiser = '7000000000000000001';
const tiktok = (...answers: readonly ScriptedAnswer[]) => scripted('tiktok', answers, advertiser);
const ok = (data: unknown): ScriptedAnswer => ({ body: { code: 0, message: 'OK', request_id: 'r', data } });
const refusal = (code: number, message = 'No.'): ScriptedAnswer => ({ body: { code, message, data: {} } });
const list = (...rows: readonly unknown[]) => ok({ list: rows, page_info: { page: 1, total_page: 1 } });

const id = '1800000000000000001';
const groupId = '1805000000000000001';
const adId = '1810000000000000001';
const children = { platformAdGroupId: groupId, platformAdIds: [adId, '1810000000000000002'] };
const now = new Date('2026-12-08T12:00:00Z');
const account = { adAccountId: advertiser, currency: 'USD', timeZone: 'America/Los_Angeles' };

const config = { identity_id: '69', targeting: { countries: ['US'] } };
const spec: CampaignSpec = { ...sampleSpec, config };
const given = { platformCampaignId: id, spec, name: 'Spring Sale [op-b]', operationId: 'o', now };
const creative: AdCreative = {
  creativeId: 'c0000000-0000-4000-8000-000000000001',
  ...{ name: 'Hero A', format: 'video', url: 'https://shop.example.com/', body: 'Spring prices' },
  media: { tiktok: { video_id: 'v1', image_ids: ['cover'] } },
};
const newAd = { ...given, platformAdGroupId: groupId, creative, name: 'Hero A [op-c]' };
const remote: RemoteCampaign = {
  ...{ platformCampaignId: id, name: 'n', status: 'active', objective: 'TRAFFIC' },
  ...{ budget: { micros: null }, today: '2026-12-08' },
};

const wishing = (targeting: Record<string, unknown>, more: Partial<CampaignSpec> = {}): CampaignSpec =>
  ({ ...spec, config: { ...config, targeting: { countries: ['US'], ...targeting } }, ...more }) as CampaignSpec;
const before = Date.parse('2026-11-30T00:00:00Z');
const planOf = (of: CampaignSpec, creatives: readonly AdCreative[] = [creative], at = before) =>
  tiktokPlan(() => at)(of, creatives, account);
const verdictOf = (of: CampaignSpec, name: string, creatives?: readonly AdCreative[]) =>
  planOf(of, creatives).find((line) => line.name === name);

describe('an ad group on TikTok', () => {
  it('is made paused, with automatic bids, a start to come and the budget that the field wants', async () => {
    const { adapter, call, sent } = tiktok(ok({ adgroup_id: groupId, operation_status: 'DISABLE' }));
    expect(await adapter.createAdGroup(call, given)).toEqual({ platformAdGroupId: groupId });
    expect(sent).toEqual([
      expect.objectContaining({
        line: 'POST https://tiktok/open_api/v1.3/adgroup/create/',
        body: {
          ...{ advertiser_id: advertiser, campaign_id: id, adgroup_name: 'Spring Sale [op-b]' },
          ...{ promotion_type: 'WEBSITE', optimization_goal: 'CLICK', billing_event: 'CPC' },
          ...{ placement_type: 'PLACEMENT_TYPE_NORMAL', placements: ['PLACEMENT_TIKTOK'], location_ids: ['6252001'] },
          ...{ budget_mode: 'BUDGET_MODE_TOTAL', budget: 3000, schedule_type: 'SCHEDULE_START_END' },
          ...{ schedule_start_time: '2026-12-08 12:05:00', schedule_end_time: '2026-12-31 08:00:00' },
          ...{ bid_type: 'BID_TYPE_NO_BID', pacing: 'PACING_MODE_SMOOTH', operation_status: 'DISABLE' },
          request_id: expect.stringMatching(/^\d+$/),
        },
      }),
    ]);
  });

  it.each<readonly [string, Partial<CampaignSpec>, object]>([
    ['reach', { objective: 'brand_awareness' }, { optimization_goal: 'REACH', billing_event: 'CPM', frequency: 3 }],
    ['views', { objective: 'video_views' }, { optimization_goal: 'ENGAGED_VIEW', billing_event: 'CPV' }],
    ['leads', { objective: 'lead_gen' }, { optimization_goal: 'LEAD_GENERATION', billing_event: 'OCPM' }],
    [
      'sales',
      { objective: 'sales', config: { ...config, pixel_id: 'C4', optimization_event: 'FORM' } },
      { optimization_goal: 'CONVERT', billing_event: 'OCPM', pixel_id: 'C4', optimization_event: 'FORM' },
    ],
  ])('is optimised for %s', async (_what, more, wanted) => {
    const { adapter, call, sent } = tiktok(ok({ adgroup_id: groupId, operation_status: 'DISABLE' }));
    await adapter.createAdGroup(call, { ...given, spec: { ...spec, ...more } });
    expect(sent[0]?.body).toMatchObject(wanted);
  });

  it('has the audience in TikTok’s own words', async () => {
    const { adapter, call, sent } = tiktok(ok({ adgroup_id: groupId, operation_status: 'DISABLE' }));
    const audience = wishing({
      ...{ countries: ['US', 'CH'], age_min: 18, age_max: 34, genders: ['male'], languages: ['en'], interests: ['15'] },
      ...{ audiences: { include: ['7'], exclude: ['8'] }, placements: ['PLACEMENT_PANGLE'] },
    });
    const withPlaces = { ...audience, config: { ...audience.config, location_ids: { CH: '2658434' } } };
    await adapter.createAdGroup(call, { ...given, spec: withPlaces });
    expect(sent[0]?.body).toMatchObject({
      ...{ location_ids: ['6252001', '2658434'], age_groups: ['AGE_18_24', 'AGE_25_34'], gender: 'GENDER_MALE' },
      ...{ languages: ['en'], interest_category_ids: ['15'], placements: ['PLACEMENT_PANGLE'] },
      ...{ audience_ids: ['7'], excluded_audience_ids: ['8'] },
    });
  });

  it.each<readonly [string, CampaignSpec]>([
    ['an age that is no union of its groups', wishing({ age_min: 20 })],
    ['a country whose id is not known', wishing({ countries: ['CH'] })],
    ['no place at all', wishing({ countries: undefined })],
    ['a country that was accepted as left out', wishing({ countries: ['CH'] }, { accepted: ['targeting.countries'] })],
    ['a wish that nobody knows', wishing({ mood: 'good' })],
    ['conversions and no pixel', { ...spec, objective: 'conversions' }],
    ['conversions and no pixel, accepted', { ...spec, objective: 'conversions', accepted: ['objective'] }],
    ['a flight that is over', { ...spec, flight: { startAt: '2026-11-01T00:00:00Z', endAt: '2026-12-08T12:00:00Z' } }],
  ])('is never asked for with %s', async (_what, wrong) => {
    const { adapter, call, sent } = tiktok();
    await expect(adapter.createAdGroup(call, { ...given, spec: wrong })).rejects.toMatchObject({ class: 'validation' });
    expect(sent).toEqual([]);
  });

  it('is made without what was accepted as left out', async () => {
    const { adapter, call, sent } = tiktok(ok({ adgroup_id: groupId, operation_status: 'DISABLE' }));
    await adapter.createAdGroup(call, { ...given, spec: wishing({ age_min: 20 }, { accepted: ['targeting.age'] }) });
    expect(sent[0]?.body).not.toHaveProperty('age_groups');
  });

  it('is paused when TikTok made it active', async () => {
    const { adapter, call, sent } = tiktok(ok({ adgroup_id: groupId, operation_status: 'ENABLE' }), ok({}));
    await adapter.createAdGroup(call, given);
    expect(sent[1]).toMatchObject({
      line: 'POST https://tiktok/open_api/v1.3/adgroup/status/update/',
      body: { adgroup_ids: [groupId], operation_status: 'DISABLE' },
    });
  });
});

describe('an ad on TikTok', () => {
  const made = ok({ ad_ids: [adId], creatives: [{ ad_id: adId }] });
  const row = { ad_id: adId, ad_name: 'Hero A [op-c]', operation_status: 'DISABLE' };
  const bodyFor = async (more: Partial<AdCreative>, of: CampaignSpec = spec) => {
    const { adapter, call, sent } = tiktok(made, list(row));
    await adapter.createAd(call, { ...newAd, spec: of, creative: { ...creative, ...more } });
    return (sent[0]?.body as { creatives: readonly unknown[] } | undefined)?.creatives[0];
  };

  it('is made paused from a video and its cover, and is read back', async () => {
    const { adapter, call, sent } = tiktok(made, list(row));
    expect(await adapter.createAd(call, newAd)).toEqual({ platformAdId: adId });
    expect(sent[0]).toMatchObject({
      line: 'POST https://tiktok/open_api/v1.3/ad/create/',
      body: {
        ...{ advertiser_id: advertiser, adgroup_id: groupId },
        creatives: [
          {
            ...{ ad_name: 'Hero A [op-c]', identity_type: 'CUSTOMIZED_USER', identity_id: '69' },
            ...{ ad_format: 'SINGLE_VIDEO', video_id: 'v1', image_ids: ['cover'], ad_text: 'Spring prices' },
            ...{ landing_page_url: 'https://shop.example.com/', operation_status: 'DISABLE' },
          },
        ],
      },
    });
    expect(sent[1]?.line).toContain(`/ad/get/?advertiser_id=${advertiser}&filtering={"ad_ids":["${adId}"]`);
    expect(sent).toHaveLength(2);
  });

  it('of a post has no text and no video of its own', async () => {
    const media = { tiktok: { tiktok_item_id: '73', identity_type: 'TT_USER', identity_id: '42' } };
    expect(await bodyFor({ media })).toEqual({
      ...{ ad_name: 'Hero A [op-c]', identity_type: 'TT_USER', identity_id: '42', ad_format: 'SINGLE_VIDEO' },
      ...{ tiktok_item_id: '73', landing_page_url: 'https://shop.example.com/', operation_status: 'DISABLE' },
    });
  });

  it('shows the video that stands for one picture, and the plan says so', async () => {
    expect(await bodyFor({ format: 'image' })).toMatchObject({ ad_format: 'SINGLE_VIDEO', video_id: 'v1' });
    expect(verdictOf(spec, 'creatives.Hero A.format', [{ ...creative, format: 'image' }])?.verdict).toBe(
      'approximated',
    );
  });

  it('has the pixel itself where its ad group may not have it', async () => {
    const withPixel = { ...spec, config: { ...config, pixel_id: 'C4' } };
    expect(await bodyFor({}, withPixel)).toMatchObject({ tracking_pixel_id: 'C4' });
    expect(await bodyFor({}, { ...withPixel, objective: 'sales' })).not.toHaveProperty('tracking_pixel_id');
  });

  it('is looked for when it is there and its status could not be read', async () => {
    const { adapter, call } = tiktok(made, refusal(50_000));
    await expect(adapter.createAd(call, newAd)).rejects.toMatchObject({ class: 'unknown-outcome' });
  });

  it('is unknown when the answer names no ad', async () => {
    const { adapter, call } = tiktok(ok({}));
    await expect(adapter.createAd(call, newAd)).rejects.toMatchObject({ class: 'unknown-outcome' });
  });

  it.each<readonly [string, Partial<AdCreative>, RegExp]>([
    ['one picture', { format: 'image', media: { tiktok: { image_ids: ['i1'] } } }, /no ads of one image/],
    ['no cover', { media: { tiktok: { video_id: 'v1' } } }, /image_ids/],
    ['no video', { media: {} }, /video_id/],
    ['no text', { body: undefined }, /body/],
    ['an emoji in the text', { body: 'Sale 🎉' }, /emoji/],
    ['too long a text', { body: 'x'.repeat(101) }, /100/],
    ['no address', { url: undefined }, /url/],
    ['a post of nobody', { media: { tiktok: { tiktok_item_id: '73' } } }, /identity_type/],
    ['media that TikTok does not have', { media: { tiktok: { image_hash: 'x' } } }, /image_hash/],
  ])('is not possible with %s, and the plan says why', async (_what, more, reason) => {
    const wrong = { ...creative, ...more } as AdCreative;
    expect(verdictOf(spec, 'creatives.Hero A', [wrong])).toMatchObject({
      ...{ level: 'ad', verdict: 'unsupported' },
      reason: expect.stringMatching(reason),
    });
    const { adapter, call, sent } = tiktok();
    const accepted = { ...spec, accepted: ['creatives.Hero A'] };
    await expect(adapter.createAd(call, { ...newAd, spec: accepted, creative: wrong })).rejects.toMatchObject({
      class: 'validation',
    });
    expect(sent).toEqual([]);
  });
});

describe('the plan on TikTok', () => {
  it('has a line for each part that was asked for, and no other', () => {
    const lines = planOf(wishing({ age_min: 18, genders: ['female'] }));
    expect(lines.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['objective', 'exact'],
      ['targeting.countries', 'exact'],
      ['targeting.age', 'exact'],
      ['targeting.genders', 'exact'],
      ['creatives.Hero A', 'exact'],
    ]);
  });

  it.each<readonly [string, Record<string, unknown>, RegExp]>([
    ['targeting.age', { age_min: 20, age_max: 40 }, /nearest inside is 25–34/],
    ['targeting.countries', { countries: ['CH'] }, /location_ids/],
    ['targeting.locations', { locations: ['Zurich'] }, /digits/],
    ['targeting.placements', { placements: ['FEED'] }, /PLACEMENT_TIKTOK/],
  ])('says of %s what is in the way', (name, targeting, reason) => {
    expect(verdictOf(wishing(targeting), name)).toMatchObject({
      ...{ level: 'ad_group', verdict: 'unsupported' },
      reason: expect.stringMatching(reason),
    });
  });

  it('warns, with the date, that conversions will need another kind of campaign', () => {
    const sales: CampaignSpec = { ...spec, objective: 'sales', config: { ...config, pixel_id: 'C4' } };
    const december = Date.parse('2026-12-01T00:00:00Z');
    const lineOf = (of: CampaignSpec, creatives: readonly AdCreative[], at: number) =>
      planOf(of, creatives, at).find(({ name }) => name === 'objective');
    for (const creatives of [[], [creative]]) {
      expect(lineOf(sales, creatives, december)).toMatchObject({
        verdict: 'approximated',
        reason: expect.stringMatching(/Smart\+.*2026-12-31/),
      });
    }
    expect(lineOf(sales, [creative], december - 1)?.verdict).toBe('exact');
    expect(lineOf(spec, [creative], december)?.verdict).toBe('exact');
  });

  it('tells which texts are not shown', () => {
    const wordy = { ...creative, headline: 'Sale', descriptions: ['More'], action: 'get_offer' as const };
    const names = planOf(spec, [wordy]).flatMap(({ name, verdict }) => (verdict === 'approximated' ? [name] : []));
    expect(names).toEqual(['creatives.Hero A.headline', 'creatives.Hero A.descriptions', 'creatives.Hero A.action']);
  });
});

describe('the status of a campaign with ads on TikTok', () => {
  const steps = (sent: readonly Readonly<{ line: string; body: unknown }>[]) =>
    sent.map(({ line, body }) => [line.split('/').at(-4), (body as Record<string, unknown>)?.['operation_status']]);

  it('is switched on from the ads upwards', async () => {
    const { adapter, call, sent } = tiktok(ok({}), ok({}), ok({}));
    await adapter.setStatus(call, id, 'active', children);
    expect(steps(sent)).toEqual([
      ['ad', 'ENABLE'],
      ['adgroup', 'ENABLE'],
      ['campaign', 'ENABLE'],
    ]);
  });

  it('is switched off at the top first, and the ads keep theirs', async () => {
    const { adapter, call, sent } = tiktok(ok({}), ok({}));
    await adapter.setStatus(call, id, 'paused', children);
    expect(steps(sent)).toEqual([
      ['campaign', 'DISABLE'],
      ['adgroup', 'DISABLE'],
    ]);
  });

  it('is not switched on when its ads cannot be and all of them are there', async () => {
    const rows = children.platformAdIds.map((each) => ({ ad_id: each, ad_name: 'n', operation_status: 'DISABLE' }));
    const { adapter, call, sent } = tiktok(refusal(40_002), list(...rows));
    await expect(adapter.setStatus(call, id, 'active', children)).rejects.toMatchObject({ class: 'validation' });
    expect(sent).toHaveLength(2);
  });
});

describe('results by ad on TikTok', () => {
  const reported = (ad: string, day: string, metrics: object) => ({
    dimensions: { ad_id: ad, stat_time_day: `${day} 00:00:00` },
    metrics: { spend: '42.17', impressions: '1000', clicks: '31', ...metrics },
  });

  it('are read to the last page, in windows of thirty days, deleted ads too; a dash is nothing', async () => {
    const page = (number: number, ...rows: readonly unknown[]) =>
      ok({ list: rows, page_info: { page: number, total_page: 2 } });
    const { adapter, call, sent } = tiktok(
      page(1, reported(adId, '2026-11-01', { complete_payment: '2', total_complete_payment_rate: '38.40' })),
      page(2, reported(adId, '2026-11-02', { complete_payment: '-', clicks: '-', conversion: '7' })),
      list(reported('9', '2026-12-02', {})),
    );
    const range = { since: '2026-11-01', until: '2026-12-08' };
    const none = { conversionsMicros: 0, revenueMicros: 0 };
    const day = { spendMicros: 42_170_000, impressions: 1000, clicks: 31 };
    expect(await adapter.fetchAdMetrics(call, remote, range, children)).toEqual([
      {
        platformAdId: adId,
        days: [
          { date: '2026-11-01', ...day, conversionsMicros: 2_000_000, revenueMicros: 38_400_000 },
          { date: '2026-11-02', ...day, ...none, clicks: 0 },
        ],
      },
      { platformAdId: '9', days: [{ date: '2026-12-02', ...day, ...none }] },
    ]);
    expect(sent.map(({ line }) => /start_date=([\d-]+).*page=(\d)/.exec(line)?.slice(1))).toEqual([
      ['2026-11-01', '1'],
      ['2026-11-01', '2'],
      ['2026-12-01', '1'],
    ]);
    expect(sent[0]?.line).toContain('data_level=AUCTION_AD&dimensions=["ad_id","stat_time_day"]');
    expect(sent[0]?.line).toContain('"field_name":"ad_status","filter_type":"IN","filter_value":"[\\"STATUS_ALL\\"]"');
  });
});

describe('what TikTok says of an ad', () => {
  const seen = async (secondary: string | undefined, operation = 'ENABLE') => {
    const group = { adgroup_id: groupId, adgroup_name: 'g', operation_status: 'ENABLE' };
    const row = {
      ...{ ad_id: adId, ad_name: 'n', operation_status: operation, modify_time: '2026-12-08 10:16:00' },
      ...(secondary === undefined ? {} : { secondary_status: secondary }),
    };
    const { adapter, call } = tiktok(list(group), list(row));
    const look = { since: now, children: { ...children, platformAdIds: [adId] } };
    const { seen: objects } = await adapter.readChanges(call, remote, look);
    return objects.find(({ level }) => level === 'ad');
  };

  it.each([
    ['AD_STATUS_AUDIT', 'active', 'pending', null],
    ['AD_STATUS_PROCESS_AUDIO', 'active', 'pending', 'AD_STATUS_PROCESS_AUDIO'],
    ['AD_STATUS_DELIVERY_OK', 'active', 'approved', null],
    ['AD_STATUS_NOT_START', 'active', 'approved', null],
    ['AD_STATUS_CAMPAIGN_DISABLE', 'active', null, null],
    ['AD_STATUS_AUDIT_DENY', 'active', 'rejected', 'AD_STATUS_AUDIT_DENY'],
    ['AD_STATUS_ADGROUP_AUDIT_DENY', 'active', 'rejected', 'AD_STATUS_ADGROUP_AUDIT_DENY'],
    ['AD_STATUS_BALANCE_EXCEED', 'active', 'approved', 'AD_STATUS_BALANCE_EXCEED'],
    ['AD_STATUS_TRANSCODING_FAIL', 'active', null, 'AD_STATUS_TRANSCODING_FAIL'],
    ['AD_STATUS_CAMPAIGN_DELETE', 'removed', null, null],
    [undefined, 'active', null, null],
  ])('as %s is understood', async (secondary, status, review, reason) => {
    expect(await seen(secondary)).toEqual({
      ...{ level: 'ad', platformId: adId, status, review, reason },
      changedAt: '2026-12-08T10:16:00.000Z',
    });
  });

  it('is that it is gone when it is in no list', async () => {
    const { adapter, call } = tiktok(list());
    const { seen: objects } = await adapter.readChanges(call, remote, { since: now, children });
    expect(objects.map(({ platformId, status }) => [platformId, status])).toEqual(
      [groupId, ...children.platformAdIds].map((each) => [each, 'removed']),
    );
  });
});

describe('the requests that limits make room for on TikTok', () => {
  const task = { platformCampaignId: id, platformAdGroupId: groupId, spec, creative, tag: 'op-c' };

  it('are those that the creation of an ad makes', async () => {
    const { adapter, call, sent } = tiktok(ok({ ad_ids: [adId] }), list());
    await adapter.createAd(call, newAd);
    const counted = sent.map(({ line }) =>
      new URL(line.split(' ')[1] ?? '').pathname.split('/').slice(-3, -1).join('/'),
    );
    const calls = callsOf('tiktok', { kind: 'create-ad', ...task, mayExist: false }, 'call');
    expect(counted).toEqual(calls.map(({ category }) => category));
  });

  it('are one for each twenty ads when a campaign is activated', () => {
    const ads = Array.from({ length: 21 }, (_, index) => String(index));
    const activation = { kind: 'activate-campaign', platformCampaignId: id } as const;
    const under = { platformAdGroupId: groupId, platformAdIds: ads };
    expect(callsOf('tiktok', { ...activation, children: under }, 'call')).toHaveLength(4);
    expect(callsOf('tiktok', activation, 'call')).toHaveLength(1);
  });
});
