import type { AdCreative, CampaignSpec, OperationTask } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { callsIn } from '../../limits/platform-calls.ts';
import { attempt } from '../../operations/perform.ts';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import { metaCalls } from './calls.ts';

const meta = (...answers: readonly ScriptedAnswer[]) => scripted('meta', answers, 'act_1234567890');
const id = '120210000000000001';
const now = new Date('2026-11-24T00:00:00Z');
const children = { platformAdGroupId: '11', platformAdIds: ['31', '32'] };
const done = { body: { success: true } };

const specWith = (config: CampaignSpec['config'], more: Partial<CampaignSpec> = {}): CampaignSpec => ({
  ...sampleSpec,
  config: { page_id: '100200300', targeting: { countries: ['US'] }, ...config },
  ...more,
});
const hero: AdCreative = {
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero A', format: 'image' },
  ...{ url: 'https://shop.example.com/', headline: '20% off', body: 'Until Sunday', action: 'shop_now' },
  media: { meta: { image_hash: '9fdba2b8' } },
};
const planFor = (spec: CampaignSpec, ...creatives: readonly AdCreative[]) => {
  const { adapter, call } = meta();
  return adapter.plan(spec, creatives, call.account).map(({ name, verdict }) => [name, verdict]);
};
const adSetOf = async (spec: CampaignSpec) => {
  const { adapter, call, sent } = meta({ body: { id: '11' } });
  await adapter.createAdGroup(call, { platformCampaignId: id, spec, name: 'Sale [op-b]', operationId: 'o', now });
  return sent[0];
};
const adOf = async (creative: AdCreative, spec = specWith({})) => {
  const { adapter, call, sent } = meta({ body: { id: '31' } });
  const place = { platformCampaignId: id, platformAdGroupId: '11', operationId: 'o', now };
  await adapter.createAd(call, { ...place, spec, creative, name: 'Hero A [op-c]' });
  return sent[0];
};

describe('an ad set on Meta', () => {
  it('is paused, strict about its audience, and has neither a budget nor a bid beside those of the campaign', async () => {
    const targeting = {
      ...{ countries: ['US', 'CA'], age_min: 25, age_max: 70, genders: ['female'], languages: ['en', 'de'] },
      ...{ interests: ['6003107902433'], audiences: { include: ['23'], exclude: ['24'] }, placements: ['instagram'] },
    };
    expect(await adSetOf(specWith({ targeting, locales: { de: 5 } }))).toMatchObject({
      line: 'POST https://meta/v26.0/act_1234567890/adsets',
      body: expect.objectContaining({}),
    });
    const { body } = (await adSetOf(specWith({ targeting, locales: { de: 5 } }))) ?? {};
    expect(body).toEqual({
      ...{ name: 'Sale [op-b]', campaign_id: id, status: 'PAUSED' },
      ...{ optimization_goal: 'LINK_CLICKS', billing_event: 'IMPRESSIONS' },
      ...{ start_time: '2026-12-01T00:00:00-0800', end_time: '2026-12-31T00:00:00-0800' },
      targeting: {
        ...{ geo_locations: { countries: ['US', 'CA'] }, age_min: 25, age_max: 65, genders: [2], locales: [1001, 5] },
        ...{ interests: [{ id: '6003107902433' }], publisher_platforms: ['instagram'] },
        ...{ custom_audiences: [{ id: '23' }], excluded_custom_audiences: [{ id: '24' }] },
        targeting_automation: { advantage_audience: 0 },
      },
    });
  });

  it.each([
    ['traffic', { optimization_goal: 'LINK_CLICKS' }],
    ['brand_awareness', { optimization_goal: 'REACH' }],
    ['video_views', { optimization_goal: 'THRUPLAY', destination_type: 'ON_VIDEO' }],
    ['engagement', { optimization_goal: 'POST_ENGAGEMENT', promoted_object: { page_id: '100200300' } }],
    ['sales', { promoted_object: { pixel_id: '77', custom_event_type: 'PURCHASE' } }],
    ['lead_gen', { optimization_goal: 'OFFSITE_CONVERSIONS', promoted_object: { custom_event_type: 'LEAD' } }],
  ] as const)('for %s has the goal of that objective', async (objective, expected) => {
    expect((await adSetOf(specWith({ pixel_id: '77' }, { objective })))?.body).toMatchObject(expected);
  });

  it.each<readonly [string, CampaignSpec]>([
    ['a language without a number', specWith({ targeting: { countries: ['US'], languages: ['de'] } })],
    ['single places', specWith({ targeting: { countries: ['US'], locations: ['2420379'] } })],
    ['a placement of another platform', specWith({ targeting: { countries: ['US'], placements: ['reddit'] } })],
    ['something that nobody knows', specWith({ targeting: { countries: ['US'], moods: ['glad'] } })],
    ['no place at all', specWith({ targeting: {} })],
    ['no place, accepted', specWith({ targeting: {} }, { accepted: ['targeting.countries'] })],
    ['Germany without a payor', specWith({ targeting: { countries: ['DE'] }, dsa_beneficiary: 'Shop' })],
    ['conversions without a pixel, accepted', specWith({}, { objective: 'sales', accepted: ['objective'] })],
    [
      'an age for housing',
      specWith({ special_ad_categories: ['HOUSING'], targeting: { countries: ['US'], age_min: 30 } }),
    ],
  ])('is not made for another audience or goal than was asked for: %s', async (_what, spec) => {
    await expect(adSetOf(spec)).rejects.toMatchObject({ class: 'validation' });
    expect(planFor(spec, hero).some(([, verdict]) => verdict === 'unsupported')).toBe(true);
  });

  it('goes without what was accepted', async () => {
    const targeting = { countries: ['US'], languages: ['de'] };
    const { body } = (await adSetOf(specWith({ targeting }, { accepted: ['targeting.languages'] }))) ?? {};
    expect(body).toMatchObject({ targeting: { geo_locations: { countries: ['US'] } } });
    expect(JSON.stringify(body)).not.toContain('locales');
  });
});

