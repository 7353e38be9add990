import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';
import { account, failureOf, fieldsOf, linkedinCalls, sale, usGeo } from './testing/linkedin-calls.ts';

const facet = (name: string): string => `urn:li:adTargetingFacet:${name}`;
const including = (...clauses: readonly object[]) => ({
  include: { and: [{ or: { [facet('locations')]: [usGeo] } }, ...clauses.map((or) => ({ or }))] },
});
const dollars = (amount: string) => ({ amount, currencyCode: 'USD' });
const december = { start: startOfTests, end: Date.parse('2026-12-31T05:00:00Z') };
const forTheFlight = { dailyBudget: undefined, totalBudget: dollars('3000.00'), runSchedule: december };

let sandbox: RunningSandbox;
const { send, get, post, patch, set, create, read, search, spends } = linkedinCalls(() => sandbox);
const idsFor = async (query: string): Promise<readonly unknown[]> => (await search(query)).elements.map(({ id }) => id);
const serving = async (id: string): Promise<unknown> => (await read(id))['servingStatuses'];

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', account);
});
afterEach(() => sandbox.close());

describe('creating a campaign on LinkedIn', () => {
  it('answers with an id in a header and nothing else', async () => {
    const reply = await post('/adCampaigns', sale);
    expect([reply.status, reply.text, reply.headers.get('x-restli-id')]).toEqual([201, '', '360000001']);
    expect(await read('360000001')).toEqual({
      ...sale,
      id: 360_000_001,
      servingStatuses: ['STOPPED'],
      changeAuditStamps: { created: { time: startOfTests }, lastModified: { time: startOfTests } },
      version: { versionTag: '1' },
    });
  });

  it.each([
    ...['account', 'campaignGroup', 'associatedEntity', 'name', 'type', 'objectiveType', 'costType', 'dailyBudget'],
    ...['locale', 'targetingCriteria', 'offsiteDeliveryEnabled', 'politicalIntent'],
  ])('is refused without %s', async (field) => {
    const reply = await post('/adCampaigns', { ...sale, [field]: undefined });
    expect(reply.status).toBe(400);
    expect(failureOf(reply)).toMatchObject({ code: 'MISSING_FIELD' });
    expect(fieldsOf(reply)).toEqual([field]);
  });

  it.each([
    ['a bid by hand without a bid', { optimizationTargetType: 'NONE' }, 'unitCost'],
    ['nothing said about bids', { optimizationTargetType: undefined }, 'unitCost'],
    ['a budget for the flight without its end', { ...forTheFlight, runSchedule: { start: 1 } }, 'runSchedule/end'],
    [
      'pacing over the flight without its end',
      { pacingStrategy: 'LIFETIME', totalBudget: dollars('500') },
      'runSchedule/end',
    ],
    ['targeting without places', { targetingCriteria: { include: { and: [] } } }, 'targetingCriteria/include/and'],
    [
      'targeting by age alone',
      { targetingCriteria: { include: { and: [{ or: { [facet('ageRanges')]: ['urn:li:ageRange:(25,34)'] } }] } } },
      'targetingCriteria',
    ],
  ])('is refused with %s', async (_case, more, field) => {
    const reply = await post('/adCampaigns', { ...sale, ...more });
    expect(failureOf(reply)).toMatchObject({ status: 400, code: 'MISSING_FIELD' });
    expect(fieldsOf(reply)).toEqual([field]);
  });

  it('names everything that is wrong at once', async () => {
    const reply = await post('/adCampaigns', { ...sale, name: ' ', costType: 'CPA', locale: undefined });
    expect(failureOf(reply)).toMatchObject({ code: 'MULTIPLE_VALIDATIONS_FAILED' });
    expect(fieldsOf(reply)).toEqual(['locale', 'name', 'costType']);
  });

  it.each([
    ['the account of others', { account: 'urn:li:sponsoredAccount:508' }, 'account'],
    ['a group that the account does not have', { campaignGroup: 'urn:li:sponsoredCampaignGroup:1' }, 'campaignGroup'],
    ['a group that is no URN', { campaignGroup: `6${account}` }, 'campaignGroup'],
    ['an unknown type', { type: 'BANNER' }, 'type'],
    ['an objective of another platform', { objectiveType: 'OUTCOME_TRAFFIC' }, 'objectiveType'],
    ['an unknown way to pay', { costType: 'CPA' }, 'costType'],
    ['an unknown aim of bids', { optimizationTargetType: 'MAX_MONEY' }, 'optimizationTargetType'],
    ['a locale as one text', { locale: 'en_US' }, 'locale'],
    ['an unknown intent', { politicalIntent: 'SOMETIMES' }, 'politicalIntent'],
    ['a flag as text', { offsiteDeliveryEnabled: 'false' }, 'offsiteDeliveryEnabled'],
    ['a status that comes later', { status: 'ARCHIVED' }, 'status'],
    ['an amount that is a number', { dailyBudget: { amount: 50, currencyCode: 'USD' } }, 'dailyBudget/amount'],
    ['an amount finer than a cent', { dailyBudget: dollars('50.005') }, 'dailyBudget/amount'],
    [
      'an age range of its own',
      { targetingCriteria: including({ [facet('ageRanges')]: ['urn:li:ageRange:(20,40)'] }) },
      expect.stringContaining('ageRanges'),
    ],
    [
      'two languages',
      { targetingCriteria: including({ [facet('interfaceLocales')]: ['urn:li:locale:en_US', 'urn:li:locale:de_DE'] }) },
      expect.stringContaining('interfaceLocales'),
    ],
    [
      'a facet that does not exist',
      { targetingCriteria: including({ [facet('moods')]: ['urn:li:mood:1'] }) },
      expect.stringContaining('moods'),
    ],
    [
      'a gender left out',
      { targetingCriteria: { ...including(), exclude: { or: { [facet('genders')]: ['urn:li:gender:MALE'] } } } },
      expect.stringContaining('genders'),
    ],
  ])('is refused with %s', async (_case, more, field) => {
    const reply = await post('/adCampaigns', { ...sale, ...more });
    expect(failureOf(reply)).toMatchObject({ status: 400, code: 'INVALID_VALUE_FOR_FIELD' });
    expect(fieldsOf(reply)).toEqual([field]);
    expect(await idsFor('')).toEqual([]);
  });

  it.each([
    ['a daily budget below the minimum', { dailyBudget: dollars('9.99') }, 'FIELD_VALUE_TOO_LOW'],
    [
      'a budget for the flight below the minimum',
      { ...forTheFlight, totalBudget: dollars('99.99') },
      'FIELD_VALUE_TOO_LOW',
    ],
    ['another currency', { dailyBudget: { amount: '50.00', currencyCode: 'EUR' } }, 'CURRENCY_MISMATCH'],
    ['an end before the start', { runSchedule: { start: december.end, end: december.start } }, 'DATE_TOO_EARLY'],
    ['an end in the past', { runSchedule: { start: 1, end: startOfTests } }, 'DATE_TOO_EARLY'],
  ])('is refused with %s in words of its own', async (_case, more, code) => {
    expect(failureOf(await post('/adCampaigns', { ...sale, ...more }))).toMatchObject({ status: 400, code });
  });

  it('takes what is just enough, and amounts without decimals', async () => {
    await create({ dailyBudget: dollars('10') });
    await create({ ...forTheFlight, totalBudget: dollars('100') });
    await sandbox.openAccount('linkedin', '509', { currency: 'JPY' });
    const yen = { amount: '5', currencyCode: 'JPY' };
    const inYen = {
      ...sale,
      account: 'urn:li:sponsoredAccount:509',
      campaignGroup: 'urn:li:sponsoredCampaignGroup:6509',
    };
    expect((await post('/linkedin/rest/adAccounts/509/adCampaigns', { ...inYen, dailyBudget: yen })).status).toBe(201);
    const finer = { ...inYen, dailyBudget: { ...yen, amount: '5.00' } };
    expect((await post('/linkedin/rest/adAccounts/509/adCampaigns', finer)).status).toBe(400);
  });

  it('reads objectives in the singular and in the plural', async () => {
    for (const objectiveType of ['WEBSITE_VISIT', 'WEBSITE_VISITS', 'VIDEO_VIEW', 'VIDEO_VIEWS']) {
      expect((await read(await create({ objectiveType })))['objectiveType']).toBe(objectiveType);
    }
  });

  it('does not take a field that it does not know', async () => {
    const reply = await post('/adCampaigns', { ...sale, daily_budget: 50 });
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('/daily_budget :: unrecognized field');
  });
});

