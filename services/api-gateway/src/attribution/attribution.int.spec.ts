import { createHash } from 'node:crypto';
import { mostTouchpoints, type Platform, restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf } from '../testing/results.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());
beforeEach(async () => {
  org = await organisation(api);
});

const hashed = (name: string): string => createHash('sha256').update(`${name}@example.com`).digest('hex');

/** Somebody met an ad, or bought for so many dollars, at a time of March 2026. */
const touch = (name: string, platform: Platform, at: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ kind: 'touch', id: `${name} ${platform} ${at}`, customer: hashed(name), platform },
  ...{ occurred_at: `2026-03-${at}:00Z`, ...more },
});
const sale = (name: string, value: number, at: string, currency = 'USD') => ({
  ...{ kind: 'conversion', id: `${name} buys ${at}`, customer: hashed(name), value, currency },
  occurred_at: `2026-03-${at}:00Z`,
});

type Item = ReturnType<typeof touch> | ReturnType<typeof sale>;

const sent = (...touchpoints: readonly Item[]) =>
  org.operator('POST', `${prefix}/attribution/touchpoints`, { body: { touchpoints } });

const imported = async (...touchpoints: readonly Item[]): Promise<readonly number[]> => {
  const { status, body } = await sent(...touchpoints);
  expect([status, body.errors]).toEqual([200, undefined]);
  restOperations.importTouchpoints.response.parse(body);
  return [body.imported, body.known];
};

const march = 'from=2026-03-01&to=2026-03-31';
const asked = async (query: string) => {
  const { status, body } = await org.viewer('GET', `${prefix}/attribution?${query}`);
  expect([query, status, body.detail]).toEqual([query, 200, undefined]);
  restOperations.getAttribution.response.parse(body);
  return body.attribution;
};
type Credited = Readonly<{ platform: Platform; conversions: number }>;
const conversions = async (query: string): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries((await asked(query)).platforms.map((one: Credited) => [one.platform, one.conversions]));

/** Anna met Meta, Google and TikTok, a week between, and bought; Bert met Meta alone and did not; Carl just bought. */
const journeys = [
  ...[touch('anna', 'meta', '01T10:00'), touch('anna', 'google', '08T10:00'), touch('anna', 'tiktok', '15T10:00')],
  ...[sale('anna', 99.99, '15T11:00'), touch('bert', 'meta', '03T10:00'), sale('carl', 10, '20T10:00')],
];

