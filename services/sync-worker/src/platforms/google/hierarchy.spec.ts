import type { AdCreative, CampaignConfig, CampaignSpec } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';

const google = (...answers: readonly ScriptedAnswer[]) => scripted('google', answers, '111-222-3333');
const campaignId = '21000000001';
const customer = 'customers/1112223333';
const keywords = ['running shoes'];

const specWith = (config: CampaignConfig, more: Partial<CampaignSpec> = {}): CampaignSpec => ({
  ...sampleSpec,
  config: { keywords, ...config },
  ...more,
});
const creative = (more: Partial<AdCreative> = {}): AdCreative => ({
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero A', format: 'text' },
  url: 'https://shop.example.com/',
  headlines: ['Running shoes', '20% off', 'Free delivery'],
  descriptions: ['Spring prices.', 'Order today.'],
  ...more,
});
const planned = (spec: CampaignSpec, ...creatives: readonly AdCreative[]) => {
  const { adapter, call } = google();
  return adapter.plan(spec, creatives.length === 0 ? [creative()] : creatives, call.account);
};
const verdicts = (spec: CampaignSpec, ...creatives: readonly AdCreative[]) =>
  Object.fromEntries(planned(spec, ...creatives).map(({ name, verdict }) => [name, verdict]));
const reasonOf = (name: string, spec: CampaignSpec, ...creatives: readonly AdCreative[]) =>
  planned(spec, ...creatives).find((line) => line.name === name)?.reason;

const newAdGroup = (spec: CampaignSpec) => ({
  ...{ platformCampaignId: campaignId, spec, name: 'Spring Sale [op-a1]', operationId: 'o' },
  now: new Date('2026-11-24T00:00:00Z'),
});
const adGroupMade = {
  body: { mutateOperationResponses: [{}, { adGroupResult: { resourceName: `${customer}/adGroups/150000000001` } }] },
};

describe('an ad group on Google', () => {
  it('is made with everything that belongs to it in one request', async () => {
    const present = {
      ...{ resourceName: `${customer}/campaignCriteria/${campaignId}~2250` },
      location: { geoTargetConstant: 'geoTargetConstants/2250' },
    };
    const { adapter, call, sent } = google({ body: { results: [{ campaignCriterion: present }] } }, adGroupMade);
    const spec = specWith({ targeting: { countries: ['US'], genders: ['male'], audiences: { exclude: ['777'] } } });
    const made = await adapter.createAdGroup(call, newAdGroup(spec));
    expect(made).toEqual({ platformAdGroupId: '150000000001' });
    const adGroup = `${customer}/adGroups/-1`;
    const campaign = `${customer}/campaigns/${campaignId}`;
    const criterion = (fields: object) => ({ adGroupCriterionOperation: { create: { adGroup, ...fields } } });
    expect(sent[1]).toMatchObject({ line: `POST https://google/v26/${customer}/googleAds:mutate` });
    expect(sent[1]?.body).toEqual({
      partialFailure: false,
      mutateOperations: [
        {
          campaignOperation: {
            update: { resourceName: campaign, geoTargetTypeSetting: { positiveGeoTargetType: 'PRESENCE' } },
            updateMask: 'geoTargetTypeSetting.positiveGeoTargetType',
          },
        },
        { campaignCriterionOperation: { remove: present.resourceName } },
        {
          campaignCriterionOperation: {
            create: { campaign, location: { geoTargetConstant: 'geoTargetConstants/2840' } },
          },
        },
        {
          adGroupOperation: {
            create: {
              ...{ resourceName: adGroup, campaign, name: 'Spring Sale [op-a1]', status: 'PAUSED' },
              ...{ type: 'SEARCH_STANDARD', adRotationMode: 'ROTATE_FOREVER' },
            },
          },
        },
        criterion({ keyword: { text: 'running shoes', matchType: 'PHRASE' } }),
        criterion({ gender: { type: 'FEMALE' }, negative: true }),
        criterion({ gender: { type: 'UNDETERMINED' }, negative: true }),
        criterion({ userList: { userList: `${customer}/userLists/777` }, negative: true }),
      ],
    });
  });

  it('on other networks is shown to the people meant only, without widening', async () => {
    const { adapter, call, sent } = google(adGroupMade);
    const spec = specWith({ network: 'display', targeting: { interests: ['80432'] } });
    await adapter.createAdGroup(call, newAdGroup(spec));
    expect(JSON.stringify(sent[0]?.body)).toContain('"optimizedTargetingEnabled":false');
    expect(JSON.stringify(sent[0]?.body)).toContain('{"targetingDimension":"AUDIENCE","bidOnly":false}');
  });

  it.each<readonly [string, CampaignSpec]>([
    ['a language that Google is not told', specWith({ targeting: { languages: ['pl'] } })],
    ['an age range between the age groups', specWith({ targeting: { age_min: 19, age_max: 23 } })],
    ['a topic that nobody knows', specWith({ targeting: { mood: 'good' } })],
    ['no keyword', specWith({ keywords: [] })],
  ])('is not made with %s, and nothing is sent', async (_what, spec) => {
    const { adapter, call, sent } = google();
    await expect(adapter.createAdGroup(call, newAdGroup(spec))).rejects.toMatchObject({ class: 'validation' });
    expect(sent).toEqual([]);
  });

  it('goes without what was accepted', async () => {
    const { adapter, call, sent } = google(adGroupMade);
    const spec = specWith({ targeting: { languages: ['pl'] } }, { accepted: ['targeting.languages'] });
    await adapter.createAdGroup(call, newAdGroup(spec));
    expect(JSON.stringify(sent[0]?.body)).not.toContain('language');
  });

  it('whose id is not in the answer may be there all the same', async () => {
    const { adapter, call } = google({ body: { mutateOperationResponses: [] } });
    await expect(adapter.createAdGroup(call, newAdGroup(specWith({})))).rejects.toMatchObject({
      class: 'unknown-outcome',
    });
  });
});

