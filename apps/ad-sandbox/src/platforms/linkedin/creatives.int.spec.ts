import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';
import { account, failureOf, linkedinCalls } from './testing/linkedin-calls.ts';

let sandbox: RunningSandbox;
const { send, get, post, create, set, spends } = linkedinCalls(() => sandbox);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', account);
});
afterEach(() => sandbox.close());

const partial = { headers: { 'x-restli-method': 'PARTIAL_UPDATE' } };
const campaignUrn = (id: string): string => `urn:li:sponsoredCampaign:${id}`;
const pathOf = (urn: string): string => `/creatives/${encodeURIComponent(urn)}`;
const idOf = (reply: Reply): string => reply.headers.get('x-restli-id') ?? '';

const shareOf = (campaign: string, more: object = {}) => ({
  campaign: campaignUrn(campaign),
  content: { reference: 'urn:li:share:6900000000000000001' },
  ...{ intendedStatus: 'ACTIVE', name: 'Hero A [op-b1]' },
  ...more,
});
const article = { article: { source: 'https://shop.example.com/', title: '20% off' } };
const dscAdAccount = `urn:li:sponsoredAccount:${account}`;
const inlineOf = (campaign: string, more: object = {}) => ({
  creative: {
    ...{ campaign: campaignUrn(campaign), intendedStatus: 'ACTIVE', name: 'Hero A [op-b1]' },
    inlineContent: {
      post: {
        adContext: { dscAdAccount, dscStatus: 'ACTIVE' },
        ...{ author: 'urn:li:organization:2414183', commentary: 'Until Sunday', visibility: 'PUBLIC' },
        ...{ lifecycleState: 'PUBLISHED', isReshareDisabledByAuthor: false },
        ...{ contentLandingPage: 'https://shop.example.com/', contentCallToActionLabel: 'LEARN_MORE' },
        content: article,
        ...more,
      },
    },
  },
});
const share = async (campaign: string, more?: object): Promise<string> => {
  const reply = await post('/creatives', shareOf(campaign, more));
  if (reply.status !== 201) throw new Error(reply.text);
  return idOf(reply);
};
const read = async (urn: string) => (await get(pathOf(urn))).json<Readonly<Record<string, unknown>>>();
const change = (urn: string, fields: object): Promise<Reply> => post(pathOf(urn), { patch: { $set: fields } }, partial);
const find = async (campaign: string, more = '') => {
  const query = `q=criteria&campaigns=List(${encodeURIComponent(campaignUrn(campaign))})${more}`;
  const reply = await get(`/creatives?${query}`, { headers: { 'x-restli-method': 'FINDER' } });
  return reply.json<{ elements: readonly { id: string }[]; metadata: { nextPageToken?: string } }>();
};
const control = (method: string, path: string, body: object) => sandbox.call(method, `/control${path}`, { body });