describe('an ad on Meta', () => {
  it('is one request with its creative inside', async () => {
    expect(await adOf(hero)).toMatchObject({
      line: 'POST https://meta/v26.0/act_1234567890/ads',
      body: {
        ...{ name: 'Hero A [op-c]', adset_id: '11', status: 'PAUSED' },
        creative: {
          name: 'Hero A [op-c]',
          object_story_spec: {
            page_id: '100200300',
            link_data: {
              ...{ link: 'https://shop.example.com/', message: 'Until Sunday', name: '20% off' },
              ...{ image_hash: '9fdba2b8' },
              call_to_action: { type: 'SHOP_NOW', value: { link: 'https://shop.example.com/' } },
            },
          },
        },
      },
    });
  });

  it('takes a picture by its address', async () => {
    const media = { meta: { image_url: 'https://shop.example.com/a.png' } };
    expect(JSON.stringify((await adOf({ ...hero, media }))?.body)).toContain(
      '"picture":"https://shop.example.com/a.png"',
    );
  });

  it('leads from a video by its button, whether one was chosen or not', async () => {
    const { action: _, ...video } = { ...hero, format: 'video' as const };
    const media = { meta: { video_id: '5', image_hash: 'ab' } };
    expect(await adOf({ ...video, media })).toMatchObject({
      body: {
        creative: {
          object_story_spec: {
            video_data: {
              ...{ video_id: '5', image_hash: 'ab', title: '20% off', message: 'Until Sunday' },
              call_to_action: { type: 'LEARN_MORE', value: { link: 'https://shop.example.com/' } },
            },
          },
        },
      },
    });
  });

  it.each([
    ['77', '100200300_77'],
    ['900_77', '900_77'],
  ])('shows the post %s that exists', async (postId, story) => {
    const ad = await adOf({ ...hero, media: { meta: { post_id: postId } } });
    expect(ad?.body).toMatchObject({ creative: { name: 'Hero A [op-c]', object_story_id: story } });
    expect(planFor(specWith({}), { ...hero, media: { meta: { post_id: postId } } })).toContainEqual([
      'creatives.Hero A',
      'approximated',
    ]);
  });

  const { url: _url, ...nowhere } = hero;
  const { media: _media, ...unseen } = hero;
  it.each<readonly [string, AdCreative]>([
    ['creatives.Hero A', nowhere],
    ['creatives.Hero A', unseen],
    ['creatives.Hero A', { ...hero, format: 'video' }],
    ['creatives.Hero A', { ...hero, format: 'carousel' }],
    ['creatives.Hero A.action', { ...hero, action: 'install_app' }],
    ['creatives.Hero A.media', { ...hero, media: { meta: { image_hash: 'ab', color: 'red' } } }],
  ])('says under %s what it cannot show, and does not make it', async (name, creative) => {
    expect(planFor(specWith({}), creative)).toContainEqual([name, 'unsupported']);
    await expect(adOf(creative)).rejects.toMatchObject({ class: 'validation' });
  });

  it('speaks for a page, which must be given', () => {
    expect(planFor({ ...sampleSpec, config: { targeting: { countries: ['US'] } } }, hero)).toEqual([
      ['objective', 'exact'],
      ['targeting.countries', 'exact'],
      ['creatives.Hero A', 'unsupported'],
    ]);
    expect(() => planFor(specWith({ page_id: 100_200_300 }), hero)).toThrow('page_id');
  });

  it('says which texts it has no place for', () => {
    expect(planFor(specWith({}), { ...hero, headlines: ['Other'], descriptions: ['One', 'Two'] })).toEqual([
      ['objective', 'exact'],
      ['targeting.countries', 'exact'],
      ['creatives.Hero A', 'exact'],
      ['creatives.Hero A.headlines', 'approximated'],
      ['creatives.Hero A.descriptions', 'approximated'],
    ]);
  });

  it('shows the first of several pictures, and says so', async () => {
    const several = { ...hero, media: { meta: { image_hash: ['ab', 'cd'] } } };
    expect(planFor(specWith({}), several)).toContainEqual(['creatives.Hero A.media', 'approximated']);
    expect(JSON.stringify((await adOf(several))?.body)).toContain('"image_hash":"ab"');
  });

  it('has no plan where there are no ads, but for what no campaign can be', () => {
    expect(planFor(specWith({}))).toEqual([]);
    expect(planFor(specWith({}, { objective: 'app_installs' }))).toEqual([['objective', 'unsupported']]);
  });
});