describe('an ad on Google', () => {
  const place = { platformCampaignId: campaignId, platformAdGroupId: '150000000001' };
  const made = { body: { results: [{ resourceName: `${customer}/adGroupAds/150000000001~700000000001` }] } };
  const newAd = (spec: CampaignSpec, shown: AdCreative) => ({
    ...{ ...place, spec, creative: shown, name: `${shown.name} [op-b1]`, operationId: 'o', now: new Date(0) },
  });

  it('is put together from texts, and carries its name with it', async () => {
    const { adapter, call, sent } = google(made);
    const ad = await adapter.createAd(call, newAd(specWith({}), creative({ headline: 'Spring', body: 'Now.' })));
    expect(ad).toEqual({ platformAdId: '150000000001~700000000001' });
    const texts = (...all: readonly string[]) => all.map((text) => ({ text }));
    expect(sent[0]?.body).toEqual({
      operations: [
        {
          create: {
            ...{ adGroup: `${customer}/adGroups/150000000001`, status: 'PAUSED' },
            ad: {
              finalUrls: ['https://shop.example.com/'],
              responsiveSearchAd: {
                headlines: texts('Spring', 'Running shoes', '20% off', 'Free delivery'),
                descriptions: texts('Now.', 'Spring prices.', 'Order today.'),
              },
              urlCustomParameters: [{ key: 'adname', value: 'Hero A [op-b1]' }],
            },
          },
        },
      ],
    });
  });

  it('with images names assets that are there already', async () => {
    const { adapter, call, sent } = google(made);
    const media = { google: { marketing_images: ['55'], logo_images: `${customer}/assets/56` } };
    const spec = specWith({ network: 'demand_gen', business_name: 'Shop' });
    await adapter.createAd(call, newAd(spec, creative({ format: 'image', media })));
    expect(sent[0]?.body).toMatchObject({
      operations: [
        {
          create: {
            ad: {
              demandGenMultiAssetAd: {
                businessName: 'Shop',
                marketingImages: [{ asset: `${customer}/assets/55` }],
                logoImages: [{ asset: `${customer}/assets/56` }],
              },
            },
          },
        },
      ],
    });
  });

  it('is found by the end of its name, in all pages', async () => {
    const row = (id: string, value: string) => ({
      adGroupAd: {
        resourceName: `${customer}/adGroupAds/150000000001~${id}`,
        ad: { urlCustomParameters: [{ key: 'adname', value }] },
      },
    });
    const { adapter, call } = google(
      { body: { results: [row('1', 'Hero A [op-b10]')], nextPageToken: 'more' } },
      { body: { results: [row('2', 'Hero A [op-b1]')] } },
    );
    const look = { ...place, tag: 'op-b1', name: 'Hero A [op-b1]' };
    expect(await adapter.findAds(call, look)).toEqual(['150000000001~2']);
  });

  it('reports by ad, with fractions of conversions', async () => {
    const row = (id: string, date: string) => ({
      adGroupAd: { resourceName: `${customer}/adGroupAds/150000000001~${id}` },
      ...{ segments: { date }, metrics: { costMicros: '42170000', conversions: 6.5, conversionsValue: 389.4 } },
    });
    const { adapter, call, sent } = google({ body: { results: [row('7', '2026-12-01'), row('8', '2026-12-01')] } });
    const remote = {
      ...{ platformCampaignId: campaignId, name: '', objective: null, budget: { micros: null } },
      ...({ status: 'active', today: '2026-12-08' } as const),
    };
    const children = { platformAdGroupId: '150000000001', platformAdIds: [] };
    const results = await adapter.fetchAdMetrics(call, remote, { since: '2026-12-01', until: '2026-12-08' }, children);
    expect(results).toMatchObject([
      { platformAdId: '150000000001~7', days: [{ spendMicros: 42_170_000, conversionsMicros: 6_500_000 }] },
      { platformAdId: '150000000001~8', days: [{ revenueMicros: 389_400_000 }] },
    ]);
    expect(JSON.stringify(sent[0]?.body)).toContain('FROM ad_group_ad');
  });
});

