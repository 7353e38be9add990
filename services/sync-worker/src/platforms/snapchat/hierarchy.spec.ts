import type { AdCreative, CampaignSpec, OperationTask } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { callsIn } from '../../limits/platform-calls.ts';
import { attempt } from '../../operations/perform.ts';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import type { RemoteCampaign } from '../platform-port.ts';
import { snapchatCalls } from './calls.ts';

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const snapchat = (...answers: readonly ScriptedAnswer[]) => scripted('snapchat', answers, adAccountId);

const base = 'https://snapchat/v1';
const ones = { campaigns: 'campaign', adsquads: 'adsquad', ads: 'ad', creatives: 'creative' } as const;
type List = keyof typeof ones;
const page = (nextLink: string | undefined, list: List, ...items: readonly unknown[]): ScriptedAnswer => ({
  body: {
    ...{ request_status: 'SUCCESS', request_id: 'r' },
    ...(nextLink === undefined ? {} : { paging: { next_link: nextLink } }),
    [list]: items.map((one) => ({ sub_request_status: 'SUCCESS', [ones[list]]: one })),
  },
});
const ok = (list: List, ...items: readonly unknown[]): ScriptedAnswer => page(undefined, list, ...items);
const itemFailure = (list: List, reason: string): ScriptedAnswer => ({
  body: { request_status: 'ERROR', [list]: [{ sub_request_status: 'ERROR', sub_request_error_reason: reason }] },
});
const missing: ScriptedAnswer = {
  status: 404,
  body: { request_status: 'ERROR', debug_message: 'Resource can not be found', error_code: 'E3003' },
};
const lost: ScriptedAnswer = { status: 504, body: '' };
const locked = itemFailure('adsquads', 'Error code: E2025, message: Ad squads can not be edited');

const campaignId = 'd5129c2c-0000-4000-8000-000000000003';
const squadId = 'de16b229-0000-4000-8000-000000000011';
const adId = '97759976-0000-4000-8000-000000000013';
const creativeId = '4fee52ca-0000-4000-8000-000000000014';
const groupTag = 'op-a1b2';
const adTag = 'op-c3d4';
const name = `Spring Sale [${groupTag}]`;
const now = new Date('2026-11-24T00:00:00Z');

const campaign = { id: campaignId, name: 'Spring Sale [op-7f3a]', ad_account_id: adAccountId, status: 'PAUSED' };
const capped = { ...campaign, lifetime_spend_cap_micro: 3_000_000_000 };
/** What is Snapchat's own in a squad, and is not written back. */
const derivedOfSquad = {
  ...{ created_at: '2026-11-23T10:16:00.000Z', updated_at: '2026-11-23T10:16:00.000Z' },
  ...{ targeting_reach_status: 'VALID', creation_state: 'PUBLISHED', delivery_status: ['INVALID_NOT_ACTIVE'] },
};
const keptOfSquad = {
  ...{ id: squadId, name, status: 'PAUSED', campaign_id: campaignId, type: 'SNAP_ADS' },
  targeting: { geos: [{ country_code: 'us' }], demographics: [{ min_age: '25', max_age: '54' }] },
  ...{ placement_v2: { config: 'AUTOMATIC' }, billing_event: 'IMPRESSION', optimization_goal: 'SWIPES' },
  ...{ bid_strategy: 'LOWEST_COST_WITH_MAX_BID', bid_micro: 1_500_000, lifetime_budget_micro: 3_000_000_000 },
  ...{ delivery_constraint: 'LIFETIME_BUDGET', end_time: '2026-12-31T08:00:00.000Z', child_ad_type: 'SNAP_AD' },
  invented_next_year: { by: 'Snapchat' },
};
const squad = { ...keptOfSquad, ...derivedOfSquad };
const keptOfAd = {
  ...{ id: adId, name: `Hero A [${adTag}]`, ad_squad_id: squadId, creative_id: creativeId, status: 'PAUSED' },
  ...{ type: 'REMOTE_WEBPAGE', paying_advertiser_name: 'Shop Ltd' },
};
const ad = {
  ...keptOfAd,
  ...{ created_at: '2026-11-23T10:17:00.000Z', updated_at: '2026-11-23T10:17:00.000Z', render_type: 'STATIC' },
  ...{ review_status: 'PENDING', review_status_reasons: [], delivery_status: ['INVALID_PENDING_REVIEW_STATUS'] },
};
const under = { platformAdGroupId: squadId, platformAdIds: [adId] };

const configured = { profile_id: 'p-1', pixel_id: 'px-1', brand_name: 'Shop' };
const specOf = (targeting: object, more: Partial<CampaignSpec> = {}): CampaignSpec => ({
  ...sampleSpec,
  config: { ...configured, targeting: targeting as Record<string, never> },
  ...more,
});
const adGroup = (spec: CampaignSpec) => ({ platformCampaignId: campaignId, spec, name, operationId: 'o', now });

