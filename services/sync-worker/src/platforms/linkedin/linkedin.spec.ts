import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, type ScriptOptions, scripted } from '../../testing/scripted-platform.ts';

const account = '507000001';
const linkedin = (answers: readonly ScriptedAnswer[], options: ScriptOptions = {}) =>
  scripted('linkedin', answers, account, options);

const campaignsUrl = `https://linkedin/rest/adAccounts/${account}/adCampaigns`;
const groupsUrl = `https://linkedin/rest/adAccounts/${account}/adCampaignGroups`;
const id = '360000001';
const campaign = {
  id: 360_000_001,
  name: 'Spring Sale [op-7f3a]',
  status: 'PAUSED',
  objectiveType: 'WEBSITE_VISIT',
  totalBudget: { amount: '3000.00', currencyCode: 'USD' },
};
const created: ScriptedAnswer = { status: 201, headers: { 'x-restli-id': id }, body: '' };
const changed: ScriptedAnswer = { status: 204, body: '' };
const page = (elements: readonly unknown[], nextPageToken?: string): ScriptedAnswer => ({
  body: { elements, metadata: nextPageToken === undefined ? {} : { nextPageToken } },
});
const accountAnswer = (reference: string): ScriptedAnswer => ({
  body: { id: 507_000_001, currency: 'USD', reference },
});
const refusal = (status: number, more: object): ScriptedAnswer => ({
  status,
  body: { status, message: 'No', ...more },
});

const config = { targeting: { countries: ['US'] } };
const creation = {
  spec: { ...sampleSpec, config },
  name: campaign.name,
  operationId: 'o',
  now: new Date('2026-11-24'),
};
const placed = {
  ...creation,
  spec: { ...sampleSpec, config: { ...config, campaign_group_id: '600000001', organization_id: 2_414_183 } },
};

