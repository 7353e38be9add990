import type { AdCreative, CampaignSpec } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import type { RemoteCampaign } from '../platform-port.ts';

const accountId = '18ce54d4x5t';
const twitter = (answers: readonly ScriptedAnswer[] = []) => scripted('twitter', answers, accountId);

const root = 'https://twitter/12';
const base = `${root}/accounts/${accountId}`;
const ok = (data: unknown, status = 200): ScriptedAnswer => ({ status, body: { request: { params: {} }, data } });
const rows = (list: readonly unknown[], next: string | null = null): ScriptedAnswer => ({
  body: { request: { params: {} }, data: list, next_cursor: next },
});
const notFound: ScriptedAnswer = { status: 404, body: { errors: [{ code: 'LINE_ITEM_NOT_FOUND', message: 'No' }] } };

const campaignId = 'hwtq0';
const lineItemId = 'ml5vs';
const groupTag = 'op-a1b2';
const adTag = 'op-c3d4';
const name = `Spring Sale [${groupTag}]`;
const now = new Date('2026-11-24T00:00:00Z');
const lineItem = { id: lineItemId, name, entity_status: 'PAUSED', deleted: false, updated_at: '2026-11-24T10:00:00Z' };
const places = [
  { name: 'United States', country_code: 'US', location_type: 'COUNTRIES', targeting_value: '96683cc9126741d1' },
  { name: 'Germany', country_code: 'DE', location_type: 'COUNTRIES', targeting_value: 'fdcd221ac44fa326' },
];

const configured = {
  as_user_id: '756201191646691328',
  primary_web_event_tag: 'o3bk1',
  funding_instrument_id: 'lygyi',
};
const specOf = (targeting: object, more: Partial<CampaignSpec> = {}): CampaignSpec => ({
  ...sampleSpec,
  config: { ...configured, targeting: targeting as Record<string, never> },
  ...more,
});
const adGroup = (spec: CampaignSpec) => ({ platformCampaignId: campaignId, spec, name, operationId: 'o', now });

const hero: AdCreative = {
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero A', format: 'image' },
  ...{ headline: '20% off', body: 'Everything must go', url: 'https://shop.example.com/' },
  media: { twitter: { media_keys: ['3_1029825627129597952'] } },
};
const ad = (creative: AdCreative = hero, spec: CampaignSpec = specOf({})) => ({
  ...{ platformCampaignId: campaignId, platformAdGroupId: lineItemId, spec, creative },
  ...{ name: `${creative.name} [${adTag}]`, operationId: 'o', now },
});
const postId = '1800000000000000101';
const post = { id: Number(postId), id_str: postId, name: `[${adTag}] Hero A` };
const promotion = (id: string, more: object = {}) => ({
  ...{ id, line_item_id: lineItemId, tweet_id: postId, entity_status: 'ACTIVE', approval_status: 'ACCEPTED' },
  ...{ deleted: false, updated_at: '2026-11-25T10:00:00Z' },
  ...more,
});