const hero: AdCreative = {
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero A', format: 'image' },
  ...{ headline: '20% off', url: 'https://shop.example.com/', action: 'shop_now' },
  media: { snapchat: { media_id: 'm-1' } },
};
const { url: _url, ...plain } = hero;
const newAd = (creative: AdCreative = hero, spec: CampaignSpec = specOf({ countries: ['US'] })) => ({
  ...{ platformCampaignId: campaignId, platformAdGroupId: squadId, spec, creative },
  ...{ name: `${creative.name} [${adTag}]`, operationId: 'o', now },
});
const remote = (more: Partial<RemoteCampaign> = {}): RemoteCampaign => ({
  ...{ platformCampaignId: campaignId, name: campaign.name, status: 'paused', objective: 'TRAFFIC' },
  ...{ budget: { micros: 3_000_000_000 }, today: '2026-12-08' },
  ...more,
});

describe('the Snapchat adapter creates an ad squad', () => {
  it('paused, with the whole audience, not widened, and the budget for the flight in micros', async () => {
    const targeting = {
      ...{ countries: ['US', 'DE'], age_min: 25, age_max: 54, genders: ['female'], languages: ['en'] },
      ...{ interests: ['SLC_7'], audiences: { include: ['5644'], exclude: ['5645'] } },
    };
    const { adapter, call, sent } = snapchat(ok('adsquads', squad));
    expect(await adapter.createAdGroup(call, adGroup(specOf(targeting)))).toEqual({ platformAdGroupId: squadId });
    expect(sent).toMatchObject([{ line: `POST ${base}/campaigns/${campaignId}/adsquads` }]);
    expect(sent[0]?.body).toEqual({
      adsquads: [
        {
          ...{ campaign_id: campaignId, name, type: 'SNAP_ADS', status: 'PAUSED' },
          ...{ optimization_goal: 'SWIPES', billing_event: 'IMPRESSION', bid_strategy: 'AUTO_BID' },
          ...{ lifetime_budget_micro: 3_000_000_000, placement_v2: { config: 'AUTOMATIC' } },
          targeting: {
            regulated_content: false,
            geos: [{ country_code: 'us' }, { country_code: 'de' }],
            demographics: [{ min_age: 25, max_age: 54, gender: 'FEMALE', languages: ['en'] }],
            interests: [{ category_id: ['SLC_7'] }],
            segments: [
              { segment_id: ['5644'], operation: 'INCLUDE' },
              { segment_id: ['5645'], operation: 'EXCLUDE' },
            ],
            enable_targeting_expansion: false,
          },
          ...{ start_time: '2026-12-01T08:00:00.000Z', end_time: '2026-12-31T08:00:00.000Z' },
        },
      ],
    });
  });

  it.each([
    [{ countries: ['US'], age_min: 35, age_max: 65 }, { demographics: [{ min_age: 35 }] }],
    [{ countries: ['US'], genders: ['female', 'male'] }, {}],
    [{ countries: ['US'], audiences: { include: [], exclude: [] } }, {}],
  ])('for %j, where what is not limited is not said', async (targeting, expected) => {
    const { adapter, call, sent } = snapchat(ok('adsquads', squad));
    await adapter.createAdGroup(call, adGroup(specOf(targeting)));
    const shown = {
      ...{ regulated_content: false, geos: [{ country_code: 'us' }], enable_targeting_expansion: false },
      ...expected,
    };
    expect(sent[0]?.body).toEqual({ adsquads: [expect.objectContaining({ targeting: shown })] });
  });

  it('where placements are chosen, with the one that Snapchat requires', async () => {
    const { adapter, call, sent } = snapchat(ok('adsquads', squad));
    await adapter.createAdGroup(call, adGroup(specOf({ countries: ['US'], placements: ['FEED', 'INSTREAM'] })));
    expect(sent[0]?.body).toMatchObject({
      adsquads: [
        {
          placement_v2: {
            ...{ config: 'CUSTOM', platforms: ['SNAPCHAT'] },
            snapchat_positions: ['FEED', 'INSTREAM', 'CHAT_FEED'],
          },
        },
      ],
    });
  });

  it.each([
    ['brand_awareness', { optimization_goal: 'IMPRESSIONS' }],
    ['traffic', { optimization_goal: 'SWIPES' }],
    ['engagement', { optimization_goal: 'SWIPES' }],
    ['video_views', { optimization_goal: 'VIDEO_VIEWS' }],
    ['lead_gen', { optimization_goal: 'PIXEL_SIGNUP', pixel_id: 'px-1' }],
    ['conversions', { optimization_goal: 'PIXEL_PURCHASE', pixel_id: 'px-1' }],
    ['sales', { optimization_goal: 'PIXEL_PURCHASE', pixel_id: 'px-1' }],
    ['app_installs', { optimization_goal: 'APP_INSTALLS' }],
  ] as const)('for %s, with automatic bidding', async (objective, expected) => {
    const { adapter, call, sent } = snapchat(ok('adsquads', squad));
    await adapter.createAdGroup(call, adGroup(specOf({ countries: ['US'] }, { objective })));
    expect(sent[0]?.body).toMatchObject({ adsquads: [{ ...expected, bid_strategy: 'AUTO_BID' }] });
    if (!('pixel_id' in expected)) expect(JSON.stringify(sent[0]?.body)).not.toContain('pixel_id');
  });

  it.each([
    ['JPY', 3_000_999_999, 3_000_000_000],
    ['KWD', 50_125_999, 50_125_000],
  ])('with a budget in whole units of %s', async (currency, micros, expected) => {
    const { adapter, call, sent } = scripted('snapchat', [ok('adsquads', squad)], adAccountId, {
      account: { currency },
    });
    await adapter.createAdGroup(call, adGroup(specOf({ countries: ['US'] }, { budget: { micros, currency } })));
    expect(sent[0]?.body).toMatchObject({ adsquads: [{ lifetime_budget_micro: expected }] });
  });

  it('not without what was asked for: what was not accepted is refused, and Snapchat is asked nothing', async () => {
    const { adapter, call, sent } = snapchat();
    for (const spec of [
      specOf({}),
      specOf({ countries: ['US', 'DE'] }),
      specOf({ countries: ['US'], locations: ['region-1'] }),
      specOf({ countries: ['US'], hair: 'red' }),
      specOf({ countries: ['US'] }, { objective: 'conversions', config: { targeting: { countries: ['US'] } } }),
      specOf({ countries: ['US'] }, { config: { targeting: { countries: ['US'] }, pixel_id: 7 } }),
    ]) {
      await expect(adapter.createAdGroup(call, adGroup(spec))).rejects.toMatchObject({ class: 'validation' });
    }
    expect(sent).toEqual([]);
  });

  it('without what was accepted', async () => {
    const { adapter, call, sent } = snapchat(ok('adsquads', squad));
    const spec = specOf(
      { countries: ['US'], locations: ['region-1'], age_min: 25 },
      { objective: 'sales', accepted: ['targeting.locations', 'targeting.age', 'objective'] },
    );
    await adapter.createAdGroup(call, adGroup({ ...spec, config: { ...spec.config, pixel_id: undefined as never } }));
    expect(sent[0]?.body).toMatchObject({ adsquads: [{ optimization_goal: 'SWIPES' }] });
    expect(JSON.stringify(sent[0]?.body)).not.toMatch(/region-1|demographics|pixel_id/);
  });

  it.each([
    [lost, 'unknown-outcome'],
    [{ status: 500, body: '<html></html>' }, 'unknown-outcome'],
    [ok('adsquads'), 'unknown-outcome'],
    [itemFailure('adsquads', 'Error code: E2002, message: Property value is not allowed'), 'validation'],
    [missing, 'not-found'],
  ])('and takes %j as %s', async (answer, expected) => {
    const { adapter, call } = snapchat(answer);
    const creation = adapter.createAdGroup(call, adGroup(specOf({ countries: ['US'] })));
    await expect(creation).rejects.toMatchObject({ class: expected });
  });
});