describe('the LinkedIn adapter', () => {
  it('creates a campaign in the first active group of the account, for its organisation; the id is in a header', async () => {
    const { adapter, call, sent } = linkedin([
      page([{ id: 600_000_000, status: 'PAUSED' }], 'bmV4dA=='),
      page([{ id: 600_000_002, status: 'ACTIVE' }], 'more'),
      accountAnswer('urn:li:organization:2414183'),
      created,
    ]);
    expect(await adapter.createCampaign(call, creation)).toEqual({ platformCampaignId: id });
    const search = '?q=search&search=(status:(values:List(ACTIVE)))&pageSize=100';
    expect(sent).toMatchObject([
      { line: `GET ${groupsUrl}${search}` },
      { line: `GET ${groupsUrl}${search}&pageToken=bmV4dA==` },
      { line: `GET https://linkedin/rest/adAccounts/${account}` },
      {
        line: `POST ${campaignsUrl}`,
        headers: {
          authorization: 'Bearer planted-token',
          'linkedin-version': '202607',
          'x-restli-protocol-version': '2.0.0',
        },
        body: {
          campaignGroup: 'urn:li:sponsoredCampaignGroup:600000002',
          associatedEntity: 'urn:li:organization:2414183',
          status: 'PAUSED',
        },
      },
    ]);
  });

  it('looks neither for a group nor for an organisation where the configuration names them', async () => {
    const { adapter, call, sent } = linkedin([created]);
    await adapter.createCampaign(call, placed);
    expect(sent).toMatchObject([
      {
        body: {
          campaignGroup: 'urn:li:sponsoredCampaignGroup:600000001',
          associatedEntity: 'urn:li:organization:2414183',
        },
      },
    ]);
  });

  it('says what to do when there is no active group, or no organisation', async () => {
    const withoutGroup = linkedin([page([])]);
    await expect(withoutGroup.adapter.createCampaign(withoutGroup.call, creation)).rejects.toMatchObject({
      class: 'validation',
      code: 'no-campaign-group',
      message: expect.stringContaining('campaign_group_id'),
    });
    const ofPerson = linkedin([page([{ id: 1, status: 'ACTIVE' }]), accountAnswer('urn:li:person:abc')]);
    await expect(ofPerson.adapter.createCampaign(ofPerson.call, creation)).rejects.toMatchObject({
      class: 'validation',
      code: 'no-organization',
      message: expect.stringContaining('organization_id'),
    });
  });

  it('asks LinkedIn nothing about a campaign that it could not be told', async () => {
    const { adapter, call, sent } = linkedin([]);
    await expect(adapter.createCampaign(call, { ...creation, spec: sampleSpec })).rejects.toMatchObject({
      class: 'validation',
      code: 'targeting-missing',
    });
    expect(sent).toEqual([]);
  });

  it.each([
    ['an answer without an id', { status: 201, body: '' }, 'no-id'],
    ['a gateway that gave up', { status: 502, body: 'Bad Gateway' }, 'http-502'],
    ['a time-out in the words of LinkedIn', refusal(504, { serviceErrorCode: 0 }), 'http-504'],
    ['a request that took too long', refusal(408, {}), 'http-408'],
    ['a garbled failure', { status: 500, body: '<html>' }, 'http-500'],
  ])('does not know whether a campaign was created after %s', async (_case, answer, code) => {
    const { adapter, call } = linkedin([answer]);
    await expect(adapter.createCampaign(call, placed)).rejects.toMatchObject({ class: 'unknown-outcome', code });
  });

  it('finds campaigns that exist by the exact tag, to the last page', async () => {
    const near = { ...campaign, id: 2, name: 'Spring Sale [op-7f3a2]' };
    const removed = { ...campaign, id: 3, status: 'PENDING_DELETION' };
    const { adapter, call, sent } = linkedin([page([], 'two'), page([near, removed], 'three'), page([campaign])]);
    expect(await adapter.findByTag(call, { tag: 'op-7f3a', name: campaign.name })).toEqual([id]);
    expect(sent.map(({ line }) => line)).toEqual(
      ['', '&pageToken=two', '&pageToken=three'].map(
        (token) =>
          `GET ${campaignsUrl}?q=search&search=(name:(values:List(Spring Sale [op-7f3a])))&pageSize=100${token}`,
      ),
    );
  });

  it('reads a campaign with its budget for the flight, on the date in UTC', async () => {
    // In Los Angeles it is still the evening before.
    const { adapter, call } = linkedin([{ body: campaign, headers: { date: 'Tue, 08 Dec 2026 03:00:00 GMT' } }]);
    expect(await adapter.readCampaign(call, id)).toEqual({
      platformCampaignId: id,
      name: campaign.name,
      status: 'paused',
      objective: 'WEBSITE_VISIT',
      budget: { micros: 3_000_000_000 },
      today: '2026-12-08',
    });
  });

  it.each([
    ['ACTIVE', 'active'],
    ['PAUSED', 'paused'],
    ['DRAFT', 'paused'],
    ['COMPLETED', 'paused'],
    ['ARCHIVED', 'removed'],
    ['CANCELED', 'removed'],
    ['PENDING_DELETION', 'removed'],
    ['REMOVED', 'removed'],
  ])('takes a campaign that is %s as %s', async (status, expected) => {
    const { adapter, call } = linkedin([{ body: { ...campaign, status } }]);
    expect((await adapter.readCampaign(call, id)).status).toBe(expected);
  });

  it.each([
    ['USD', '3000.00', 3_000_000_000],
    ['JPY', '300000', 300_000_000_000],
    ['KWD', '3000.125', 3_000_125_000],
  ])('sees no difference in a budget in %s that it wrote itself', async (currency, amount, micros) => {
    const totalBudget = { amount, currencyCode: currency };
    const { adapter, call, sent } = linkedin([{ body: { ...campaign, totalBudget } }, changed], {
      account: { currency },
    });
    const remote = await adapter.readCampaign(call, id);
    const spec = { ...sampleSpec, budget: { micros, currency } };
    expect(adapter.budgetChange(remote, spec, call.account)).toBeUndefined();
    await adapter.updateCampaign(call, remote, { budgetMicros: micros });
    expect(sent[1]?.body).toEqual({ patch: { $set: { totalBudget } } });
  });

  it('gives a campaign with a daily budget only one for the flight', async () => {
    const { totalBudget: _, ...daily } = campaign;
    const { adapter, call } = linkedin([{ body: { ...daily, dailyBudget: { amount: '50.00' } } }]);
    const remote = await adapter.readCampaign(call, id);
    expect(adapter.budgetChange(remote, sampleSpec, call.account)).toEqual({
      field: 'budget',
      before: null,
      after: 3_000_000_000,
    });
  });

  it('changes status and settings by partial updates that are answered without a body', async () => {
    const { adapter, call, sent } = linkedin([{ body: campaign }, changed, changed]);
    const remote = await adapter.readCampaign(call, id);
    await adapter.setStatus(call, id, 'active');
    await adapter.updateCampaign(call, remote, { name: 'New', budgetMicros: 4_500_500_000 });
    const partial = { line: `POST ${campaignsUrl}/${id}`, headers: { 'x-restli-method': 'PARTIAL_UPDATE' } };
    expect(sent.slice(1)).toMatchObject([
      { ...partial, body: { patch: { $set: { status: 'ACTIVE' } } } },
      {
        ...partial,
        body: { patch: { $set: { name: 'New', totalBudget: { amount: '4500.50', currencyCode: 'USD' } } } },
      },
    ]);
  });

  it.each([
    ['PAUSED', [`POST ${campaignsUrl}/${id}`], { patch: { $set: { status: 'PENDING_DELETION' } } }],
    ['DRAFT', [`DELETE ${campaignsUrl}/${id}`], undefined],
    ['REMOVED', [], undefined],
  ])('removes a campaign that is %s in its own way', async (status, lines, body) => {
    const { adapter, call, sent } = linkedin([{ body: { ...campaign, status } }, page([]), changed]);
    await adapter.removeCampaign(call, id);
    expect(sent.slice(2).map(({ line }) => line)).toEqual(lines);
    expect(sent[2]?.body).toEqual(body);
  });

  it('says whose currency an account has, and that its days are those of UTC', async () => {
    const { adapter, call } = linkedin([accountAnswer('urn:li:organization:1')]);
    expect(await adapter.verifyAccount(call)).toEqual({ currency: 'USD', timeZone: 'UTC' });
  });

  it('speaks the version that it is told', async () => {
    const { adapter, call, sent } = linkedin([changed], { linkedinVersion: '202610' });
    await adapter.setStatus(call, id, 'paused');
    expect(sent[0]?.headers).toMatchObject({ 'linkedin-version': '202610' });
  });

  it('takes an account that is written as a URN', async () => {
    const { adapter, call, sent } = linkedin([changed]);
    const written = { ...call, account: { ...call.account, adAccountId: `urn:li:sponsoredAccount:${account}` } };
    await adapter.setStatus(written, id, 'paused');
    expect(sent[0]?.line).toBe(`POST ${campaignsUrl}/${id}`);
  });

  it('asks for results by day in one call, however long the range', async () => {
    const row = {
      pivotValues: ['urn:li:sponsoredCampaign:360000001'],
      dateRange: { start: { year: 2026, month: 11, day: 1 }, end: { year: 2026, month: 11, day: 1 } },
      impressions: 10_342,
      clicks: 311,
      costInLocalCurrency: '42.17',
      externalWebsiteConversions: 6,
      conversionValueInLocalCurrency: '389.4',
      oneClickLeads: 2,
    };
    const report = { body: { elements: [row], paging: { start: 0, count: 10, links: [] } } };
    const { adapter, call, sent } = linkedin([{ body: campaign }, report, report]);
    const remote = await adapter.readCampaign(call, id);
    const range = { since: '2026-01-09', until: '2026-12-08' };
    const day = {
      date: '2026-11-01',
      spendMicros: 42_170_000,
      impressions: 10_342,
      clicks: 311,
      conversionsMicros: 6_000_000,
      revenueMicros: 389_400_000,
    };
    expect(await adapter.fetchDailyMetrics(call, remote, range)).toEqual([day]);
    const ofLeads = { ...remote, objective: 'LEAD_GENERATION' };
    expect(await adapter.fetchDailyMetrics(call, ofLeads, range)).toEqual([{ ...day, conversionsMicros: 2_000_000 }]);
    expect(sent[1]?.line).toBe(
      'GET https://linkedin/rest/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY' +
        '&dateRange=(start:(year:2026,month:1,day:9),end:(year:2026,month:12,day:8))' +
        '&campaigns=List(urn:li:sponsoredCampaign:360000001)' +
        '&fields=pivotValues,dateRange,impressions,clicks,costInLocalCurrency,externalWebsiteConversions,' +
        'conversionValueInLocalCurrency,oneClickLeads',
    );
  });

  it('takes what a report leaves out as zero, and an empty one as nothing', async () => {
    const bare = { dateRange: { start: { year: 2026, month: 12, day: 3 } } };
    const { adapter, call } = linkedin([
      { body: campaign },
      { body: { elements: [bare] } },
      { body: { elements: [] } },
    ]);
    const remote = await adapter.readCampaign(call, id);
    const range = { since: '2026-12-01', until: '2026-12-08' };
    expect(await adapter.fetchDailyMetrics(call, remote, range)).toMatchObject([
      { date: '2026-12-03', spendMicros: 0 },
    ]);
    expect(await adapter.fetchDailyMetrics(call, remote, range)).toEqual([]);
  });

  it('hands on which field LinkedIn refuses, and why', async () => {
    const inputErrors = [
      {
        code: 'FIELD_VALUE_TOO_LOW',
        description: "totalBudget/amount can't be lower than 100",
        input: { inputPath: { fieldPath: 'totalBudget/amount' } },
      },
    ];
    const { adapter, call } = linkedin([refusal(400, { code: 'FIELD_VALUE_TOO_LOW', errorDetails: { inputErrors } })]);
    await expect(adapter.createCampaign(call, placed)).rejects.toMatchObject({
      class: 'validation',
      code: 'FIELD_VALUE_TOO_LOW',
      message: "No | totalBudget/amount: totalBudget/amount can't be lower than 100",
    });
  });

  it("keeps LinkedIn's number of a request that failed on their side", async () => {
    const { adapter, call } = linkedin([{ ...refusal(500, {}), headers: { 'x-li-uuid': 'AAXYZ' } }]);
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({
      class: 'transient',
      message: 'No (x-li-uuid AAXYZ)',
    });
  });
});