describe('the X adapter creates a line item', () => {
  it('whose criteria come in one request before it gets the name that it is found by', async () => {
    const targeting = {
      ...{ countries: ['US', 'DE'], age_min: 25, age_max: 54, genders: ['female'], languages: ['en'] },
      ...{ interests: ['1001'], audiences: { include: [], exclude: ['7q'] } },
    };
    const { adapter, call, sent } = twitter([
      rows(places),
      rows([
        { ...lineItem, id: 'old1', name: `[${groupTag} unfinished]` },
        { ...lineItem, id: 'other', name: 'Other' },
      ]),
      ok({ id: 'old1' }),
      ok({ id: lineItemId }, 201),
      ok(
        Array.from({ length: 7 }, () => ({})),
        201,
      ),
      ok({ id: lineItemId }),
    ]);
    expect(await adapter.createAdGroup(call, adGroup(specOf(targeting)))).toEqual({ platformAdGroupId: lineItemId });
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${root}/targeting_criteria/locations?location_type=COUNTRIES&count=1000`,
      `GET ${base}/line_items?campaign_ids=${campaignId}&count=1000`,
      `DELETE ${base}/line_items/old1`,
      `POST ${base}/line_items?campaign_id=${campaignId}&objective=WEBSITE_CLICKS&goal=LINK_CLICKS&product_type=PROMOTED_TWEETS&placements=ALL_ON_TWITTER&bid_strategy=AUTO&start_time=2026-12-01T08:00:00Z&end_time=2026-12-31T08:00:00Z&entity_status=PAUSED&name=[${groupTag} unfinished]`,
      `POST ${root}/batch/accounts/${accountId}/targeting_criteria`,
      `PUT ${base}/line_items/${lineItemId}?name=${name}`,
    ]);
    const made = (targeting_type: string, targeting_value: string, more: object = {}) => ({
      operation_type: 'Create',
      params: { line_item_id: lineItemId, targeting_type, targeting_value, ...more },
    });
    expect(sent[4]?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(sent[4]?.body).toEqual([
      made('LOCATION', '96683cc9126741d1'),
      made('LOCATION', 'fdcd221ac44fa326'),
      made('AGE', 'AGE_25_TO_54'),
      made('GENDER', '2'),
      made('LANGUAGE', 'en'),
      made('INTEREST', '1001'),
      made('CUSTOM_AUDIENCE', '7q', { operator_type: 'NE' }),
    ]);
  });

  it('for everybody in one request, from the next second on when the flight has begun', async () => {
    const { adapter, call, sent } = twitter([ok({ id: lineItemId }, 201)]);
    await adapter.createAdGroup(call, { ...adGroup(specOf({})), now: new Date('2026-12-05T10:00:00.200Z') });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.line).toContain('&start_time=2026-12-05T10:00:01Z&');
    expect(sent[0]?.line).toContain(`&name=${name}`);
  });

  it('with five hundred criteria in each request, all of them before its name', async () => {
    const locations = Array.from({ length: 501 }, (_, index) => index.toString(16).padStart(16, '0'));
    const { adapter, call, sent } = twitter([
      ...[
        rows([]),
        ok({ id: lineItemId }),
        ok(Array.from({ length: 500 }, () => ({}))),
        ok([{}]),
        ok({ id: lineItemId }),
      ],
    ]);
    await adapter.createAdGroup(call, adGroup(specOf({ locations, countries: ['US'] })));
    expect(sent.map(({ body }) => (Array.isArray(body) ? body.length : 0))).toEqual([0, 0, 500, 1, 0]);
    expect(sent.at(-1)?.line).toBe(`PUT ${base}/line_items/${lineItemId}?name=${name}`);
  });

  it.each([
    ['brand_awareness', 'objective=REACH&goal=MAX_REACH&'],
    ['engagement', 'objective=ENGAGEMENTS&goal=ENGAGEMENT&'],
    ['video_views', 'objective=VIDEO_VIEWS&goal=VIDEO_VIEW&'],
    ['sales', 'objective=WEBSITE_CLICKS&goal=WEBSITE_CONVERSIONS&primary_web_event_tag=o3bk1&'],
    ['lead_gen', 'objective=WEBSITE_CLICKS&goal=WEBSITE_CONVERSIONS&primary_web_event_tag=o3bk1&'],
  ] as const)('for %s', async (objective, expected) => {
    const { adapter, call, sent } = twitter([ok({ id: lineItemId })]);
    await adapter.createAdGroup(call, adGroup(specOf({}, { objective })));
    expect(sent[0]?.line).toContain(expected);
  });

  it('not without what was asked for: what was not accepted is refused, and X is asked nothing', async () => {
    const { adapter, call, sent } = twitter();
    for (const spec of [
      specOf({ age_min: 26, age_max: 48 }),
      specOf({ placements: ['PUBLISHER_NETWORK'] }),
      specOf({ hair: 'red' }),
      specOf({ locations: ['Berlin'] }),
      specOf({}, { objective: 'conversions', config: {} }),
      specOf({}, { config: { as_user_id: 7 } }),
    ]) {
      await expect(adapter.createAdGroup(call, adGroup(spec))).rejects.toMatchObject({ class: 'validation' });
    }
    const over = { ...adGroup(specOf({})), now: new Date('2027-01-02T00:00:00Z') };
    await expect(adapter.createAdGroup(call, over)).rejects.toMatchObject({ code: 'flight-over' });
    expect(sent).toEqual([]);
  });

  it('never without its criteria, also not when nothing marks it', async () => {
    const { adapter, call, sent } = twitter();
    const unmarked = { ...adGroup(specOf({ age_min: 18 })), name: 'Spring Sale' };
    await expect(adapter.createAdGroup(call, unmarked)).rejects.toMatchObject({ class: 'validation' });
    expect(sent).toEqual([]);
  });

  it('and says which of its criteria X refused', async () => {
    const refusal = {
      status: 400,
      body: { errors: [], operation_errors: [[{ code: 'INVALID_PARAMETER', message: 'No such value' }], []] },
    };
    const { adapter, call } = twitter([rows([]), ok({ id: lineItemId }), refusal]);
    await expect(adapter.createAdGroup(call, adGroup(specOf({ age_min: 18 })))).rejects.toMatchObject({
      ...{ class: 'validation', code: 'INVALID_PARAMETER', message: 'No such value' },
    });
  });

  it('and does not know how a batch came out that has not an answer for each of its parts', async () => {
    const { adapter, call } = twitter([rows([]), ok({ id: lineItemId }), ok([])]);
    const creation = adapter.createAdGroup(call, adGroup(specOf({ age_min: 18 })));
    await expect(creation).rejects.toMatchObject({ class: 'unknown-outcome' });
  });
});

describe('the X adapter finds', () => {
  it('line items by their exact tag, to the last page, but none that is gone or has not got its criteria', async () => {
    const { adapter, call } = twitter([
      rows(
        [
          { ...lineItem, id: 'a', name: 'Sale [op-a1b2x]' },
          { ...lineItem, id: 'b', name: `[${groupTag} unfinished]` },
        ],
        'c1',
      ),
      rows([lineItem, { ...lineItem, id: 'd', deleted: true }, { ...lineItem, id: 'e', name: null }]),
    ]);
    expect(await adapter.findAdGroups(call, { platformCampaignId: campaignId, tag: groupTag, name })).toEqual([
      lineItemId,
    ]);
  });

  it('posts by their tag where they are promoted', async () => {
    const place = { platformCampaignId: campaignId, platformAdGroupId: lineItemId, tag: adTag, name: '' };
    const near = { id_str: '9', name: '[OP-C3D4] Hero A' };
    const { adapter, call, sent } = twitter([
      rows([near, post]),
      rows([promotion('p1'), promotion('p2', { tweet_id: '9' }), promotion('p3')]),
    ]);
    expect(await adapter.findAds(call, place)).toEqual([postId]);
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${base}/tweets?tweet_type=PUBLISHED&timeline_type=NULLCAST&name=[${adTag}]&count=1000`,
      `GET ${base}/promoted_tweets?line_item_ids=${lineItemId}&count=1000`,
    ]);
    const unpromoted = twitter([rows([post]), rows([])]);
    expect(await unpromoted.adapter.findAds(unpromoted.call, place)).toEqual([]);
  });
});