describe('the Snapchat adapter finds', () => {
  it('ad squads by their exact tag, to the last page', async () => {
    const near = { ...squad, id: 'near', name: 'Sale [op-a1b2x]' };
    const { adapter, call, sent } = snapchat(
      page(`${base}/campaigns/${campaignId}/adsquads?cursor=c1&limit=1000`, 'adsquads', near),
      ok('adsquads', squad),
    );
    const look = { platformCampaignId: campaignId, tag: groupTag, name };
    expect(await adapter.findAdGroups(call, look)).toEqual([squadId]);
    const path = `GET ${base}/campaigns/${campaignId}/adsquads?limit=1000`;
    expect(sent.map(({ line }) => line)).toEqual([path, `${path}&cursor=c1`]);
  });

  it('ads by their exact tag in their squad', async () => {
    const { adapter, call, sent } = snapchat(ok('ads', { ...ad, id: 'near', name: `Hero A [${adTag}0]` }, ad));
    const look = { platformCampaignId: campaignId, platformAdGroupId: squadId, tag: adTag, name: ad.name };
    expect(await adapter.findAds(call, look)).toEqual([adId]);
    expect(sent[0]?.line).toBe(`GET ${base}/adsquads/${squadId}/ads?limit=1000`);
  });
});

describe('the Snapchat adapter creates an ad', () => {
  const made = { id: creativeId, name: `Hero A [${adTag}]`, type: 'WEB_VIEW' };
  const creatives = `${base}/adaccounts/${adAccountId}/creatives`;

  it('from a creative that it makes first, when there is none with the tag', async () => {
    const other = { ...made, id: 'other', name: `Hero A [${adTag}0]` };
    const { adapter, call, sent } = snapchat(ok('creatives', other), ok('creatives', made), ok('ads', ad));
    expect(await adapter.createAd(call, newAd())).toEqual({ platformAdId: adId });
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${creatives}?limit=1000`,
      `POST ${creatives}`,
      `POST ${base}/adsquads/${squadId}/ads`,
    ]);
    expect(sent[1]?.body).toEqual({
      creatives: [
        {
          ...{ ad_account_id: adAccountId, name: `Hero A [${adTag}]`, type: 'WEB_VIEW', headline: '20% off' },
          ...{ top_snap_media_id: 'm-1', profile_properties: { profile_id: 'p-1' }, brand_name: 'Shop' },
          ...{ call_to_action: 'SHOP_NOW', web_view_properties: { url: 'https://shop.example.com/' } },
          shareable: true,
        },
      ],
    });
    expect(sent[2]?.body).toEqual({
      ads: [
        {
          ...{ ad_squad_id: squadId, creative_id: creativeId, name: `Hero A [${adTag}]` },
          ...{ type: 'REMOTE_WEBPAGE', status: 'PAUSED' },
        },
      ],
    });
  });

  it('that leads nowhere as a plain Snap', async () => {
    const { adapter, call, sent } = snapchat(
      ok('creatives'),
      ok('creatives', { ...made, type: 'SNAP_AD' }),
      ok('ads', ad),
    );
    await adapter.createAd(call, newAd(plain));
    expect(sent[1]?.body).toMatchObject({ creatives: [{ type: 'SNAP_AD' }] });
    expect(JSON.stringify(sent[1]?.body)).not.toContain('web_view_properties');
    expect(sent[2]?.body).toMatchObject({ ads: [{ type: 'SNAP_AD' }] });
  });

  it('from the creative that an earlier attempt made, on whatever page it stands, and makes no second one', async () => {
    const next = `${creatives}?cursor=c1&limit=1000`;
    const { adapter, call, sent } = snapchat(page(next, 'creatives'), ok('creatives', made), ok('ads', ad));
    await adapter.createAd(call, newAd());
    expect(sent.map(({ line }) => line.split(' ')[0])).toEqual(['GET', 'GET', 'POST']);
    expect(sent[2]?.body).toMatchObject({ ads: [{ creative_id: creativeId }] });
  });

  it.each([
    ['SNAP_AD', 'SNAP_AD'],
    ['WEB_VIEW', 'REMOTE_WEBPAGE'],
    ['APP_INSTALL', 'APP_INSTALL'],
    ['DEEP_LINK', 'DEEP_LINK'],
  ])('of the type that fits a creative %s that is there already', async (type, expected) => {
    const { adapter, call, sent } = snapchat(ok('creatives', { ...made, id: 'given', type }), ok('ads', ad));
    await adapter.createAd(call, newAd({ ...hero, media: { snapchat: { creative_id: 'given' } } }));
    expect(sent[0]?.line).toBe(`GET ${base}/creatives/given`);
    expect(sent[1]?.body).toMatchObject({ ads: [{ creative_id: 'given', type: expected }] });
  });

  it('not from a creative of a type that it does not know', async () => {
    const { adapter, call, sent } = snapchat(ok('creatives', { ...made, type: 'COLLECTION' }));
    const creation = adapter.createAd(call, newAd({ ...hero, media: { snapchat: { creative_id: 'given' } } }));
    await expect(creation).rejects.toMatchObject({ class: 'validation', code: 'creative-not-supported' });
    expect(sent).toHaveLength(1);
  });

  it('with a headline cut at a whole character, when that was accepted only', async () => {
    const { adapter, call, sent } = snapchat(ok('creatives'), ok('creatives', made), ok('ads', ad));
    const long = { ...hero, headline: `${'a'.repeat(33)}😀 and more` };
    await expect(adapter.createAd(call, newAd(long))).rejects.toMatchObject({ class: 'validation' });
    expect(sent).toEqual([]);
    const spec = { ...specOf({ countries: ['US'] }), accepted: ['creatives.Hero A.headline'] };
    await adapter.createAd(call, newAd(long, spec));
    expect(sent[1]?.body).toMatchObject({ creatives: [{ headline: `${'a'.repeat(33)}😀` }] });
  });

  it.each([
    ['the creative', [ok('creatives'), lost]],
    ['the ad', [ok('creatives'), ok('creatives', made), lost]],
  ])('and does not know the outcome when the answer to %s is lost', async (_part, answers) => {
    const { adapter, call } = snapchat(...answers);
    await expect(adapter.createAd(call, newAd())).rejects.toMatchObject({ class: 'unknown-outcome' });
  });
});

describe('the plan of Snapchat', () => {
  const { adapter, call } = snapchat();
  const linesOf = (spec: CampaignSpec, ...creatives: readonly AdCreative[]) =>
    adapter
      .plan(spec, creatives, call.account)
      .map(({ name: of, verdict, reason }) => [of, verdict, ...(reason === null ? [] : [reason])]);

  it('has a line for each part of the intent, and none for what was not asked for', () => {
    const targeting = { countries: ['US'], age_min: 25, age_max: 54, placements: ['CHAT_FEED'] };
    expect(linesOf(specOf(targeting), hero)).toEqual([
      ['targeting.countries', 'exact'],
      ['targeting.age', 'exact'],
      ['targeting.placements', 'exact'],
      ['creatives.Hero A', 'exact'],
    ]);
  });

  it('is empty without creatives, since there is no ad squad then', () => {
    expect(linesOf(specOf({}))).toEqual([]);
  });

  it('says what comes out otherwise, and what does not come out at all', () => {
    const targeting = { countries: ['US'], locations: ['r'], placements: ['FEED'], hair: 'red' };
    const texts = { headline: 'a'.repeat(35), body: 'b', headlines: ['c'], descriptions: ['d'] };
    expect(linesOf(specOf(targeting), { ...hero, ...texts })).toEqual([
      ['targeting.countries', 'exact'],
      ['targeting.locations', 'unsupported', 'Snapchat is told countries only'],
      ['targeting.placements', 'approximated', 'CHAT_FEED is added, which Snapchat requires'],
      ['targeting.hair', 'unsupported', 'is not known'],
      ['creatives.Hero A', 'exact'],
      ['creatives.Hero A.headline', 'unsupported', 'has more than 34 characters'],
      ['creatives.Hero A.body', 'approximated', 'a Snap shows no text beside its headline'],
      ['creatives.Hero A.headlines', 'approximated', 'a Snap has one headline'],
      ['creatives.Hero A.descriptions', 'approximated', 'a Snap shows no text beside its headline'],
    ]);
  });

  it.each([
    [{ media: {} }, 'needs media.snapchat.media_id, an uploaded image or video, or creative_id'],
    [{ headline: undefined }, 'needs a headline'],
    [{ format: 'carousel' }, 'a Snap shows one picture or video'],
  ] as const)('says what %j lacks', (more, reason) => {
    const lines = linesOf(specOf({ countries: ['US'] }), { ...hero, ...more } as AdCreative);
    expect(lines).toContainEqual(['creatives.Hero A', 'unsupported', reason]);
  });

  it('says which settings are missing', () => {
    const bare = specOf({}, { objective: 'sales', config: { targeting: { countries: ['US'] } } });
    expect(linesOf(bare, hero)).toEqual([
      [
        'objective',
        'unsupported',
        'needs platform_specific_config.snapchat.pixel_id; without it the ads are optimised for swipes',
      ],
      ['targeting.countries', 'exact'],
      ['creatives.Hero A', 'unsupported', 'needs platform_specific_config.snapchat.profile_id, a public profile'],
    ]);
  });

  it('makes no ads that install an app, but shows those that are there', () => {
    const spec = specOf({ countries: ['US'] }, { objective: 'app_installs' });
    expect(linesOf(spec, hero)[1]?.[1]).toBe('unsupported');
    expect(linesOf(spec, { ...hero, media: { snapchat: { creative_id: 'given' } } })[1]).toEqual([
      'creatives.Hero A',
      'approximated',
      'the creative is shown as it is, with its own headline and address',
    ]);
  });

  it('lets the first ad decide whether the ads of a squad lead somewhere', () => {
    const lines = linesOf(specOf({ countries: ['US'] }), hero, { ...plain, name: 'B' }, { ...hero, name: 'C' });
    expect(lines.slice(1)).toEqual([
      ['creatives.Hero A', 'exact'],
      ['creatives.B', 'unsupported', 'has no url and Hero A has one: all ads of an ad squad are of one type'],
      ['creatives.C', 'exact'],
    ]);
  });

  it('refuses what makes no sense', () => {
    for (const [spec, creative] of [
      [specOf({}), hero],
      [specOf({ countries: ['US', 'DE'] }), hero],
      [specOf({ countries: ['US'] }), { ...hero, media: { snapchat: { video: 'v' } } }],
      [specOf({ countries: ['US'] }, { config: { profile_id: '', targeting: { countries: ['US'] } } }), hero],
    ] as const) {
      expect(() => adapter.plan(spec, [creative], call.account)).toThrow(
        expect.objectContaining({ class: 'validation' }),
      );
    }
  });
});

describe('what stands under a campaign on Snapchat', () => {
  const lineOf = ({ line }: { line: string }): string => line.replace(base, '');

  it('is activated from below, and each object is written back whole but for its status', async () => {
    const active = { ...ad, id: 'active', status: 'ACTIVE' };
    const foreign = { ...ad, id: 'foreign' };
    const { adapter, call, sent } = snapchat(
      ok('ads', ad, active, foreign),
      ok('ads', ad),
      ok('adsquads', squad),
      ok('adsquads', squad),
      ok('campaigns', campaign),
      ok('campaigns', campaign),
    );
    await adapter.setStatus(call, campaignId, 'active', { ...under, platformAdIds: [adId, 'active'] });
    expect(sent.map(lineOf)).toEqual([
      `GET /adsquads/${squadId}/ads?limit=1000`,
      `PUT /adsquads/${squadId}/ads`,
      `GET /adsquads/${squadId}`,
      `PUT /campaigns/${campaignId}/adsquads`,
      `GET /campaigns/${campaignId}`,
      `PUT /adaccounts/${adAccountId}/campaigns`,
    ]);
    expect(sent[1]?.body).toEqual({ ads: [{ ...keptOfAd, status: 'ACTIVE' }] });
    expect(sent[3]?.body).toEqual({ adsquads: [{ ...keptOfSquad, status: 'ACTIVE' }] });
    expect(sent[5]?.body).toEqual({ campaigns: [{ ...campaign, status: 'ACTIVE' }] });
  });

  it('is activated thirty ads at a time, and not at all when an ad is refused', async () => {
    const ads = Array.from({ length: 31 }, (_, index) => ({ ...ad, id: `ad-${index}` }));
    const refusal = itemFailure('ads', 'Error code: E2002, message: No');
    const { adapter, call, sent } = snapchat(ok('ads', ...ads), ok('ads', ...ads.slice(0, 30)), refusal);
    const children = { ...under, platformAdIds: ads.map(({ id }) => id) };
    await expect(adapter.setStatus(call, campaignId, 'active', children)).rejects.toMatchObject({ code: 'E2002' });
    const sizes = sent.slice(1).map(({ body }) => (body as { ads: readonly unknown[] }).ads.length);
    expect(sizes).toEqual([30, 1]);
    expect(sent).toHaveLength(3);
  });

  it('is paused from above; ads keep their status', async () => {
    const { adapter, call, sent } = snapchat(
      ok('campaigns', { ...campaign, status: 'ACTIVE' }),
      ok('campaigns', campaign),
      ok('adsquads', { ...squad, status: 'ACTIVE' }),
      ok('adsquads', squad),
    );
    await adapter.setStatus(call, campaignId, 'paused', under);
    expect(sent.map(lineOf)).toEqual([
      `GET /campaigns/${campaignId}`,
      `PUT /adaccounts/${adAccountId}/campaigns`,
      `GET /adsquads/${squadId}`,
      `PUT /campaigns/${campaignId}/adsquads`,
    ]);
    expect(sent[3]?.body).toEqual({ adsquads: [keptOfSquad] });
  });

  it.each([
    ['is gone', [missing]],
    ['refuses edits', [ok('adsquads', { ...squad, status: 'ACTIVE' }), locked]],
    ['is paused already', [ok('adsquads', squad)]],
  ])('is paused with its campaign also when the squad %s', async (_how, answers) => {
    const { adapter, call, sent } = snapchat(ok('campaigns', campaign), ...answers);
    await adapter.setStatus(call, campaignId, 'paused', under);
    expect(sent).toHaveLength(1 + answers.length);
  });

  it('is not paused when that failed for another reason', async () => {
    const failure = { status: 500, body: { request_status: 'ERROR', debug_message: 'm' } };
    const { adapter, call } = snapchat(ok('campaigns', campaign), failure);
    await expect(adapter.setStatus(call, campaignId, 'paused', under)).rejects.toMatchObject({ class: 'transient' });
  });

  it('is removed before its campaign, ads first, as Snapchat lists it; what went meanwhile is left out', async () => {
    const { adapter, call, sent } = snapchat(
      ok('ads', ad, { ...ad, id: 'ad-2', review_status_reasons: [{ code: 7 }] }),
      missing,
      ok('ads'),
      ok('adsquads', squad, { ...squad, id: 'foreign' }),
      ok('adsquads'),
      missing,
      ok('campaigns'),
    );
    await adapter.removeCampaign(call, campaignId);
    expect(sent.map(lineOf)).toEqual([
      `GET /campaigns/${campaignId}/ads?limit=1000`,
      `DELETE /ads/${adId}`,
      'DELETE /ads/ad-2',
      `GET /campaigns/${campaignId}/adsquads?limit=1000`,
      `DELETE /adsquads/${squadId}`,
      'DELETE /adsquads/foreign',
      `DELETE /campaigns/${campaignId}`,
    ]);
  });

  it('is no more when its campaign is gone, whose own answer says so', async () => {
    const { adapter, call, sent } = snapchat(missing, missing, missing);
    await expect(adapter.removeCampaign(call, campaignId)).rejects.toMatchObject({ class: 'not-found' });
    expect(sent[2]?.line).toBe(`DELETE ${base}/campaigns/${campaignId}`);
  });

  it('keeps its campaign when it could not be removed', async () => {
    const { adapter, call, sent } = snapchat(ok('ads', ad), { status: 503, body: '' });
    await expect(adapter.removeCampaign(call, campaignId)).rejects.toMatchObject({ class: 'unknown-outcome' });
    expect(sent).toHaveLength(2);
  });
});

describe('the budget of an ad squad on Snapchat', () => {
  const lowered = { ...sampleSpec, budget: { micros: 2_000_000_000, currency: 'USD' } };

  it('is compared too, since of both budgets the smaller one holds', async () => {
    const { adapter, call } = snapchat(ok('campaigns', capped), ok('adsquads', squad));
    const read = await adapter.readCampaign(call, campaignId, { children: under });
    expect(read.budget).toEqual({ micros: 3_000_000_000, adGroup: { id: squadId, micros: 3_000_000_000 } });
    expect(adapter.budgetChange(read, sampleSpec, call.account)).toBeUndefined();
    const half = { ...read, budget: { ...read.budget, adGroup: { id: squadId, micros: 1_500_000_000 } } };
    expect(adapter.budgetChange(half, sampleSpec, call.account)).toEqual({
      ...{ field: 'budget', before: 1_500_000_000, after: 3_000_000_000 },
    });
  });

  it('is nothing to compare when the squad is gone', async () => {
    const { adapter, call } = snapchat(ok('campaigns', capped), missing);
    const read = await adapter.readCampaign(call, campaignId, { children: under });
    expect(read.budget).toEqual({ micros: 3_000_000_000 });
    expect(adapter.budgetChange(read, sampleSpec, call.account)).toBeUndefined();
  });

  const change = async (found: object, ...written: readonly ScriptedAnswer[]) => {
    const script = snapchat(ok('campaigns', capped), ok('campaigns', capped), ok('adsquads', found), ...written);
    const { adapter, call, sent } = script;
    const budget = { micros: 3_000_000_000, adGroup: { id: squadId, micros: 3_000_000_000 } };
    const update = adapter.updateCampaign(call, remote({ budget }), { budgetMicros: lowered.budget.micros });
    return { sent, update };
  };

  it('is written after the cap of the campaign, and nothing else of the squad is lost', async () => {
    const { sent, update } = await change(squad, ok('adsquads', squad));
    await update;
    expect(sent[1]?.body).toEqual({ campaigns: [{ ...capped, lifetime_spend_cap_micro: 2_000_000_000 }] });
    expect(sent[3]?.line).toBe(`PUT ${base}/campaigns/${campaignId}/adsquads`);
    expect(sent[3]?.body).toEqual({ adsquads: [{ ...keptOfSquad, lifetime_budget_micro: 2_000_000_000 }] });
  });

  it('takes the place of the daily one that a person gave it', async () => {
    const { lifetime_budget_micro: _lifetime, ...rest } = squad;
    const daily = { ...rest, daily_budget_micro: 50_000_000, delivery_constraint: 'DAILY_BUDGET' };
    const { sent, update } = await change(daily, ok('adsquads', squad));
    await update;
    const { delivery_constraint: _constraint, ...expected } = keptOfSquad;
    expect(sent[3]?.body).toEqual({ adsquads: [{ ...expected, lifetime_budget_micro: 2_000_000_000 }] });
  });

  it('that Snapchat does not let change is told, with the cap changed', async () => {
    const { sent, update } = await change(squad, locked);
    await expect(update).rejects.toMatchObject({ class: 'validation', code: 'E2025' });
    expect(sent[1]?.body).toMatchObject({ campaigns: [{ lifetime_spend_cap_micro: 2_000_000_000 }] });
  });

  it('is left alone by a new name', async () => {
    const { adapter, call, sent } = snapchat(ok('campaigns', capped), ok('campaigns', capped));
    const budget = { micros: 3_000_000_000, adGroup: { id: squadId, micros: 3_000_000_000 } };
    await adapter.updateCampaign(call, remote({ budget }), { name: 'New' });
    expect(sent).toHaveLength(2);
  });
});

describe('what changed under a campaign on Snapchat', () => {
  const look = { since: now, children: under };

  it('are all its squads and ads as they are, with what the review said', async () => {
    const rejected = {
      ...{ ...ad, id: 'rejected', status: 'ACTIVE', review_status: 'REJECTED' },
      review_status_reasons: ['Misleading', 'Text too small'],
    };
    const { adapter, call, sent } = snapchat(
      ok('adsquads', { ...squad, status: 'ACTIVE' }),
      ok('ads', ad, rejected, { ...ad, id: 'approved', review_status: 'APPROVED' }, { ...ad, review_status: 'NEW' }),
    );
    const { seen, unseen } = await adapter.readChanges(call, remote(), look);
    const changedAt = '2026-11-23T10:17:00.000Z';
    const common = { level: 'ad', status: 'paused', reason: null, changedAt };
    expect(seen).toEqual([
      {
        ...{ level: 'ad_group', platformId: squadId, status: 'active', review: null, reason: null },
        changedAt: '2026-11-23T10:16:00.000Z',
      },
      { ...common, platformId: adId, review: 'pending' },
      {
        ...{ ...common, platformId: 'rejected', status: 'active', review: 'rejected' },
        reason: 'Misleading; Text too small',
      },
      { ...common, platformId: 'approved', review: 'approved' },
      { ...common, platformId: adId, review: null },
    ]);
    expect(unseen).not.toEqual([]);
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${base}/campaigns/${campaignId}/adsquads?limit=1000`,
      `GET ${base}/campaigns/${campaignId}/ads?limit=1000`,
    ]);
  });

  it('are also those of ours that no list shows any more', async () => {
    const { adapter, call } = snapchat(ok('adsquads'), ok('ads'));
    const { seen } = await adapter.readChanges(call, remote(), look);
    expect(seen.map(({ level, platformId, status }) => [level, platformId, status])).toEqual([
      ['ad_group', squadId, 'removed'],
      ['ad', adId, 'removed'],
    ]);
  });

  it('are not told of a campaign that is gone', async () => {
    const { adapter, call } = snapchat(missing);
    await expect(adapter.readChanges(call, remote(), look)).rejects.toMatchObject({ class: 'not-found' });
  });
});