const standing = (...ads: readonly (readonly [string, string])[]): ScriptedAnswer => ({
  body: { data: ads.map(([adId, status]) => ({ id: adId, status })) },
});
const bothPaused = standing(['31', 'PAUSED'], ['32', 'PAUSED']);

describe('the levels below a campaign on Meta', () => {
  it('are found by the exact tag, to the last page', async () => {
    const { adapter, call, sent } = meta(
      {
        body: {
          data: [{ id: '31', name: 'A [op-c]', status: 'PAUSED' }],
          paging: { cursors: { after: 'MQ' }, next: 'https://…' },
        },
      },
      {
        body: {
          data: [
            { id: '32', name: 'A [op-C]', status: 'PAUSED' },
            { id: '33', name: 'A [op-c]', status: 'DELETED' },
          ],
        },
      },
    );
    const look = { platformCampaignId: id, platformAdGroupId: '11', tag: 'op-c', name: 'A [op-c]' };
    expect(await adapter.findAds(call, look)).toEqual(['31']);
    expect(sent.map(({ line }) => line)).toEqual([
      'GET https://meta/v26.0/11/ads?fields=id,name,status&limit=100',
      'GET https://meta/v26.0/11/ads?fields=id,name,status&limit=100&after=MQ',
    ]);
  });

  const written = (sent: readonly Readonly<{ line: string }>[]): readonly (string | undefined)[] =>
    sent.filter(({ line }) => line.startsWith('POST')).map(({ line }) => line.split('/').at(-1));

  it('are activated from below and paused from above', async () => {
    const active = meta(bothPaused, done, done, done, done);
    await active.adapter.setStatus(active.call, id, 'active', children);
    expect(written(active.sent)).toEqual(['31', '32', '11', id]);
    const paused = meta(done, done);
    await paused.adapter.setStatus(paused.call, id, 'paused', children);
    expect(paused.sent.map(({ line }) => line.split('/').at(-1))).toEqual([id, '11']);
  });

  const unknown = { status: 400, body: { error: { message: 'No such object', code: 100, error_subcode: 33 } } };

  it('are activated from where an activation before was cut off, and without an ad that is not there any more', async () => {
    const { adapter, call, sent } = meta(standing(['31', 'ACTIVE'], ['99', 'PAUSED']), done, done);
    await adapter.setStatus(call, id, 'active', children);
    expect(written(sent)).toEqual(['11', id]);
    const later = meta(bothPaused, unknown, done, done, done);
    await later.adapter.setStatus(later.call, id, 'active', children);
    expect(written(later.sent)).toEqual(['31', '32', '11', id]);
  });

  it('do not keep the campaign from being paused when the ad set refuses', async () => {
    const refused = { status: 400, body: { error: { message: 'No', code: 100 } } };
    const { adapter, call, sent } = meta(done, refused);
    await adapter.setStatus(call, id, 'paused', children);
    expect(written(sent)).toEqual([id, '11']);
  });

  it('are not activated above an ad set that is not there any more', async () => {
    const { adapter, call, sent } = meta(bothPaused, done, done, unknown);
    await expect(adapter.setStatus(call, id, 'active', children)).rejects.toMatchObject({ class: 'not-found' });
    expect(sent).toHaveLength(4);
  });

  it('are not activated above an ad that is refused and still there', async () => {
    const refused = { status: 400, body: { error: { message: 'No', code: 100 } } };
    const { adapter, call, sent } = meta(bothPaused, refused, { body: { id: '31', status: 'PAUSED' } });
    await expect(adapter.setStatus(call, id, 'active', children)).rejects.toMatchObject({ class: 'validation' });
    expect(sent).toHaveLength(3);
  });

  it('report by ad and day; one that is in no common report is asked about by itself', async () => {
    const row = (adId: string, date: string, more: object = {}) => ({
      ...{ ad_id: adId, spend: '1.25', impressions: '10', clicks: '1', date_start: date },
      actions: [{ action_type: 'omni_purchase', value: '0.5' }],
      action_values: [{ action_type: 'omni_purchase', value: '12.34' }],
      ...more,
    });
    const { adapter, call, sent } = meta(
      { body: { data: [row('31', '2026-12-01')], paging: { cursors: { after: 'MQ' }, next: 'https://…' } } },
      { body: { data: [row('31', '2026-12-02', { actions: undefined })] } },
      { body: { data: [row('32', '2026-12-01')] } },
    );
    const remote = { platformCampaignId: id, name: 'n', status: 'active', objective: 'OUTCOME_SALES' } as const;
    const range = { since: '2026-12-01', until: '2026-12-02' };
    const whole = { ...remote, budget: { micros: 1 }, today: '2026-12-02' };
    const first = { date: '2026-12-01', spendMicros: 1_250_000, impressions: 10, clicks: 1 };
    const bought = { conversionsMicros: 500_000, revenueMicros: 12_340_000 };
    expect(await adapter.fetchAdMetrics(call, whole, range, children)).toEqual([
      {
        platformAdId: '31',
        days: [
          { ...first, ...bought },
          { ...first, ...bought, date: '2026-12-02', conversionsMicros: 0 },
        ],
      },
      { platformAdId: '32', days: [{ ...first, ...bought }] },
    ]);
    expect(sent[0]?.line).toContain(`/${id}/insights?level=ad&`);
    expect(sent[1]?.line).toContain('after=MQ');
    expect(sent[2]?.line).toContain('/32/insights?fields=');
  });

  it.each([
    ['PENDING_REVIEW', 'pending'],
    ['IN_PROCESS', 'pending'],
    ['ACTIVE', 'approved'],
    ['PREAPPROVED', 'approved'],
    ['DISAPPROVED', 'rejected'],
    ['CAMPAIGN_PAUSED', null],
    ['PENDING_BILLING_INFO', null],
    ['WITH_ISSUES', null],
  ])('show the review behind %s as %s', async (effective, review) => {
    const issue = { error_summary: 'Payment', error_message: 'Card declined' };
    const ad = { id: '31', status: 'ACTIVE', effective_status: effective, updated_time: '2026-12-08T02:00:00-0800' };
    const { adapter, call, sent } = meta(
      { body: { data: [] } },
      { body: { data: [{ ...ad, issues_info: [issue] }] } },
      { body: { id: '11', status: 'ACTIVE' } },
      unknown,
    );
    const remote = { platformCampaignId: id, name: 'n', status: 'active', objective: null } as const;
    const whole = { ...remote, budget: { micros: 1 }, today: '2026-12-08' };
    const since = new Date('2026-12-08T08:00:00Z');
    const { seen, unseen } = await adapter.readChanges(call, whole, { since, children });
    expect(seen).toEqual([
      {
        ...{ level: 'ad', platformId: '31', status: 'active', review, reason: 'Payment: Card declined' },
        changedAt: '2026-12-08T10:00:00.000Z',
      },
      { level: 'ad', platformId: '32', status: 'removed', review: null, reason: null, changedAt: null },
    ]);
    expect(sent[0]?.line).toContain(
      '/adsets?fields=id,name,status,effective_status,updated_time,issues_info&filtering=[{"field":"adset.updated_time","operator":"GREATER_THAN","value":1796716799}]',
    );
    expect(unseen).toContain('what was changed in an object, and by whom');
  });

  it.each([
    [200, { success: true }, 'unknown-outcome'],
    [502, '<html></html>', 'unknown-outcome'],
    [500, { error: { message: 'm', code: 2, is_transient: true } }, 'transient'],
    [400, { error: { message: 'm', code: 80004 } }, 'rate-limit'],
  ] as const)('take HTTP %s with %j on the creation of an ad set or ad as %#', async (status, body, expected) => {
    const { adapter, call } = meta({ status, body }, { status, body });
    const place = { platformCampaignId: id, spec: specWith({}), name: 'n', operationId: 'o', now };
    await expect(adapter.createAdGroup(call, place)).rejects.toMatchObject({ class: expected });
    const ad = { ...place, platformAdGroupId: '11', creative: hero };
    if (expected !== 'rate-limit') {
      await expect(adapter.createAd(call, ad)).rejects.toMatchObject({ class: expected });
    }
  });
});

