import type { AdCreative, CampaignConfig, CampaignSpec } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import type { RemoteCampaign } from '../platform-port.ts';

const account = '507000001';
const linkedin = (...answers: readonly ScriptedAnswer[]) => scripted('linkedin', answers, account);

const rest = 'https://linkedin/rest';
const creativesUrl = `${rest}/adAccounts/${account}/creatives`;
const platformCampaignId = '360000001';
const campaignUrn = `urn:li:sponsoredCampaign:${platformCampaignId}`;
const urn = (id: number): string => `urn:li:sponsoredCreative:${id}`;
const listLine = `GET ${creativesUrl}?q=criteria&campaigns=List(${campaignUrn})&intendedStatuses=List(ACTIVE,PAUSED,DRAFT)&pageSize=100`;
const changed: ScriptedAnswer = { status: 204, body: '' };
const created: ScriptedAnswer = { status: 201, headers: { 'x-restli-id': urn(11) }, body: '' };
const page = (elements: readonly unknown[], nextPageToken?: string): ScriptedAnswer => ({
  body: { elements, metadata: nextPageToken === undefined ? {} : { nextPageToken } },
});

const hero: AdCreative = {
  creativeId: 'c0000000-0000-4000-8000-000000000001',
  name: 'Hero A',
  format: 'image',
  url: 'https://shop.example.com/',
  headline: '20% off',
  body: 'Spring prices until Sunday',
  media: { linkedin: { image: 'urn:li:image:C4E10AQFabc' } },
};
const specWith = (config: CampaignConfig = {}, more: Partial<CampaignSpec> = {}): CampaignSpec => ({
  ...sampleSpec,
  ...more,
  config: { targeting: { countries: ['US'] }, organization_id: '2414183', ...config },
});
const group = (spec: CampaignSpec) => ({
  ...{ platformCampaignId, spec, name: 'Spring Sale [op-a1]', operationId: 'o', now: new Date('2026-11-24') },
});
const ad = (creative: AdCreative = hero, spec = specWith()) => ({
  ...{ ...group(spec), platformAdGroupId: platformCampaignId, creative, name: `${creative.name} [op-b1]` },
});
const remote: RemoteCampaign = {
  ...{ platformCampaignId, name: 'Spring Sale [op-7f3a]', status: 'active', objective: 'WEBSITE_VISIT' },
  ...{ budget: { micros: 3_000_000_000 }, today: '2026-12-08' },
};