describe('results by ad on Snapchat', () => {
  const day = (start: string, spend: number, purchases = 0) => ({
    start_time: start,
    stats: { impressions: 10, swipes: 2, spend, conversion_purchases: purchases, conversion_purchases_value: 70 },
  });
  const breakdown = (stat: object): ScriptedAnswer => ({
    body: {
      request_status: 'SUCCESS',
      timeseries_stats: [
        {
          sub_request_status: 'SUCCESS',
          timeseries_stat: { id: campaignId, type: 'CAMPAIGN', granularity: 'DAY', ...stat },
        },
      ],
    },
  });
  const range = { since: '2026-10-20', until: '2026-11-20' };

  it("come by day from a breakdown, in windows of thirty days at the account's midnights, put together by ad", async () => {
    const first = { id: adId, type: 'AD', timeseries: [day('2026-10-20T00:00:00.000-07:00', 1_500_000, 0.5)] };
    const later = { id: adId, type: 'AD', timeseries: [day('2026-11-19T00:00:00.000-08:00', 2_500_000)] };
    const other = { id: 'ad-2', type: 'AD', timeseries: [day('2026-11-20T00:00:00.000-08:00', 500_000)] };
    const { adapter, call, sent } = snapchat(
      breakdown({ breakdown_stats: { ad: [first] } }),
      breakdown({ breakdown_stats: { ad: [later, other] } }),
    );
    const ads = await adapter.fetchAdMetrics(call, remote(), range, under);
    const common = { impressions: 10, clicks: 2, revenueMicros: 70 };
    expect(ads).toEqual([
      {
        platformAdId: adId,
        days: [
          { ...common, date: '2026-10-20', spendMicros: 1_500_000, conversionsMicros: 500_000 },
          { ...common, date: '2026-11-19', spendMicros: 2_500_000, conversionsMicros: 0 },
        ],
      },
      {
        platformAdId: 'ad-2',
        days: [{ ...common, date: '2026-11-20', spendMicros: 500_000, conversionsMicros: 0 }],
      },
    ]);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.line).toContain(
      `GET ${base}/campaigns/${campaignId}/stats?breakdown=ad&granularity=DAY&start_time=2026-10-20T00:00:00.000-07:00&end_time=2026-11-19T00:00:00.000-08:00`,
    );
    expect(sent[1]?.line).toContain('start_time=2026-11-19T00:00:00.000-08:00&end_time=2026-11-21T00:00:00.000-08:00');
  });

  it.each([{}, { breakdown_stats: {} }, { breakdown_stats: { ad: [] } }])('are none in %j', async (stat) => {
    const { adapter, call } = snapchat(breakdown(stat), breakdown(stat));
    expect(await adapter.fetchAdMetrics(call, remote(), range, under)).toEqual([]);
  });
});