describe('Importing touchpoints', () => {
  it('takes what is new, and changes nothing with what is known by its id', async () => {
    expect(await imported(...journeys)).toEqual([6, 0]);
    expect(await imported(...journeys)).toEqual([0, 6]);
    const changed = { ...touch('anna', 'meta', '01T10:00'), platform: 'snapchat' as const };
    expect(await imported(changed, touch('bert', 'google', '04T10:00'))).toEqual([1, 1]);
    expect(await conversions(`${march}&model=first`)).toEqual({ meta: 1, google: 0, tiktok: 0 });
  });

  it('takes one of several with the same id, whether they come in one request or in several at once', async () => {
    const one = touch('anna', 'meta', '01T10:00');
    expect(await imported(one, { ...one, platform: 'google' })).toEqual([1, 1]);
    const answers = await Promise.all(
      ['bert', 'carl', 'dora'].map((name) =>
        imported(touch('eve', 'meta', '01T10:00'), touch(name, 'meta', '01T10:00')),
      ),
    );
    expect(answers.reduce((sum, [count = 0]) => sum + count, 0)).toBe(4);
    expect((await asked(march)).platforms).toEqual([expect.objectContaining({ platform: 'meta', touches: 5 })]);
  });

  it('appends each import to a stream of its own, and nothing for what is known', async () => {
    const head = await api.store.head();
    await imported(...journeys);
    await imported(...journeys);
    await imported(...journeys, touch('dora', 'meta', '02T10:00'));
    const events = (await api.store.readAll(head, 100)).filter(({ type }) => type === 'TouchpointsImported');
    expect(events.map(({ revision }) => revision)).toEqual([0n, 0n]);
    expect(new Set(events.map(({ stream }) => stream)).size).toBe(2);
  });

  it('appends nothing twice when a request is repeated before what it brought can be read', async () => {
    const head = await api.store.head();
    api.progress.stop();
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const { status, body } = await sent(...journeys);
      expect([status, body.code]).toEqual([503, 'not-yet-readable']);
    }
    api.progress.go();
    expect(await imported(...journeys)).toEqual([6, 0]);
    expect((await api.store.readAll(head, 100)).map(({ type }) => type)).toEqual(['TouchpointsImported']);
  });

  it('keeps neither who it was nor what the importer calls it, and the same person has another key elsewhere', async () => {
    const keys = async (): Promise<readonly unknown[]> => {
      const head = await api.store.head();
      await imported(...journeys);
      const stored = await api.store.readAll(head, 100);
      expect(JSON.stringify(stored.map(({ data }) => data))).not.toMatch(new RegExp(`anna|${hashed('anna')}`));
      const { rows } = await api.pool.query(
        'select distinct customer_key from read.attribution_touchpoints where org_id = $1',
        [org.org],
      );
      return rows.map(({ customer_key }) => customer_key);
    };
    const here = await keys();
    org = await organisation(api);
    const there = await keys();
    expect([...new Set([...here, ...there])]).toHaveLength(6);
  });

  it('refuses a person in clear and names each item and member that is wrong', async () => {
    const { orchestration_id } = await (await organisation(api)).draft();
    const ahead = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const answer = await sent(
      { ...touch('anna', 'meta', '01T10:00'), customer: 'anna@example.com' },
      { ...touch('anna', 'meta', '02T10:00'), platform: 'myspace' as never },
      sale('anna', 1.234, '03T10:00'),
      { ...sale('anna', 1, '04T10:00'), occurred_at: 'yesterday' },
      { ...sale('anna', 1, '05T10:00'), kind: 'purchase' },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      ...['#/touchpoints/0/customer', '#/touchpoints/1/platform', '#/touchpoints/2/value'],
      ...['#/touchpoints/3/occurred_at', '#/touchpoints/4/kind'],
    ]);
    expect(answer.text).not.toContain('anna@example.com');
    const later = await sent(
      { ...sale('anna', 1, '05T10:00'), occurred_at: ahead },
      touch('anna', 'meta', '01T10:00', { orchestration_id }),
    );
    expect(later.body.errors).toEqual([
      { pointer: '#/touchpoints/0/occurred_at', detail: 'must not lie in the future' },
      { pointer: '#/touchpoints/1/orchestration_id', detail: 'there is no such orchestration' },
    ]);
    expect(await asked(march)).toMatchObject({ platforms: [], currency: null });
  });

  it('takes a thousand at once and no more', async () => {
    const many = Array.from({ length: mostTouchpoints + 1 }, (_, index) => ({
      ...touch(`person ${index}`, 'meta', '01T10:00'),
      id: `click ${index}`,
    }));
    const { body } = await sent(...many);
    expect(body.errors).toEqual([{ pointer: '#/touchpoints', detail: 'must have at most 1000 entries' }]);
    expect(await imported(...many.slice(1))).toEqual([1_000, 0]);
  });
});