describe('the plan for Google', () => {
  it('names what comes out otherwise', () => {
    const spec = specWith({ targeting: { countries: ['US'], languages: ['en'], age_min: 20, age_max: 50 } });
    expect(verdicts(spec)).toEqual({
      objective: 'approximated',
      budget: 'approximated',
      flight: 'exact',
      'targeting.countries': 'exact',
      'targeting.languages': 'exact',
      keywords: 'exact',
      'targeting.age': 'approximated',
      'creatives.Hero A': 'exact',
    });
    expect(reasonOf('targeting.age', spec)).toContain('25 to 44');
  });

  it('speaks of the campaign only where there are no ads', () => {
    const { adapter, call } = google();
    const lines = adapter.plan(specWith({ targeting: { countries: ['US'] } }), [], call.account);
    expect(lines.map(({ name }) => name)).toEqual(['objective', 'budget', 'flight']);
  });

  it.each<readonly [string, CampaignSpec, Partial<AdCreative>, string]>([
    ['Performance Max', specWith({ network: 'performance_max' }), {}, 'creatives.Hero A'],
    ['too few headlines', specWith({}), { headlines: ['One'] }, 'creatives.Hero A'],
    ['a headline that is too long', specWith({}), { headline: 'x'.repeat(31) }, 'creatives.Hero A.headline'],
    ['no images', specWith({ network: 'display', business_name: 'Shop' }), {}, 'creatives.Hero A'],
    ['no keywords', specWith({ keywords: [] }), {}, 'keywords'],
    ['interests on search', specWith({ targeting: { interests: ['1'] } }), {}, 'targeting.interests'],
    [
      'interests beside audiences, of which one would be enough',
      specWith({ network: 'display', targeting: { interests: ['1'], audiences: { include: ['7'] } } }),
      {},
      'targeting.interests',
    ],
    ['placements', specWith({ targeting: { placements: ['feed'] } }), {}, 'targeting.placements'],
    ['a country that is none', specWith({ targeting: { countries: ['US', 'XX'] } }), {}, 'targeting.countries'],
  ])('says that it cannot be done with %s', (_what, spec, more, name) => {
    expect(verdicts(spec, creative(more))[name]).toBe('unsupported');
  });

  it('has three search ads at most, those that cannot be made not counted', () => {
    const ads = ['A', 'B', 'C', 'D'].map((name) => creative({ name }));
    expect(verdicts(specWith({}), creative({ name: 'X', headlines: [] }), ...ads)).toMatchObject({
      'creatives.X': 'unsupported',
      'creatives.C': 'exact',
      'creatives.D': 'unsupported',
    });
  });
});