describe('the X adapter creates an ad', () => {
  it('of a post that only ads show, and promotes it; its id is a text, for it is longer than a number', async () => {
    const { adapter, call, sent } = twitter([rows([]), ok(post, 201), rows([]), ok([promotion('p1')], 201)]);
    expect(await adapter.createAd(call, ad())).toEqual({ platformAdId: postId });
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${base}/tweets?tweet_type=PUBLISHED&timeline_type=NULLCAST&name=[${adTag}]&user_id=756201191646691328&count=1000`,
      `POST ${base}/tweet?as_user_id=756201191646691328&text=20% off\n\nEverything must go\n\nhttps://shop.example.com/&media_keys=3_1029825627129597952&nullcast=true&name=[${adTag}] Hero A`,
      `GET ${base}/promoted_tweets?line_item_ids=${lineItemId}&count=1000`,
      `POST ${base}/promoted_tweets?line_item_id=${lineItemId}&tweet_ids=${postId}`,
    ]);
  });

  it('of the post that an earlier attempt made, once more if it was stopped since, and not if it goes on', async () => {
    const again = twitter([rows([post]), rows([promotion('p1', { deleted: true })]), ok([promotion('p2')])]);
    await again.adapter.createAd(again.call, ad());
    expect(again.sent.map(({ line }) => line.slice(0, 4))).toEqual(['GET ', 'GET ', 'POST']);
    const there = twitter([rows([post]), rows([promotion('p1')])]);
    expect(await there.adapter.createAd(there.call, ad())).toEqual({ platformAdId: postId });
    expect(there.sent).toHaveLength(2);
  });

  it("with a card in place of the link, a name that fits, and another user's post under the id that X gives it", async () => {
    const card: AdCreative = {
      ...{ ...hero, name: 'x'.repeat(90) },
      media: { twitter: { card_uri: 'card://958225772740714496' } },
    };
    const { adapter, call, sent } = twitter([rows([]), ok(post), rows([]), ok([promotion('p1')])]);
    await adapter.createAd(call, ad(card));
    expect(sent[1]?.line).toContain('&text=20% off\n\nEverything must go&card_uri=card://958225772740714496&');
    expect(sent[1]?.line.split('&name=')[1]).toHaveLength(80);
    const foreign = twitter([rows([]), ok([promotion('p1', { tweet_id: '1900000000000000007' })])]);
    const known: AdCreative = { ...hero, media: { twitter: { tweet_id: '1700000000000000007' } } };
    expect(await foreign.adapter.createAd(foreign.call, ad(known))).toEqual({ platformAdId: '1900000000000000007' });
  });

  it('not of a creative that X cannot show', async () => {
    const { adapter, call, sent } = twitter();
    const { media: _, ...bare } = hero;
    await expect(adapter.createAd(call, ad(bare))).rejects.toMatchObject({
      class: 'validation',
      message: expect.stringContaining('media.twitter.media_keys'),
    });
    await expect(adapter.createAd(call, ad({ ...hero, media: { twitter: { video: 'v1' } } }))).rejects.toMatchObject({
      code: 'invalid-creative',
    });
    expect(sent).toEqual([]);
  });
});