describe('the requests that the limits count for an operation on Meta', () => {
  const common = { platformCampaignId: id, spec: specWith({}), tag: 'op-a' };
  const place = { ...common, platformAdGroupId: '11', tag: 'op-c', creative: hero };
  const none = { body: { data: [] } };
  const campaign = (more: object = {}) => ({
    body: { id, name: 'Spring Sale [op-a]', status: 'PAUSED', lifetime_budget: '900000', ...more },
  });
  const ad = (adId: string) => ({ id: adId, status: 'PAUSED', effective_status: 'PAUSED' });
  const reported = ['31', '32'].map((adId) => ({ ad_id: adId, date_start: '2026-12-01' }));
  const cases: readonly (readonly [OperationTask, readonly ScriptedAnswer[]])[] = [
    [{ ...common, kind: 'create-ad-group', mayExist: true }, [none, { body: { id: '11' } }]],
    [{ ...place, kind: 'create-ad', mayExist: true }, [none, { body: { id: '31' } }]],
    [{ kind: 'activate-campaign', platformCampaignId: id, children }, [bothPaused, done, done, done, done]],
    [{ kind: 'pause-campaign', platformCampaignId: id, children }, [done, done]],
    [{ kind: 'remove-campaign', platformCampaignId: id }, [done]],
    [
      { kind: 'fetch-metrics', platformCampaignId: id, since: '2020-01-01', children },
      [campaign(), none, { body: { data: reported } }],
    ],
    [
      { ...common, kind: 'read-changes', status: 'paused', changedSince: '2026-12-01T08:00:00.000Z', children },
      [campaign(), none, { body: { data: [ad('31'), ad('32')] } }, { body: { id: '11', status: 'PAUSED' } }],
    ],
  ];

  it.each(cases.map(([task, answers]) => [task.kind, task, answers] as const))(
    'are those of %s',
    async (_kind, task, answers) => {
      const { adapter, call, sent } = meta(...answers);
      const totals = { since: '2026-12-01', spendMicros: 0, conversionsMicros: 0, revenueMicros: 0 };
      const results = { lastDay: async () => undefined, keep: async () => ({ changedDays: 0, totals }) };
      const work = { platform: 'meta' as const, adapter, call, operationId: 'o', now: () => now, results };
      expect(await attempt(work, task, 'call')).toMatchObject({ is: 'result' });
      const counted = callsIn(metaCalls, task, 'call').map(({ mutates }) => mutates);
      expect(sent.map(({ line }) => !line.startsWith('GET'))).toEqual(counted);
    },
  );
});