describe('Attribution', () => {
  it('credits conversions by each model, and all of them exactly once', async () => {
    await imported(...journeys);
    expect(await conversions(`${march}&model=first`)).toEqual({ meta: 1, google: 0, tiktok: 0 });
    expect(await conversions(`${march}&model=last`)).toEqual({ meta: 0, google: 0, tiktok: 1 });
    expect(await conversions(`${march}&model=linear`)).toEqual({ meta: 0.333334, google: 0.333333, tiktok: 0.333333 });
    expect(await conversions(`${march}&model=position`)).toEqual({ meta: 0.4, google: 0.2, tiktok: 0.4 });
    expect(await conversions(`${march}&model=time_decay`)).toEqual({
      meta: 0.142857,
      google: 0.285714,
      tiktok: 0.571429,
    });
    expect(await conversions(`${march}&model=time_decay&half_life_days=14`)).toEqual({
      ...{ meta: 0.226541, google: 0.320377, tiktok: 0.453082 },
    });
    // Bert met Meta alone and did not buy, so nothing says that one of the three did more.
    expect(await conversions(march)).toEqual({ meta: 0.333334, google: 0.333333, tiktok: 0.333333 });
    expect(await asked(`${march}&model=linear`)).toMatchObject({
      ...{ credited: { conversions: 1, value: 99.99 }, unattributed: { conversions: 1, value: 10 } },
      ...{ journeys: { converted: 1, without_conversion: 1 }, currency: 'USD', half_life_days: null },
    });
  });

  it('looks back as far as it is asked to', async () => {
    await imported(...journeys);
    expect(await conversions(`${march}&model=first&lookback_days=7`)).toEqual({ meta: 0, google: 0, tiktok: 1 });
    expect(await conversions(`${march}&model=first&lookback_days=8`)).toEqual({ meta: 0, google: 1, tiktok: 0 });
    // Of touches whose conversion comes after the period, nobody says that they led to nothing.
    const { journeys: early } = await asked('from=2026-03-01&to=2026-03-10');
    expect(early).toEqual({ converted: 0, without_conversion: 1 });
    // Touches before the period count for conversions in it; conversions before it do not.
    expect(await conversions('from=2026-03-15&to=2026-03-15&model=linear')).toEqual({
      ...{ meta: 0.333334, google: 0.333333, tiktok: 0.333333 },
    });
    expect((await asked('from=2026-03-16&to=2026-03-31')).credited).toEqual({ conversions: 0, value: 0 });
  });

  it('stands beside spend, and beside what the platforms claim, which is added up with nothing', async () => {
    const { orchestration_id, mappings } = await org.deployed({ platforms: ['meta', 'google'] });
    const results = resultsOf(api, org.org, orchestration_id);
    await results.reported(mappings[0], '2026-03-20T00:00:00.000Z', { '2026-03-01': 30, '2026-02-01': 1_000 });
    await results.reported(mappings[1], '2026-03-20T00:00:00.000Z', { '2026-03-08': 10 });
    await imported(...journeys, touch('dora', 'meta', '05T10:00', { orchestration_id }), sale('dora', 60, '06T10:00'));
    const { platforms, credited } = await asked(`${march}&model=first`);
    expect(platforms).toEqual([
      {
        ...{ platform: 'meta', touches: 3, conversions: 2, value: 159.99, spend: 30, roas: 5.33, cpa: 15 },
        platform_reported: { conversions: 0.5, revenue: 90 },
      },
      {
        ...{ platform: 'google', touches: 1, conversions: 0, value: 0, spend: 10, roas: 0, cpa: 0 },
        platform_reported: { conversions: 0.5, revenue: 30 },
      },
      {
        ...{ platform: 'tiktok', touches: 1, conversions: 0, value: 0, spend: 0, roas: 0, cpa: 0 },
        platform_reported: { conversions: 0, revenue: 0 },
      },
    ]);
    expect(credited).toEqual({ conversions: 2, value: 159.99 });
  });

  it('asks for the currency where there are several', async () => {
    await imported(...journeys, touch('dora', 'google', '05T10:00'), sale('dora', 60, '06T10:00', 'EUR'));
    const { status, body } = await org.viewer('GET', `${prefix}/attribution?${march}`);
    expect([status, body.code, body.details]).toEqual([422, 'currency-required', { currencies: ['EUR', 'USD'] }]);
    expect((await asked(`${march}&currency=EUR`)).credited).toEqual({ conversions: 1, value: 60 });
    expect(await conversions(`${march}&currency=EUR&model=last`)).toEqual({ meta: 0, google: 1, tiktok: 0 });
  });

  it('is of the last thirty days unless it is asked for others', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { from, to, lookback_days, model } = await asked('');
    expect([to, lookback_days, model]).toEqual([today, 30, 'data_driven']);
    expect(Date.parse(to) - Date.parse(from)).toBe(29 * 86_400_000);
  });

  it.each([
    ['from=2026-03-02&to=2026-03-01', '#/query/to'],
    ['from=2026-01-01&to=2027-03-01', '#/query/to'],
    ['from=2999-01-01', '#/query/from'],
    ['model=best', '#/query/model'],
    ['lookback_days=91', '#/query/lookback_days'],
    ['half_life_days=0.5', '#/query/half_life_days'],
    ['currency=Dollars', '#/query/currency'],
  ])('refuses %s at %s', async (query, pointer) => {
    const { status, body } = await org.viewer('GET', `${prefix}/attribution?${query}`);
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  it('shows nothing of another organisation', async () => {
    await imported(...journeys);
    org = await organisation(api);
    expect((await asked(march)).platforms).toEqual([]);
  });

  it('refuses a period with more touchpoints than can be looked at in time', async () => {
    await api.pool.query(
      `insert into read.attribution_touchpoints (touchpoint_id, org_id, customer_key, kind, occurred_at, platform, event_id,
         imported_at)
       select gen_random_uuid(), $1, gen_random_uuid(), 'touch', '2026-03-05', 'meta', gen_random_uuid(), now()
       from generate_series(1, 100001)`,
      [org.org],
    );
    const { status, body } = await org.viewer('GET', `${prefix}/attribution?${march}`);
    expect([status, body.code, body.details]).toEqual([422, 'too-many-touchpoints', { most: 100_000 }]);
    expect((await asked('from=2026-02-01&to=2026-03-04&lookback_days=1')).platforms).toEqual([]);
  });
});