describe('the plan on X', () => {
  const { adapter, call } = twitter();
  const verdicts = (spec: CampaignSpec, creatives: readonly AdCreative[]) =>
    Object.fromEntries(adapter.plan(spec, creatives, call.account).map(({ name: line, verdict }) => [line, verdict]));

  it('has a line for each part of what was asked for', () => {
    const targeting = { countries: ['US'], age_min: 18, genders: ['male'], languages: ['en'], interests: ['1'] };
    expect(
      verdicts(specOf(targeting), [{ ...hero, action: 'shop_now', headlines: ['a'], descriptions: ['b'] }]),
    ).toEqual({
      objective: 'exact',
      'targeting.countries': 'exact',
      'targeting.age': 'exact',
      'targeting.genders': 'exact',
      'targeting.languages': 'exact',
      'targeting.interests': 'exact',
      'creatives.Hero A': 'exact',
      'creatives.Hero A.headline': 'approximated',
      'creatives.Hero A.headlines': 'approximated',
      'creatives.Hero A.descriptions': 'approximated',
      'creatives.Hero A.action': 'approximated',
    });
  });

  it('says nothing of line items where there are no ads, but that there is nothing for app installs', () => {
    expect(adapter.plan(specOf({ age_min: 26 }), [], call.account)).toEqual([]);
    expect(verdicts(specOf({}, { objective: 'app_installs' }), [])).toEqual({ objective: 'unsupported' });
  });

  it.each([
    ['ages that are no range of X', 'targeting.age', { age_min: 20, age_max: 40 }, 'the nearest inside is 21–34'],
    ['ages in which no range of X lies', 'targeting.age', { age_min: 60 }, 'none lies inside'],
    [
      'interests beside audiences',
      'targeting.interests',
      { interests: ['1'], audiences: { include: ['a'] } },
      'more people',
    ],
    ['too many interests', 'targeting.interests', { interests: Array.from({ length: 101 }, String) }, '100'],
    ['places outside of X', 'targeting.placements', { placements: ['PUBLISHER_NETWORK'] }, 'PUBLISHER_NETWORK'],
    ['what nobody knows', 'targeting.hair', { hair: 'red' }, 'not known'],
  ])('calls %s unsupported', (_case, line, targeting, reason) => {
    expect(adapter.plan(specOf(targeting), [hero], call.account)).toContainEqual({
      ...{ level: 'ad_group', name: line, verdict: 'unsupported', reason: expect.stringContaining(reason) },
    });
  });

  it('says that conversions need a tag', () => {
    const spec = specOf({}, { objective: 'conversions', config: { as_user_id: '7' } });
    expect(adapter.plan(spec, [hero], call.account)).toContainEqual({
      ...{ level: 'ad_group', name: 'objective', verdict: 'unsupported' },
      reason: expect.stringContaining('platform_specific_config.twitter.primary_web_event_tag'),
    });
  });

  const { url: _url, ...unlinked } = hero;
  const { headline: _headline, body: _body, ...silent } = hero;
  it.each<readonly [string, AdCreative, object, string]>([
    ['nobody to post it', hero, {}, 'platform_specific_config.twitter.as_user_id'],
    ['no picture', { ...hero, media: {} }, configured, 'media.twitter.media_keys'],
    ['no card for a carousel', { ...hero, format: 'carousel' }, configured, 'media.twitter.card_uri'],
    ['no link', unlinked, configured, 'needs a url'],
    ['no text', silent, configured, 'needs a body or a headline'],
    [
      'a picture beside a card',
      { ...hero, media: { twitter: { media_keys: '3_1', card_uri: 'card://1' } } },
      configured,
      'either',
    ],
    [
      'a link beside a card',
      { ...hero, body: 'See https://shop.example.com/', media: { twitter: { card_uri: 'card://1' } } },
      configured,
      'without a link',
    ],
  ])('calls a creative with %s unsupported, and says what to give', (_case, creative, config, reason) => {
    const spec = specOf({}, { config: config as CampaignSpec['config'] });
    expect(adapter.plan(spec, [creative], call.account)).toContainEqual({
      ...{ level: 'ad', name: 'creatives.Hero A', verdict: 'unsupported', reason: expect.stringContaining(reason) },
    });
  });

  it('takes a link in the text for the link, and needs none where nothing has to be clicked', () => {
    const linked = { ...unlinked, body: 'See https://shop.example.com/' };
    expect(verdicts(specOf({}), [linked])).toMatchObject({ 'creatives.Hero A': 'exact' });
    const spec = specOf({}, { objective: 'brand_awareness' });
    expect(verdicts(spec, [unlinked])).toMatchObject({ 'creatives.Hero A': 'exact' });
  });

  it.each([
    ...[13, 18, 21, 25, 35, 50].map((from) => [from, undefined] as const),
    ...[24, 34, 49, 54].map((to) => [13, to] as const),
    ...[34, 49, 54].flatMap((to) => [[18, to] as const, [21, to] as const]),
    ...[49, 54].flatMap((to) => [[25, to] as const, [35, to] as const]),
  ])('has the ages from %d to %d exactly', (from, to) => {
    const ages = { age_min: from, ...(to === undefined ? {} : { age_max: to }) };
    expect(verdicts(specOf(ages), [hero])['targeting.age']).toBe('exact');
  });
});