describe('changing a campaign on LinkedIn', () => {
  it('changes what is set, clears what is deleted and answers with nothing', async () => {
    const id = await create({ optimizationTargetType: 'NONE', unitCost: dollars('8.00') });
    sandbox.clock.forward(60_000);
    const change = { $set: { name: 'New', optimizationTargetType: 'MAX_CLICK' }, $delete: ['unitCost'] };
    const reply = await patch(id, change);
    expect([reply.status, reply.text]).toEqual([204, '']);
    const changed = await read(id);
    expect(changed).toMatchObject({
      name: 'New',
      dailyBudget: sale.dailyBudget,
      changeAuditStamps: { created: { time: startOfTests }, lastModified: { time: startOfTests + 60_000 } },
    });
    expect(changed).not.toHaveProperty('unitCost');
    expect(changed['version']).not.toEqual({ versionTag: '1' });
  });

  it('has to be marked as a partial update, and to look like one', async () => {
    const id = await create();
    expect((await post(`/adCampaigns/${id}`, { patch: { $set: { name: 'New' } } })).status).toBe(400);
    expect((await patch(id, { $set: 'name' })).status).toBe(400);
    expect((await read(id))['name']).toBe(sale.name);
  });

  it('replaces targeting as a whole', async () => {
    const id = await create({ targetingCriteria: including({ [facet('genders')]: ['urn:li:gender:FEMALE'] }) });
    await set(id, { targetingCriteria: including() });
    expect((await read(id))['targetingCriteria']).toEqual(including());
  });

  it('keeps most fields as they are once it is no draft', async () => {
    const [paused, draft] = [await create(), await create({ status: 'DRAFT' })];
    const reply = await set(paused, { type: 'TEXT_AD' });
    expect(failureOf(reply)).toMatchObject({ status: 400, code: 'FIELD_IMMUTABLE_FOR_NON_DRAFT_CAMPAIGNS' });
    expect((await set(paused, { type: sale.type, name: 'Same type' })).status).toBe(204);
    expect((await set(draft, { type: 'TEXT_AD' })).status).toBe(204);
    expect(failureOf(await set(draft, { objectiveType: 'ENGAGEMENT' }))).toMatchObject({ status: 400 });
  });

  it('cannot go from a daily budget to one for the flight, but may cap it by the day', async () => {
    const [daily, total] = [await create(), await create(forTheFlight)];
    const switched = await patch(daily, {
      $set: { totalBudget: dollars('500'), runSchedule: december },
      $delete: ['dailyBudget'],
    });
    expect(failureOf(switched)).toMatchObject({ code: 'INVALID_CAMPAIGN_CONFIGURATION' });
    expect((await set(total, { dailyBudget: dollars('20') })).status).toBe(204);
    await set(total, { status: 'ACTIVE' });
    sandbox.clock.forward(3000);
    const days = await spends(total);
    expect(days.length).toBeGreaterThan(2);
    for (const dollarsSpent of days) expect(dollarsSpent).toBeLessThanOrEqual(20);
  });

  it('leaves nothing needed out and nothing too low', async () => {
    const id = await create();
    expect(failureOf(await patch(id, { $delete: ['dailyBudget'] }))).toMatchObject({ code: 'MISSING_FIELD' });
    expect(failureOf(await set(id, { dailyBudget: dollars('1') }))).toMatchObject({ code: 'FIELD_VALUE_TOO_LOW' });
    expect((await read(id))['dailyBudget']).toEqual(sale.dailyBudget);
  });

  it('still pauses a campaign whose flight is over', async () => {
    const id = await create({ ...forTheFlight, status: 'ACTIVE' });
    sandbox.clock.forward(40 * 86_400_000);
    expect((await set(id, { status: 'PAUSED' })).status).toBe(204);
  });

  it('goes through the states that LinkedIn knows', async () => {
    const id = await create({ status: 'DRAFT' });
    expect(await serving(id)).toEqual(['STOPPED']);
    expect((await set(id, { status: 'ACTIVE' })).status).toBe(204);
    expect(await serving(id)).toEqual(['RUNNABLE']);
    expect(failureOf(await set(id, { status: 'DRAFT' }))).toMatchObject({ code: 'STATUS_CHANGE_NOT_ALLOWED' });
    expect(failureOf(await set(id, { status: 'REMOVED' }))).toMatchObject({ code: 'INVALID_VALUE_FOR_FIELD' });
    expect((await set(id, { status: 'ARCHIVED' })).status).toBe(204);
    expect((await set(id, { status: 'CANCELED' })).status).toBe(204);
    expect(failureOf(await set(id, { status: 'PAUSED' }))).toMatchObject({ code: 'STATUS_CHANGE_NOT_ALLOWED' });
  });

  it('does not know a campaign that was never there, nor one of another account', async () => {
    expect(failureOf(await set('1', { name: 'New' }))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const id = await create();
    await sandbox.openAccount('linkedin', '508');
    expect((await get(`/linkedin/rest/adAccounts/508/adCampaigns/${id}`)).status).toBe(404);
  });
});

describe('removing a campaign on LinkedIn', () => {
  it('deletes a draft at once and altogether', async () => {
    const id = await create({ status: 'DRAFT' });
    const reply = await send('DELETE', `/adCampaigns/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await get(`/adCampaigns/${id}`)).status).toBe(404);
    expect(await idsFor('')).toEqual([]);
  });

  it('deletes nothing else', async () => {
    const id = await create();
    const reply = await send('DELETE', `/adCampaigns/${id}`);
    expect(failureOf(reply)).toMatchObject({ status: 400, code: 'DELETE_ALLOWED_ONLY_FOR_DRAFT_STATUS' });
    expect((await read(id))['status']).toBe('PAUSED');
  });

  it('takes its time with what is marked for deletion, which changes no more', async () => {
    const id = await create();
    expect((await set(id, { status: 'PENDING_DELETION' })).status).toBe(204);
    expect((await read(id))['status']).toBe('PENDING_DELETION');
    expect(failureOf(await set(id, { status: 'ACTIVE' }))).toMatchObject({ code: 'STATUS_CHANGE_NOT_ALLOWED' });
    expect(failureOf(await set(id, { name: 'New' }))).toMatchObject({ code: 'STATUS_CHANGE_NOT_ALLOWED' });
    sandbox.clock.forward(1000);
    expect((await read(id))['status']).toBe('REMOVED');
    expect(await idsFor('&search=(status:(values:List(REMOVED)))')).toEqual([Number(id)]);
  });
});

describe('searching campaigns on LinkedIn', () => {
  const named = (name: string): string =>
    `&search=(name:(values:List(${encodeURIComponent(name).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})))`;

  it('compares status and name, all values of a field and all fields', async () => {
    const first = Number(await create());
    const second = Number(await create({ name: 'Autumn Sale', status: 'ACTIVE' }));
    const third = Number(await create({ name: 'Autumn Sale', status: 'DRAFT' }));
    expect(await idsFor('')).toEqual([first, second, third]);
    expect(await idsFor('&search=(status:(values:List(ACTIVE,PAUSED)))')).toEqual([first, second]);
    expect(await idsFor(named(sale.name))).toEqual([first]);
    expect(await idsFor('&search=(name:(values:List(Autumn%20Sale)),status:(values:List(DRAFT)))')).toEqual([third]);
    expect(await idsFor(named('Autumn'))).toEqual([]);
  });

  it('finds a name that holds signs of the grammar, if they are encoded', async () => {
    const name = "Sale (50%), it's here: A&B";
    const id = Number(await create({ name }));
    expect(await idsFor(named(name))).toEqual([id]);
    expect((await get('/adCampaigns?q=search&search=(name:(values:List(Sale (50%25))))')).status).toBe(400);
  });

  it.each([
    ['encoded parentheses', '&search=%28status%3A%28values%3AList%28ACTIVE%29%29%29'],
    ['a value without a list', '&search=(status:ACTIVE)'],
    ['an unknown field', '&search=(budget:(values:List(1)))'],
    ['a page that is too large', '&pageSize=1001'],
    ['a page of nothing', '&pageSize=0'],
    ['a token of its own', '&pageToken=two'],
  ])('is refused with %s', async (_case, query) => {
    expect((await get(`/adCampaigns?q=search${query}`)).status).toBe(400);
  });

  it('is refused without saying that it is a search', async () => {
    expect((await get('/adCampaigns')).status).toBe(400);
  });

  it('gives pages that stay whole, the last one without a token', async () => {
    const all = [];
    for (let count = 0; count < 5; count += 1) all.push(Number(await create()));
    const first = await search('&pageSize=2');
    expect(first.elements.map(({ id }) => id)).toEqual(all.slice(0, 2));
    const second = await search(`&pageSize=2&pageToken=${first.metadata.nextPageToken}`);
    expect(second.elements.map(({ id }) => id)).toEqual(all.slice(2, 4));
    const last = await search(`&pageSize=2&pageToken=${second.metadata.nextPageToken}`);
    expect(last).toMatchObject({ elements: [{ id: all[4] }], metadata: {} });
    expect(last.metadata).toEqual({});
  });

  it('does not show a new campaign at once where lists lag behind', async () => {
    await sandbox.faults([], 3000);
    const id = await create();
    expect(await idsFor('')).toEqual([]);
    expect((await read(id))['name']).toBe(sale.name);
    sandbox.clock.forward(3000);
    expect(await idsFor('')).toEqual([Number(id)]);
  });
});
