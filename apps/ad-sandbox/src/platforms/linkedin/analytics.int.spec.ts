import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';
import { account, linkedinCalls } from './testing/linkedin-calls.ts';

const metrics = [
  ...['pivotValues', 'dateRange', 'impressions', 'clicks', 'costInLocalCurrency'],
  ...['externalWebsiteConversions', 'conversionValueInLocalCurrency', 'oneClickLeads'],
];
const december = 'dateRange=(start:(year:2026,month:12,day:1),end:(year:2026,month:12,day:31))';
const parameters = {
  q: 'q=analytics',
  pivot: 'pivot=CAMPAIGN',
  granularity: 'timeGranularity=DAILY',
  range: december,
  fields: `fields=${metrics.join(',')}`,
};
const urn = (id: string): string => `urn:li:sponsoredCampaign:${id}`;

type Element = Readonly<Record<string, unknown>> & Readonly<{ costInLocalCurrency: string }>;

let sandbox: RunningSandbox;
const { get, create } = linkedinCalls(() => sandbox);
const ask = (campaigns: string, more: Partial<typeof parameters> = {}, token?: string) => {
  const query = [...Object.values({ ...parameters, ...more }).filter((part) => part !== ''), `campaigns=${campaigns}`];
  return get(`/linkedin/rest/adAnalytics?${query.join('&')}`, token === undefined ? {} : { token });
};
const report = async (id: string, more?: Partial<typeof parameters>, token?: string): Promise<readonly Element[]> => {
  const reply = await ask(`List(${encodeURIComponent(urn(id))})`, more, token);
  return reply.json<{ elements: readonly Element[] }>().elements;
};
const cents = (elements: readonly Element[]): number =>
  elements.reduce((sum, { costInLocalCurrency: cost }) => sum + Math.round(Number(cost) * 100), 0);
const day = (date: number) => ({ year: 2026, month: 12, day: date });

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', account);
});
afterEach(() => sandbox.close());

describe('a report of LinkedIn', () => {
  it('has an element for each day with delivery, in the account currency as text', async () => {
    const id = await create({ status: 'ACTIVE', dailyBudget: { amount: '500', currencyCode: 'USD' } });
    sandbox.clock.forward(4000);
    const elements = await report(id);
    expect(elements.map(({ dateRange }) => dateRange)).toEqual(
      [1, 2, 3, 4, 5].map((date) => ({ start: day(date), end: day(date) })),
    );
    for (const element of elements) {
      expect(Object.keys(element)).toEqual(metrics);
      expect(element['pivotValues']).toEqual([urn(id)]);
      expect(element.costInLocalCurrency).toMatch(/^\d+\.\d{2}$/);
      expect(element['conversionValueInLocalCurrency']).toMatch(/^\d+(\.\d\d?)?$/);
      expect(element['oneClickLeads']).toBe(0);
    }
  });

  it('counts days as UTC does, not as the account does', async () => {
    const id = await create({ status: 'ACTIVE' });
    // It is half past nine in the evening of the first in New York.
    sandbox.clock.forward(Math.round((9.5 / 24) * 1000));
    expect((await report(id)).map(({ dateRange }) => dateRange)).toEqual([
      { start: day(1), end: day(1) },
      { start: day(2), end: day(2) },
    ]);
  });

  it('is empty for a campaign that delivered nothing, and for one that the token may not see', async () => {
    expect(await report(await create())).toEqual([]);
    const id = await create({ status: 'ACTIVE' });
    sandbox.clock.forward(2000);
    expect(await report(id)).toHaveLength(3);
    await sandbox.openAccount('linkedin', '508', { accessToken: 'another' });
    expect(await report(id, {}, 'another')).toEqual([]);
  });

  it('keeps to its range', async () => {
    const id = await create({ status: 'ACTIVE' });
    sandbox.clock.forward(9000);
    const range = 'dateRange=(start:(year:2026,month:12,day:3),end:(year:2026,month:12,day:4))';
    expect((await report(id, { range })).map(({ dateRange }) => dateRange)).toEqual(
      [3, 4].map((date) => ({ start: day(date), end: day(date) })),
    );
  });

  it('gives one element for whole months where no days are asked for', async () => {
    const id = await create({ status: 'ACTIVE' });
    sandbox.clock.forward(9000);
    const range = 'dateRange=(start:(year:2026,month:12,day:5),end:(year:2026,month:12,day:6))';
    const all = await report(id, { granularity: 'timeGranularity=ALL', range });
    expect(all).toMatchObject([{ dateRange: { start: day(1), end: day(31) } }]);
    expect(cents(all)).toBe(cents(await report(id)));
  });

  it('gives impressions and clicks only, unless it is asked for more', async () => {
    const id = await create({ status: 'ACTIVE' });
    sandbox.clock.forward(500);
    const [element = {}] = await report(id, { fields: '' });
    expect(Object.keys(element)).toEqual(['impressions', 'clicks']);
  });

  it('counts leads where leads are the aim', async () => {
    const dailyBudget = { amount: '5000', currencyCode: 'USD' };
    const id = await create({ status: 'ACTIVE', objectiveType: 'LEAD_GENERATION', dailyBudget });
    sandbox.clock.forward(1000);
    const [element] = await report(id);
    expect(element).toMatchObject({ externalWebsiteConversions: 0 });
    expect(element?.['oneClickLeads']).toBeGreaterThan(0);
  });

  it.each([
    ['an unknown metric', { fields: 'fields=impressions,happiness' }],
    ['more than 20 fields', { fields: `fields=${Array(21).fill('clicks').join(',')}` }],
    ['another pivot', { pivot: 'pivot=MEMBER_COUNTRY' }],
    ['an unknown granularity', { granularity: 'timeGranularity=HOURLY' }],
    ['no range', { range: '' }],
    [
      'a range that ends before it starts',
      { range: 'dateRange=(start:(year:2026,month:12,day:2),end:(year:2026,month:12,day:1))' },
    ],
    ['a day that does not exist', { range: december.replace('day:31', 'day:32') }],
    ['a range that a client encoded', { range: encodeURIComponent(december) }],
  ])('is refused with %s', async (_case, more) => {
    expect((await ask(`List(${encodeURIComponent(urn('360000001'))})`, more)).status).toBe(400);
  });

  it('is refused for campaigns that are not a list of encoded URNs', async () => {
    for (const campaigns of [`List(${urn('1')})`, 'List(1)', encodeURIComponent(urn('1'))]) {
      expect((await ask(campaigns)).status).toBe(400);
    }
  });
});