describe('a creative on LinkedIn', () => {
  it('has its id, a URN, in a header only, and shows its post and its review', async () => {
    await control('PUT', '/reviews', { delayMs: 1000 });
    const campaign = await create();
    const reply = await post('/creatives', shareOf(campaign));
    expect([reply.status, reply.text]).toEqual([201, '']);
    const urn = idOf(reply);
    expect(urn).toMatch(/^urn:li:sponsoredCreative:\d+$/);
    expect(await read(urn)).toEqual({
      ...{ id: urn, account: dscAdAccount, campaign: campaignUrn(campaign), name: 'Hero A [op-b1]' },
      ...{ intendedStatus: 'ACTIVE', isServing: false, servingHoldReasons: ['UNDER_REVIEW', 'CAMPAIGN_STOPPED'] },
      review: { status: 'PENDING' },
      content: { reference: 'urn:li:share:6900000000000000001' },
      ...{ createdAt: startOfTests, lastModifiedAt: startOfTests },
    });
    await set(campaign, { status: 'ACTIVE' });
    sandbox.clock.forward(1000);
    const served = await read(urn);
    expect(served).toMatchObject({ isServing: true, review: { status: 'APPROVED' } });
    expect(served).not.toHaveProperty('servingHoldReasons');
  });

  it('is made with its post inline, its id in a header or, when it pleases LinkedIn, in the body', async () => {
    const campaign = await create();
    const first = await post('/creatives?action=createInline', inlineOf(campaign));
    expect([first.status, (await read(idOf(first)))['content']]).toEqual([
      201,
      { reference: expect.stringMatching(/^urn:li:share:\d+$/) },
    ]);
    await control('PUT', '/switches', { on: ['linkedin_inline_id_in_body'] });
    const second = await post('/creatives?action=createInline', inlineOf(campaign));
    expect([second.status, idOf(second)]).toEqual([200, '']);
    expect(second.json()).toEqual({ value: { creative: expect.stringMatching(/^urn:li:sponsoredCreative:\d+$/) } });
  });

  it.each([
    ['fields that LinkedIn sets itself', { adContext: { dscAdAccount, dscStatus: 'ACTIVE', dscAdType: 'X' } }, 422],
    ['another account', { adContext: { dscAdAccount: 'urn:li:sponsoredAccount:1', dscStatus: 'ACTIVE' } }, 400],
    ['a person as its author', { author: 'urn:li:person:a' }, 400],
    ['no text', { commentary: undefined }, 400],
    ['a post for some only', { visibility: 'CONNECTIONS' }, 400],
    ['nothing to see', { content: {} }, 400],
    ['an image and an article', { content: { ...article, media: { id: 'urn:li:image:1' } } }, 400],
    ['an image that is no URN', { content: { media: { id: 'picture.png' } } }, 400],
  ])('is refused inline with %s', async (_case, more, status) => {
    const campaign = await create();
    expect((await post('/creatives?action=createInline', inlineOf(campaign, more))).status).toBe(status);
    expect((await find(campaign)).elements).toEqual([]);
  });

  it.each([
    ['no campaign', { campaign: undefined }],
    ['a status of its end', { intendedStatus: 'ARCHIVED' }],
    ['a post that is no URN', { content: { reference: '6900000000000000001' } }],
    ['a field that LinkedIn does not know', { status: 'ACTIVE' }],
  ])('is refused with %s', async (_case, more) => {
    const campaign = await create();
    expect((await post('/creatives', shareOf(campaign, more))).status).toBe(400);
    expect((await find(campaign)).elements).toEqual([]);
  });

  it('belongs to a campaign of the account that is there, of its format, in its states', async () => {
    expect((await post('/creatives', shareOf('1'))).status).toBe(404);
    const removed = await create();
    await set(removed, { status: 'PENDING_DELETION' });
    expect((await post('/creatives', shareOf(removed))).status).toBe(400);
    const film = await create({ format: 'SINGLE_VIDEO' });
    expect((await post('/creatives?action=createInline', inlineOf(film))).status).toBe(400);
    const draft = await create({ status: 'DRAFT' });
    expect((await post('/creatives', shareOf(draft))).status).toBe(400);
    expect((await post('/creatives', shareOf(draft, { intendedStatus: 'DRAFT' }))).status).toBe(201);
  });

  it('needs a form where leads are the aim', async () => {
    const campaign = await create({ objectiveType: 'LEAD_GENERATION' });
    expect((await post('/creatives', shareOf(campaign))).status).toBe(400);
    expect((await post('/creatives', shareOf(campaign, { leadgenCallToAction: { label: 'APPLY' } }))).status).toBe(201);
  });

  it('is one of a hundred in a campaign at most', async () => {
    const campaign = await create();
    for (let count = 0; count < 100; count += 1) await share(campaign);
    expect((await post('/creatives', shareOf(campaign))).status).toBe(400);
  });

  it('cannot be paused while it is under review, nor made paused where LinkedIn refuses that', async () => {
    await control('PUT', '/reviews', { delayMs: 1000 });
    const campaign = await create();
    const urn = await share(campaign);
    const refused = await change(urn, { intendedStatus: 'PAUSED' });
    expect(failureOf(refused)).toEqual({ status: 400, serviceErrorCode: 0, message: expect.any(String) });
    sandbox.clock.forward(1000);
    expect((await change(urn, { intendedStatus: 'PAUSED' })).status).toBe(204);
    expect(await read(urn)).toMatchObject({
      intendedStatus: 'PAUSED',
      servingHoldReasons: ['STOPPED', 'CAMPAIGN_STOPPED'],
    });
    expect((await change(urn, { intendedStatus: 'ACTIVE' })).status).toBe(204);
    await control('PUT', '/switches', { on: ['linkedin_paused_creative_refused'] });
    expect((await post('/creatives', shareOf(campaign, { intendedStatus: 'PAUSED' }))).status).toBe(400);
  });

  it('changes its name and its status, and never its content', async () => {
    const urn = await share(await create());
    expect((await change(urn, { name: 'Hero B' })).status).toBe(204);
    expect((await change(urn, { content: { reference: 'urn:li:share:2' } })).status).toBe(400);
    expect((await change(urn, { leadgenCallToAction: {} })).status).toBe(400);
    expect((await post(pathOf(urn), { patch: { $set: { name: 'C' } } })).status).toBe(400);
    expect(await read(urn)).toMatchObject({
      name: 'Hero B',
      content: { reference: 'urn:li:share:6900000000000000001' },
    });
  });

  it('is not reviewed as a draft; its review begins when it becomes active', async () => {
    const urn = await share(await create(), { intendedStatus: 'DRAFT', name: 'Hero rejected' });
    expect(await read(urn)).not.toHaveProperty('review');
    await change(urn, { intendedStatus: 'ACTIVE' });
    expect(await read(urn)).toMatchObject({
      review: { status: 'REJECTED', rejectionReasons: ['The ad does not follow the advertising policy'] },
      servingHoldReasons: ['REJECTED', 'CAMPAIGN_STOPPED'],
    });
  });

  it('is deleted as a draft, or in a draft campaign, and else handed over for good', async () => {
    const campaign = await create();
    const [draft, live] = [await share(campaign, { intendedStatus: 'DRAFT' }), await share(campaign)];
    expect((await send('DELETE', pathOf(draft))).status).toBe(204);
    expect((await get(pathOf(draft))).status).toBe(404);
    expect((await send('DELETE', pathOf(live))).status).toBe(400);
    expect((await change(live, { intendedStatus: 'PENDING_DELETION' })).status).toBe(204);
    expect((await read(live))['intendedStatus']).toBe('PENDING_DELETION');
    expect((await change(live, { intendedStatus: 'ACTIVE' })).status).toBe(400);
    sandbox.clock.forward(1000);
    expect((await read(live))['intendedStatus']).toBe('REMOVED');
  });

  it('is found by campaign and status, in pages, by a finder that says so', async () => {
    const [campaign, other] = [await create(), await create()];
    const first = await share(campaign);
    const second = await share(campaign, { intendedStatus: 'DRAFT' });
    await share(other);
    expect((await find(campaign)).elements.map(({ id }) => id)).toEqual([first, second]);
    expect((await find(campaign, '&intendedStatuses=List(DRAFT,PAUSED)')).elements.map(({ id }) => id)).toEqual([
      second,
    ]);
    const page = await find(campaign, '&pageSize=1');
    expect(page.elements.map(({ id }) => id)).toEqual([first]);
    const last = await find(campaign, `&pageSize=1&pageToken=${page.metadata.nextPageToken}`);
    expect(last).toMatchObject({ elements: [{ id: second }], metadata: {} });
    expect((await get('/creatives?q=criteria')).status).toBe(400);
  });

  it('is not shown at once where lists lag behind', async () => {
    const campaign = await create();
    await sandbox.faults([], 3000);
    const urn = await share(campaign);
    expect((await find(campaign)).elements).toEqual([]);
    expect((await read(urn))['id']).toBe(urn);
  });

  it('keeps its own status under a campaign that is deleted', async () => {
    const campaign = await create();
    const urn = await share(campaign);
    await set(campaign, { status: 'PENDING_DELETION' });
    expect(await read(urn)).toMatchObject({ intendedStatus: 'ACTIVE', servingHoldReasons: ['CAMPAIGN_STOPPED'] });
  });

  it('is of its account', async () => {
    const urn = await share(await create());
    await sandbox.openAccount('linkedin', '508');
    expect((await get(`/linkedin/rest/adAccounts/508${pathOf(urn)}`)).status).toBe(404);
  });

  it('has rows of its own in a report that is pivoted by creatives, also after it was deleted', async () => {
    const campaign = await create({ status: 'ACTIVE' });
    const urns = [await share(campaign), await share(campaign)];
    sandbox.clock.forward(3000);
    await change(urns[0] ?? '', { intendedStatus: 'PENDING_DELETION' });
    const range = 'dateRange=(start:(year:2026,month:12,day:1),end:(year:2026,month:12,day:31))';
    const report = async (granularity: string) => {
      const asked = `q=analytics&pivot=CREATIVE&timeGranularity=${granularity}&${range}`;
      const campaigns = `campaigns=List(${encodeURIComponent(campaignUrn(campaign))})`;
      const fields = 'fields=pivotValues,costInLocalCurrency';
      const reply = await get(`/linkedin/rest/adAnalytics?${asked}&${campaigns}&${fields}`);
      return reply.json<{ elements: readonly { pivotValues: string[]; costInLocalCurrency: string }[] }>().elements;
    };
    const cents = (costs: readonly (string | number)[]): number =>
      costs.reduce<number>((sum, cost) => sum + Math.round(Number(cost) * 100), 0);
    const daily = await report('DAILY');
    expect(new Set(daily.map(({ pivotValues }) => pivotValues[0]))).toEqual(new Set(urns));
    expect(cents(daily.map((row) => row.costInLocalCurrency))).toBe(cents(await spends(campaign)));
    const whole = await report('ALL');
    expect(whole).toHaveLength(2);
    expect(cents(whole.map((row) => row.costInLocalCurrency))).toBe(cents(await spends(campaign)));
  });
});