describe('the X adapter switches', () => {
  const under = { platformAdGroupId: lineItemId, platformAdIds: [postId, '1800000000000000102'] };

  it('on: what was stopped, the line item, and the campaign last', async () => {
    const { adapter, call, sent } = twitter([
      ...[rows([promotion('p1')]), ok([promotion('p2')]), ok({ id: lineItemId }), ok({ id: campaignId })],
    ]);
    await adapter.setStatus(call, campaignId, 'active', under);
    expect(sent.slice(1).map(({ line }) => line)).toEqual([
      `POST ${base}/promoted_tweets?line_item_id=${lineItemId}&tweet_ids=1800000000000000102`,
      `PUT ${base}/line_items/${lineItemId}?entity_status=ACTIVE`,
      `PUT ${base}/campaigns/${campaignId}?entity_status=ACTIVE`,
    ]);
  });

  it('off: the campaign first, and the line item if it is still there', async () => {
    const { adapter, call, sent } = twitter([ok({ id: campaignId }), notFound]);
    await adapter.setStatus(call, campaignId, 'paused', under);
    expect(sent.map(({ line }) => line)).toEqual([
      `PUT ${base}/campaigns/${campaignId}?entity_status=PAUSED`,
      `PUT ${base}/line_items/${lineItemId}?entity_status=PAUSED`,
    ]);
  });

  it('for good: promotions, line items and the campaign, also what a deleted parent hides', async () => {
    const { adapter, call, sent } = twitter([
      ...[rows([lineItem, { ...lineItem, id: 'gone', deleted: true }])],
      rows([promotion('p1'), promotion('p2', { deleted: true }), promotion('p3', { line_item_id: 'gone' })]),
      ...[ok({ id: 'p1' }), notFound, ok({ id: lineItemId }), ok({ id: campaignId })],
    ]);
    await adapter.removeCampaign(call, campaignId);
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${base}/line_items?campaign_ids=${campaignId}&with_deleted=true&count=1000`,
      `GET ${base}/promoted_tweets?line_item_ids=${lineItemId},gone&with_deleted=true&count=1000`,
      `DELETE ${base}/promoted_tweets/p1`,
      `DELETE ${base}/promoted_tweets/p3`,
      `DELETE ${base}/line_items/${lineItemId}`,
      `DELETE ${base}/campaigns/${campaignId}`,
    ]);
  });
});

const remote: RemoteCampaign = {
  ...{ platformCampaignId: campaignId, name, status: 'active', objective: null, budget: { micros: 1 } },
  today: '2026-12-08',
};

describe('the X adapter sees', () => {
  const look = { since: now, children: { platformAdGroupId: lineItemId, platformAdIds: [postId, '404'] } };
  const seen = async (...answers: readonly ScriptedAnswer[]) => {
    const { adapter, call } = twitter(answers);
    return adapter.readChanges(call, remote, look);
  };

  it.each([
    ['ACCEPTED', 'approved', null],
    ['REJECTED', 'rejected', 'approval_status REJECTED'],
    ['CANCELED', 'rejected', 'approval_status CANCELED'],
    ['UNDER_REVIEW', 'pending', 'approval_status UNDER_REVIEW'],
  ])('approval %s as %s, by the promotion that goes on', async (approval, review, reason) => {
    const stopped = promotion('p0', { deleted: true, approval_status: 'ACCEPTED' });
    const { seen: objects } = await seen(
      rows([lineItem]),
      rows([stopped, promotion('p1', { approval_status: approval })]),
    );
    expect(objects).toEqual([
      {
        ...{ level: 'ad_group', platformId: lineItemId, status: 'paused', review: null, reason: null },
        changedAt: '2026-11-24T10:00:00.000Z',
      },
      { level: 'ad', platformId: postId, status: 'active', review, reason, changedAt: '2026-11-25T10:00:00.000Z' },
      { level: 'ad', platformId: '404', status: 'removed', review: null, reason: null, changedAt: null },
    ]);
  });

  it('what a person added, but of what others removed nothing, and says what cannot be seen', async () => {
    const { seen: objects, unseen } = await seen(
      rows([
        lineItem,
        { ...lineItem, id: 'byhand', entity_status: 'ACTIVE' },
        { ...lineItem, id: 'gone', deleted: true },
      ]),
      rows([
        promotion('p1', { deleted: true }),
        promotion('p2', { tweet_id: '7', line_item_id: 'byhand' }),
        promotion('p3', { tweet_id: '8', deleted: true }),
      ]),
    );
    expect(objects.map(({ platformId, status }) => [platformId, status])).toEqual([
      [lineItemId, 'paused'],
      ['byhand', 'active'],
      [postId, 'paused'],
      ['7', 'active'],
      ['404', 'removed'],
    ]);
    expect(unseen).toContain('whether an ad was paused or deleted on X, which is the same there');
  });
});

describe('the X adapter reports ads', () => {
  const metricsOf = (id: string, impressions: readonly number[] | null) => ({
    id,
    id_data: [{ segment: null, metrics: { impressions, clicks: null, billed_charge_local_micro: null } }],
  });

  it('by post, over all of its promotions, twenty in a request, for each week', async () => {
    const promotions = Array.from({ length: 21 }, (_, index) => promotion(`p${index}`, { deleted: index < 20 }));
    const { adapter, call, sent } = twitter([
      rows([...promotions.slice(0, 20)], 'c1'),
      rows([...promotions.slice(20), promotion('q1', { tweet_id: '7' })]),
      ok([metricsOf('p0', [1, 0, 0, 0, 0, 0, 2]), metricsOf('p1', null)]),
      ok([metricsOf('p20', [5, 0, 0, 0, 0, 0, 0]), metricsOf('q1', [9, 0, 0, 0, 0, 0, 0])]),
      ok([metricsOf('p0', [3])]),
      ok([metricsOf('p20', [4])]),
    ]);
    const range = { since: '2026-12-01', until: '2026-12-08' };
    const under = { platformAdGroupId: lineItemId, platformAdIds: [postId] };
    const ads = await adapter.fetchAdMetrics(call, remote, range, under);
    expect(
      ads.map(({ platformAdId, days }) => [platformAdId, days.map(({ date, impressions }) => [date, impressions])]),
    ).toEqual([
      [
        postId,
        [
          ['2026-12-01', 6],
          ['2026-12-07', 2],
          ['2026-12-08', 7],
        ],
      ],
      ['7', [['2026-12-01', 9]]],
    ]);
    expect(sent[0]?.line).toBe(`GET ${base}/promoted_tweets?line_item_ids=${lineItemId}&with_deleted=true&count=1000`);
    expect(sent[3]?.line).toContain(
      '?entity=PROMOTED_TWEET&entity_ids=p20,q1&start_time=2026-12-01T08:00:00Z&end_time=2026-12-08T08:00:00Z&granularity=DAY&',
    );
    expect(sent).toHaveLength(6);
  });

  it('that was never promoted as none, and asks for no report', async () => {
    const { adapter, call, sent } = twitter([rows([])]);
    const under = { platformAdGroupId: lineItemId, platformAdIds: [postId] };
    expect(await adapter.fetchAdMetrics(call, remote, { since: '2026-12-01', until: '2026-12-08' }, under)).toEqual([]);
    expect(sent).toHaveLength(1);
  });
});