describe('the requests that the limits count for an operation on Snapchat', () => {
  const common = { platformCampaignId: campaignId, spec: specOf({ countries: ['US'] }), tag: 'op-7f3a' };
  const place = { ...common, platformAdGroupId: squadId, tag: adTag, creative: hero };
  const wanted = { ...common, children: under, status: 'paused' } as const;
  const found = ok('creatives', { id: creativeId, name: 'Other', type: 'WEB_VIEW' });
  const dearer = { ...wanted.spec, budget: { micros: 4_000_000_000, currency: 'USD' } };
  const active = { status: 'ACTIVE' };
  const cases: readonly (readonly [OperationTask, readonly ScriptedAnswer[]])[] = [
    [{ ...common, kind: 'create-ad-group', mayExist: true }, [ok('adsquads'), ok('adsquads', squad)]],
    [{ ...place, kind: 'create-ad', mayExist: false }, [found, found, ok('ads', ad)]],
    [{ ...place, kind: 'create-ad', mayExist: true }, [ok('ads'), found, found, ok('ads', ad)]],
    [
      { ...wanted, spec: dearer, kind: 'push-settings' },
      [
        ...[ok('campaigns', capped), ok('adsquads', squad), ok('campaigns', capped), ok('campaigns', capped)],
        ...[ok('adsquads', squad), ok('adsquads', squad)],
      ],
    ],
    [
      { kind: 'activate-campaign', platformCampaignId: campaignId, children: under },
      [
        ...[ok('ads', ad), ok('ads', ad), ok('adsquads', squad), ok('adsquads', squad)],
        ...[ok('campaigns', campaign), ok('campaigns', campaign)],
      ],
    ],
    [
      { kind: 'pause-campaign', platformCampaignId: campaignId, children: under },
      [
        ...[ok('campaigns', { ...campaign, ...active }), ok('campaigns', campaign)],
        ...[ok('adsquads', { ...squad, ...active }), ok('adsquads', squad)],
      ],
    ],
    [
      { kind: 'remove-campaign', platformCampaignId: campaignId },
      [ok('ads', ad), ok('ads'), ok('adsquads', squad), ok('adsquads'), ok('campaigns')],
    ],
    [
      { ...wanted, kind: 'read-changes', changedSince: '2026-12-01T08:00:00.000Z' },
      [ok('campaigns', capped), ok('adsquads', squad), ok('adsquads', squad), ok('ads', ad)],
    ],
  ];

  it.each(cases.map(([task, answers]) => [task.kind, task, answers] as const))(
    'are those of %s',
    async (_kind, task, answers) => {
      const { adapter, call, sent } = snapchat(...answers);
      const totals = { since: '2026-12-01', spendMicros: 0, conversionsMicros: 0, revenueMicros: 0 };
      const results = { lastDay: async () => undefined, keep: async () => ({ changedDays: 0, totals }) };
      const work = { platform: 'snapchat' as const, adapter, call, operationId: 'o', now: () => now, results };
      expect(await attempt(work, task, 'call')).toMatchObject({ is: 'result' });
      const counted = callsIn(snapchatCalls, task, 'call').map(({ mutates }) => mutates);
      expect(sent.map(({ line }) => !line.startsWith('GET'))).toEqual(counted);
    },
  );
});