describe('a conversion on LinkedIn', () => {
  const key = (campaign: string, id: string): string =>
    `(campaign:${encodeURIComponent(campaignUrn(campaign))},conversion:${encodeURIComponent(`urn:lla:llaPartnerConversion:${id}`)})`;
  const associate = (campaign: string, id: string) =>
    send('PUT', `/linkedin/rest/campaignConversions/${key(campaign, id)}`, {});
  const rules = async (): Promise<readonly { id: number }[]> =>
    (await get(`/linkedin/rest/conversions?q=account&account=${encodeURIComponent(dscAdAccount)}`)).json<{
      elements: readonly { id: number }[];
    }>().elements;

  it('is a rule of the account, of which a campaign that aims at it needs one before its ads serve', async () => {
    const [rule] = await rules();
    const aimed = { objectiveType: 'WEBSITE_CONVERSION', optimizationTargetType: 'MAX_CONVERSION', status: 'ACTIVE' };
    const campaign = await create(aimed);
    const urn = await share(campaign);
    expect(await read(urn)).toMatchObject({ intendedStatus: 'ACTIVE', isServing: false });
    sandbox.clock.forward(3000);
    expect(await spends(campaign)).toEqual([]);
    expect((await associate(campaign, String(rule?.id))).status).toBe(204);
    expect((await associate(campaign, String(rule?.id))).status).toBe(204);
    await set(campaign, { name: 'New' });
    expect(await read(urn)).toMatchObject({ isServing: true });
    sandbox.clock.forward(3000);
    expect((await spends(campaign)).length).toBeGreaterThan(0);
    expect((await get(`/adCampaigns/${campaign}`)).text).not.toContain('conversions');
  });

  it('is refused where either side is not there, and to the token of others', async () => {
    const campaign = await create();
    expect((await associate(campaign, '404')).status).toBe(404);
    const [rule] = await rules();
    expect((await associate('1', String(rule?.id))).status).toBe(403);
    expect((await send('PUT', '/linkedin/rest/campaignConversions/(campaign:1)', {})).status).toBe(400);
    expect((await get('/linkedin/rest/conversions')).status).toBe(400);
  });
});