describe('the ad group on LinkedIn', () => {
  it('is the campaign, so nothing is asked for where no conversion has to be known', async () => {
    const { adapter, call, sent } = linkedin();
    expect(await adapter.createAdGroup(call, group(specWith()))).toEqual({ platformAdGroupId: platformCampaignId });
    expect(sent).toEqual([]);
  });

  const put = (id: number) =>
    `PUT ${rest}/campaignConversions/(campaign:${campaignUrn},conversion:urn:lla:llaPartnerConversion:${id})`;

  it('makes known what counts as a conversion: the rules given', async () => {
    const { adapter, call, sent } = linkedin(changed, changed);
    const config = { conversion_ids: [104_012, 'urn:lla:llaPartnerConversion:104013'] };
    await adapter.createAdGroup(call, group(specWith(config, { objective: 'conversions' })));
    expect(sent.map(({ line }) => line)).toEqual([put(104_012), put(104_013)]);
  });

  it('or else all rules of the account that are in use, and needs one', async () => {
    const rules = {
      body: {
        elements: [
          { id: 1, enabled: false },
          { id: 2, enabled: true },
        ],
      },
    };
    const { adapter, call, sent } = linkedin(rules, changed);
    await adapter.createAdGroup(call, group(specWith({}, { objective: 'sales' })));
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${rest}/conversions?q=account&account=urn:li:sponsoredAccount:${account}`,
      put(2),
    ]);
    const without = linkedin({ body: { elements: [] } });
    await expect(
      without.adapter.createAdGroup(without.call, group(specWith({}, { objective: 'sales' }))),
    ).rejects.toMatchObject({ class: 'validation', code: 'no-conversion' });
  });

  it('may be repeated, so a lost answer leaves nothing to look for', async () => {
    const { adapter, call } = linkedin({ status: 502, body: 'Bad Gateway' });
    const spec = specWith({ conversion_ids: ['1'] }, { objective: 'conversions' });
    await expect(adapter.createAdGroup(call, group(spec))).rejects.toMatchObject({ class: 'transient' });
  });

  it('is found where the campaign carries the tag, and the look never fails', async () => {
    const look = { platformCampaignId, tag: 'op-7f3a', name: 'Spring Sale [op-7f3a]' };
    const body = { id: 360_000_001, name: 'Spring Sale [op-7f3a]', status: 'PAUSED' };
    const { adapter, call } = linkedin({ body }, { body }, { status: 404, body: { status: 404, code: 'NOT_FOUND' } });
    expect(await adapter.findAdGroups(call, look)).toEqual([platformCampaignId]);
    expect(await adapter.findAdGroups(call, { ...look, tag: 'op-a1' })).toEqual([]);
    expect(await adapter.findAdGroups(call, look)).toEqual([]);
  });
});

describe('an ad on LinkedIn', () => {
  it('is a creative with a new post, active at once under its paused campaign', async () => {
    const { adapter, call, sent } = linkedin(created);
    expect(await adapter.createAd(call, ad())).toEqual({ platformAdId: '11' });
    expect(sent).toMatchObject([
      {
        line: `POST ${creativesUrl}?action=createInline`,
        body: {
          creative: {
            campaign: campaignUrn,
            intendedStatus: 'ACTIVE',
            name: 'Hero A [op-b1]',
            inlineContent: {
              post: {
                adContext: { dscAdAccount: `urn:li:sponsoredAccount:${account}`, dscStatus: 'ACTIVE' },
                author: 'urn:li:organization:2414183',
                commentary: 'Spring prices until Sunday',
                visibility: 'PUBLIC',
                lifecycleState: 'PUBLISHED',
                isReshareDisabledByAuthor: false,
                contentLandingPage: 'https://shop.example.com/',
                contentCallToActionLabel: 'LEARN_MORE',
                content: { media: { id: 'urn:li:image:C4E10AQFabc', title: '20% off' } },
              },
            },
          },
        },
      },
    ]);
  });

  it('previews its address where no image is given', async () => {
    const { adapter, call, sent } = linkedin(created);
    const { media: _, ...bare } = hero;
    await adapter.createAd(call, ad(bare));
    expect(sent[0]?.body).toMatchObject({
      creative: {
        inlineContent: { post: { content: { article: { source: 'https://shop.example.com/', title: '20% off' } } } },
      },
    });
  });

  it('speaks for the organisation of the account where none is given', async () => {
    const reference = { body: { currency: 'USD', reference: 'urn:li:organization:7' } };
    const { adapter, call, sent } = linkedin(reference, created);
    const { organization_id: _, ...config } = specWith().config;
    await adapter.createAd(call, ad(hero, { ...sampleSpec, config }));
    expect(sent[1]?.body).toMatchObject({
      creative: { inlineContent: { post: { author: 'urn:li:organization:7' } } },
    });
  });

  it('shows a post that is there by its URN', async () => {
    const { adapter, call, sent } = linkedin(created);
    const media = { linkedin: { post: 'urn:li:share:6900000000000000001' } };
    await adapter.createAd(call, ad({ ...hero, format: 'video', media }));
    expect(sent).toMatchObject([
      {
        line: `POST ${creativesUrl}`,
        body: {
          ...{ campaign: campaignUrn, intendedStatus: 'ACTIVE', name: 'Hero A [op-b1]' },
          content: { reference: 'urn:li:share:6900000000000000001' },
        },
      },
    ]);
  });

  it('reads its id from the body too, and does not know without any', async () => {
    const inBody = linkedin({ body: { value: { creative: urn(12) } } });
    expect(await inBody.adapter.createAd(inBody.call, ad())).toEqual({ platformAdId: '12' });
    const { adapter, call } = linkedin({ status: 201, body: '' });
    await expect(adapter.createAd(call, ad())).rejects.toMatchObject({ class: 'unknown-outcome', code: 'no-id' });
    const lost = linkedin({ status: 504, body: '' });
    await expect(lost.adapter.createAd(lost.call, ad())).rejects.toMatchObject({ class: 'unknown-outcome' });
  });

  it('is found by its exact tag, to the last page', async () => {
    const { adapter, call, sent } = linkedin(
      page([{ id: urn(1), name: 'Hero A [op-b12]', intendedStatus: 'ACTIVE' }], 'two'),
      page([{ id: urn(2), name: 'Hero A [op-b1]', intendedStatus: 'ACTIVE' }]),
    );
    const look = { platformCampaignId, platformAdGroupId: platformCampaignId, tag: 'op-b1', name: 'Hero A [op-b1]' };
    expect(await adapter.findAds(call, look)).toEqual(['2']);
    expect(sent).toMatchObject([
      { line: listLine, headers: { 'x-restli-method': 'FINDER' } },
      { line: `${listLine}&pageToken=two` },
    ]);
  });

  it('goes before its campaign: a draft is deleted, any other handed over, one that is gone left out', async () => {
    const gone = { status: 404, body: { status: 404, message: 'Not found' } };
    const { adapter, call, sent } = linkedin(
      { body: { id: 360_000_001, name: 'S', status: 'ACTIVE' } },
      page([
        { id: urn(1), intendedStatus: 'ACTIVE' },
        { id: urn(2), intendedStatus: 'DRAFT' },
        { id: urn(3), intendedStatus: 'PAUSED' },
      ]),
      ...[changed, changed, gone, changed],
    );
    await adapter.removeCampaign(call, platformCampaignId);
    expect(sent.slice(2)).toMatchObject([
      { line: `POST ${creativesUrl}/${urn(1)}`, body: { patch: { $set: { intendedStatus: 'PENDING_DELETION' } } } },
      { line: `DELETE ${creativesUrl}/${urn(2)}` },
      { line: `POST ${creativesUrl}/${urn(3)}` },
      { line: expect.stringContaining('/adCampaigns/'), body: { patch: { $set: { status: 'PENDING_DELETION' } } } },
    ]);
  });

  it('has results by day, read in pieces that one answer holds', async () => {
    const row = (id: number, day: number, cost: string) => ({
      pivotValues: [urn(id)],
      dateRange: { start: { year: 2026, month: 12, day } },
      ...{ costInLocalCurrency: cost, conversionValueInLocalCurrency: '0.5', externalWebsiteConversions: 1.25 },
    });
    const { adapter, call, sent } = linkedin(
      { body: { elements: [] } },
      { body: { elements: [row(1, 1, '4.25'), row(2, 1, '3'), row(1, 2, '1')] } },
    );
    const children = { platformAdGroupId: platformCampaignId, platformAdIds: ['1', '2'] };
    const range = { since: '2026-06-01', until: '2026-12-08' };
    expect(await adapter.fetchAdMetrics(call, remote, range, children)).toMatchObject([
      {
        platformAdId: '1',
        days: [
          { date: '2026-12-01', spendMicros: 4_250_000, conversionsMicros: 1_250_000, revenueMicros: 500_000 },
          { date: '2026-12-02', spendMicros: 1_000_000 },
        ],
      },
      { platformAdId: '2', days: [{ spendMicros: 3_000_000 }] },
    ]);
    expect(sent.map(({ line }) => line)).toEqual([
      expect.stringContaining('pivot=CREATIVE&timeGranularity=DAILY&dateRange=(start:(year:2026,month:6,day:1)'),
      expect.stringContaining('end:(year:2026,month:12,day:8)'),
    ]);
  });

  it.each([
    ['PENDING', 'pending'],
    ['NEEDS_REVIEW', 'pending'],
    ['APPROVED', 'approved'],
    ['REJECTED', 'rejected'],
    [undefined, null],
  ])('whose review is %s is %s', async (status, review) => {
    const element = {
      ...{ id: urn(1), intendedStatus: 'ACTIVE', lastModifiedAt: Date.parse('2026-12-02T00:00:00Z') },
      servingHoldReasons: ['UNDER_REVIEW', 'CAMPAIGN_STOPPED'],
      ...(status === undefined ? {} : { review: { status } }),
    };
    const { adapter, call } = linkedin(page([element]));
    const children = { platformAdGroupId: platformCampaignId, platformAdIds: ['1', '2'] };
    const { seen } = await adapter.readChanges(call, remote, { since: new Date(0), children });
    expect(seen).toEqual([
      {
        ...{ level: 'ad', platformId: '1', status: 'active', review },
        ...{ reason: 'UNDER_REVIEW; CAMPAIGN_STOPPED', changedAt: '2026-12-02T00:00:00.000Z' },
      },
      { level: 'ad', platformId: '2', status: 'removed', review: null, reason: null, changedAt: null },
    ]);
  });
});

describe('the plan of a LinkedIn campaign', () => {
  const { adapter, call } = linkedin();
  const verdicts = (spec: CampaignSpec, ...creatives: readonly AdCreative[]) =>
    adapter.plan(spec, creatives, call.account).map(({ name, verdict }) => [name, verdict]);

  it('has the audience in it without creatives too, for the campaign carries it', () => {
    const targeting = {
      countries: ['US'],
      age_min: 18,
      age_max: 34,
      genders: ['female'],
      placements: ['feed'],
      moods: ['glad'],
    };
    expect(verdicts(specWith({ targeting }))).toEqual([
      ['targeting.countries', 'exact'],
      ['targeting.age', 'exact'],
      ['targeting.genders', 'exact'],
      ['targeting.placements', 'unsupported'],
      ['targeting.moods', 'unsupported'],
    ]);
  });

  it('says what each creative lacks and what comes out differently', () => {
    const { media: _, ...preview } = hero;
    const { url: _url, ...nowhere } = hero;
    const post = { linkedin: { post: 'urn:li:share:1' } };
    expect(
      verdicts(
        specWith(),
        hero,
        { ...preview, name: 'Preview', action: 'shop_now' },
        { ...nowhere, name: 'Nowhere' },
        { ...hero, name: 'Film', format: 'video' },
        { ...hero, name: 'Post', format: 'video', media: post },
      ).slice(1),
    ).toEqual([
      ['creatives.Hero A', 'exact'],
      ['creatives.Preview', 'approximated'],
      ['creatives.Preview.action', 'approximated'],
      ['creatives.Nowhere', 'unsupported'],
      ['creatives.Film', 'unsupported'],
      ['creatives.Post', 'approximated'],
    ]);
  });

  it('makes no lead ads, nor anything of media that it does not know', () => {
    expect(verdicts(specWith({}, { objective: 'lead_gen' }), hero)).toContainEqual(['creatives.Hero A', 'unsupported']);
    const unknown = { ...hero, media: { linkedin: { photo: 'x' } } };
    expect(() => verdicts(specWith(), unknown)).toThrow(expect.objectContaining({ class: 'validation' }));
  });

  it('holds when an ad is made: what is unsupported is not sent', async () => {
    const silent = linkedin();
    await expect(silent.adapter.createAd(silent.call, ad({ ...hero, format: 'carousel' }))).rejects.toMatchObject({
      class: 'validation',
      code: 'unsupported',
    });
    expect(silent.sent).toEqual([]);
  });
});
