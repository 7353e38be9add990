import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, type ScriptOptions, scripted, scriptTime } from '../../testing/scripted-platform.ts';
import { secretOf } from '../../vault/credentials.ts';
import { twitterClient } from './client.ts';

const accountId = '18ce54d4x5t';
const twitter = (answers: readonly ScriptedAnswer[], options?: ScriptOptions) =>
  scripted('twitter', answers, accountId, options);

const base = `https://twitter/12/accounts/${accountId}`;
const ok = (data: unknown, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer => ({
  headers,
  body: { request: { params: { account_id: accountId } }, data },
});
const rows = (list: readonly unknown[], next: string | null = null): ScriptedAnswer => ({
  body: { request: { params: {} }, data: list, next_cursor: next },
});
const refused = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer => ({
  status,
  headers,
  body: { errors: [{ code, message: 'No' }], request: { params: {} } },
});

const id = 'hwtq0';
const tag = 'op-7f3a';
const campaign = {
  id,
  name: `Spring Sale [${tag}]`,
  funding_instrument_id: 'lygyi',
  currency: 'USD',
  entity_status: 'PAUSED',
  daily_budget_amount_local_micro: 100_000_000,
  total_budget_amount_local_micro: 3_000_000_000,
  purchase_order_number: tag,
  deleted: false,
};
const dollars = { id: 'lygyi', type: 'CREDIT_CARD', currency: 'USD', able_to_fund: true };
const exhausted = { ...dollars, id: 'lyspent', able_to_fund: false };
const euros = { ...dollars, id: 'lyeuro', currency: 'EUR' };
const creation = {
  spec: sampleSpec,
  name: campaign.name,
  operationId: 'o',
  now: new Date('2026-11-24T00:00:00Z'),
};

describe('the X adapter creates a campaign', () => {
  it('paused, with the flight budget as the total, an even daily cap, and the tag for its order number', async () => {
    const { adapter, call, sent } = twitter([rows([exhausted, dollars]), { ...ok(campaign), status: 201 }]);
    expect(await adapter.createCampaign(call, creation)).toEqual({ platformCampaignId: id });
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${base}/funding_instruments?count=1000`,
      `POST ${base}/campaigns?funding_instrument_id=lygyi&name=Spring Sale [op-7f3a]&total_budget_amount_local_micro=3000000000&daily_budget_amount_local_micro=100000000&entity_status=PAUSED&purchase_order_number=op-7f3a`,
    ]);
    expect(sent[1]?.body).toBeUndefined();
  });

  it.each([
    ['USD', 100_009_999, 'total_budget_amount_local_micro=100000000&daily_budget_amount_local_micro=3340000'],
    ['JPY', 5_000_999_999, 'total_budget_amount_local_micro=5000000000&daily_budget_amount_local_micro=167000000'],
    ['KWD', 50_125_999, 'total_budget_amount_local_micro=50125000&daily_budget_amount_local_micro=1671000'],
  ])('with amounts that %s has', async (currency, micros, expected) => {
    const { adapter, call, sent } = twitter([rows([{ ...dollars, currency }]), ok(campaign)], {
      account: { currency },
    });
    await adapter.createCampaign(call, { ...creation, spec: { ...sampleSpec, budget: { micros, currency } } });
    expect(sent[1]?.line).toContain(expected);
  });

  it('for leads with that beside the tag, and for app installs without an app when that was accepted', async () => {
    const leads = twitter([rows([dollars]), ok(campaign)]);
    const leadSpec = { ...sampleSpec, objective: 'lead_gen' as const };
    await leads.adapter.createCampaign(leads.call, { ...creation, spec: leadSpec });
    expect(leads.sent[1]?.line).toContain('&purchase_order_number=op-7f3a lead_gen');
    const apps = twitter([rows([dollars]), ok(campaign)]);
    const appSpec = { ...sampleSpec, objective: 'app_installs' as const, accepted: ['objective'] };
    await apps.adapter.createCampaign(apps.call, { ...creation, spec: appSpec });
    expect(apps.sent).toHaveLength(2);
  });

  it('with a daily cap for the days that are left of a flight that has begun', async () => {
    const { adapter, call, sent } = twitter([rows([dollars]), ok(campaign)]);
    await adapter.createCampaign(call, { ...creation, now: new Date('2026-12-21T20:00:00Z') });
    expect(sent[1]?.line).toContain('&daily_budget_amount_local_micro=300000000&');
  });

  it('on the funding instrument of its configuration', async () => {
    const { adapter, call, sent } = twitter([rows([dollars, { ...dollars, id: 'lyother' }]), ok(campaign)]);
    const spec = { ...sampleSpec, config: { funding_instrument_id: 'lyother', placement: ['everywhere'] } };
    await adapter.createCampaign(call, { ...creation, spec });
    expect(sent[1]?.line).toContain('?funding_instrument_id=lyother&');
  });

  it.each([
    [
      'nothing can pay',
      {},
      [exhausted],
      'no-funding-instrument',
      'The X account has no funding instrument that can pay',
    ],
    ['only another currency can pay', {}, [euros], 'no-funding-instrument', 'in USD'],
    [
      'the configured one is spent',
      { funding_instrument_id: 'lyspent' },
      [exhausted, dollars],
      'no-funding-instrument',
      'lyspent',
    ],
    [
      'the configured one is in another currency',
      { funding_instrument_id: 'lyeuro' },
      [euros],
      'no-funding-instrument',
      'lyeuro',
    ],
    ['the configured one is no id', { funding_instrument_id: 7 }, [dollars], 'invalid-config', 'funding_instrument_id'],
  ])('not when %s', async (_case, config, instruments, code, message) => {
    const { adapter, call, sent } = twitter([rows(instruments)]);
    const refusal = adapter.createCampaign(call, { ...creation, spec: { ...sampleSpec, config } });
    await expect(refusal).rejects.toMatchObject({
      class: 'validation',
      code,
      message: expect.stringContaining(message),
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['app installs', { ...creation, spec: { ...sampleSpec, objective: 'app_installs' as const } }, 'app to promote'],
    ['a flight that is over', { ...creation, now: new Date('2027-01-02T00:00:00Z') }, 'The flight has ended'],
    [
      'a budget in another currency',
      { ...creation, spec: { ...sampleSpec, budget: { micros: 1e9, currency: 'EUR' } } },
      'billed in USD',
    ],
  ])('not with %s, and asks X nothing', async (_case, given, message) => {
    const { adapter, call, sent } = twitter([]);
    await expect(adapter.createCampaign(call, given)).rejects.toMatchObject({
      class: 'validation',
      message: expect.stringContaining(message),
    });
    expect(sent).toEqual([]);
  });

  it.each([
    [408, { errors: [{ code: 'CANCELLED_REQUEST', message: 'm' }] }, 'unknown-outcome'],
    [502, '<html>Bad Gateway</html>', 'unknown-outcome'],
    [503, '<html>Over capacity</html>', 'unknown-outcome'],
    [201, '{"data":{"id"', 'unknown-outcome'],
    [201, { data: {} }, 'unknown-outcome'],
    [500, { errors: [{ code: 'INTERNAL_ERROR', message: 'm' }] }, 'transient'],
    [423, { errors: [{ code: 'LOCK_ACQUISITION_TIMEOUT', message: 'm' }] }, 'conflict'],
    [302, '', 'unknown-outcome'],
  ] as const)('and takes HTTP %s with %j as %s', async (status, body, expected) => {
    const { adapter, call } = twitter([rows([dollars]), { status, body }]);
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({ class: expected });
  });
});

describe('the X adapter signs', () => {
  const header =
    /^OAuth oauth_consumer_key="planted-consumer-key", oauth_nonce="([0-9a-f]{32})", oauth_signature_method="HMAC-SHA1", oauth_timestamp="(\d+)", oauth_token="planted-token", oauth_version="1.0", oauth_signature="[^"]+"$/;

  it("every request anew, with the product's key, the customer's token, and no secret", async () => {
    const { adapter, call, sent } = twitter([ok(campaign), ok(campaign)]);
    await adapter.readCampaign(call, id);
    await adapter.readCampaign(call, id);
    const [first, second] = sent.map(({ headers }) => header.exec(headers['authorization'] ?? ''));
    expect(first?.[1]).not.toBe(second?.[1]);
    expect(Number(first?.[2])).toBe(scriptTime.getTime() / 1000);
    expect(JSON.stringify(sent)).not.toContain('planted-consumer-secret');
    expect(JSON.stringify(sent)).not.toContain('planted-token-secret');
  });

  it('what it sends, encoded in one way for both', async () => {
    const { call, limits } = twitter([]);
    const urls: string[] = [];
    const client = twitterClient({
      baseUrl: 'https://twitter/12',
      send: async (_call, { url }) => {
        urls.push(url);
        return { status: 200, headers: new Headers(), body: '{"data":{}}' };
      },
      limits,
      settings: { consumerKey: 'key', consumerSecret: secretOf('secret'), saleAmountIn: 'micros' },
      now: () => scriptTime.getTime(),
    });
    await client.send(call, { method: 'PUT', path: '/x', parameters: { name: "It's 5 + 5 (50%)!" } }, z.object({}));
    expect(urls).toEqual(['https://twitter/12/x?name=It%27s%205%20%2B%205%20%2850%25%29%21']);
  });

  it.each([
    ['X_CONSUMER_KEY and X_CONSUMER_SECRET', { saleAmountIn: 'micros' }],
    ['X_CONSUMER_SECRET', { consumerKey: 'key', saleAmountIn: 'micros' }],
    ['X_CONSUMER_KEY', { consumerSecret: secretOf('secret'), saleAmountIn: 'micros' }],
  ] as const)('nothing without %s, and says so without blaming the connection', async (names, settings) => {
    const { adapter, call, sent } = twitter([ok(campaign)], { twitter: settings });
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({
      class: 'validation',
      code: 'consumer-not-configured',
      message: `Calls to X cannot be signed: set ${names}`,
    });
    expect(sent).toEqual([]);
  });
});

describe('the X adapter finds and reads', () => {
  it('campaigns by their exact tag among what the search gives, to the last page', async () => {
    const near = { ...campaign, id: 'near', name: 'Spring Sale [OP-7F3A2]', purchase_order_number: 'op-7f3a2' };
    const renamed = { ...campaign, id: 'renamed', name: 'By hand op 7f3a' };
    const unmarked = { ...campaign, id: 'unmarked', purchase_order_number: null };
    const forLeads = { ...campaign, id: 'leads', name: 'By hand too', purchase_order_number: `${tag} lead_gen` };
    const gone = { ...campaign, id: 'gone', deleted: true };
    const { adapter, call, sent } = twitter([rows([near, renamed], 'c-1'), rows([unmarked, forLeads, gone])]);
    expect(await adapter.findByTag(call, { tag, name: campaign.name })).toEqual(['renamed', 'unmarked', 'leads']);
    expect(sent.map(({ line }) => line)).toEqual([
      `GET ${base}/campaigns?q=op-7f3a&with_draft=true&count=1000`,
      `GET ${base}/campaigns?q=op-7f3a&with_draft=true&count=1000&cursor=c-1`,
    ]);
  });

  it("a campaign, deleted or not, with the platform's date in the account's zone", async () => {
    const { adapter, call, sent } = twitter([ok(campaign, { date: 'Tue, 08 Dec 2026 07:00:00 GMT' })]);
    expect(await adapter.readCampaign(call, id)).toEqual({
      platformCampaignId: id,
      name: campaign.name,
      status: 'paused',
      objective: null,
      budget: { micros: 3_000_000_000, dailyCapMicros: 100_000_000 },
      today: '2026-12-07',
    });
    expect(sent[0]?.line).toBe(`GET ${base}/campaigns/${id}?with_deleted=true`);
  });

  it.each([
    [{ entity_status: 'ACTIVE' }, { status: 'active' }],
    [{ entity_status: 'DRAFT' }, { status: 'paused' }],
    [{ entity_status: 'ACTIVE', deleted: true }, { status: 'removed' }],
    [{ purchase_order_number: `${tag} lead_gen` }, { objective: 'lead_gen' }],
    [{ total_budget_amount_local_micro: null, daily_budget_amount_local_micro: null }, { budget: { micros: null } }],
  ])('%j as %j', async (more, expected) => {
    const { adapter, call } = twitter([ok({ ...campaign, ...more })]);
    expect(await adapter.readCampaign(call, id)).toMatchObject(expected);
  });

  it('the currency of the account from what pays, and not the list of accounts, which may be read five times in 15 minutes', async () => {
    const { adapter, call, sent } = twitter([rows([{ ...exhausted, currency: 'EUR' }, dollars])]);
    expect(await adapter.verifyAccount(call)).toEqual({ currency: 'USD', timeZone: 'America/Los_Angeles' });
    expect(sent.map(({ line }) => line)).toEqual([`GET ${base}/funding_instruments?count=1000`]);
  });

  it('no account that the user is not shown, and none that nothing pays for', async () => {
    const errors = [{ code: 'ACCOUNT_NOT_FOUND', message: 'Account was not found' }];
    const strange = twitter([{ status: 403, body: { errors } }]);
    await expect(strange.adapter.verifyAccount(strange.call)).rejects.toMatchObject({ class: 'permission' });
    const poor = twitter([rows([exhausted])]);
    await expect(poor.adapter.verifyAccount(poor.call)).rejects.toMatchObject({ code: 'no-funding-instrument' });
  });
});

describe('the X adapter changes', () => {
  it('total and daily cap in one request, so that the cap is never above the total', async () => {
    const { adapter, call, sent } = twitter([ok(campaign), ok(campaign)]);
    const remote = await adapter.readCampaign(call, id);
    const spec = { ...sampleSpec, budget: { micros: 60_000_000, currency: 'USD' } };
    expect(adapter.budgetChange(remote, sampleSpec, call.account)).toBeUndefined();
    expect(adapter.budgetChange(remote, spec, call.account)).toEqual({
      field: 'budget',
      before: 3_000_000_000,
      after: 60_000_000,
    });
    await adapter.updateCampaign(call, remote, { name: 'New & better', budgetMicros: 60_000_000 });
    expect(sent[1]?.line).toBe(
      `PUT ${base}/campaigns/${id}?name=New & better&total_budget_amount_local_micro=60000000&daily_budget_amount_local_micro=2000000`,
    );
  });

  it('the name alone', async () => {
    const { adapter, call, sent } = twitter([ok(campaign), ok(campaign)]);
    const remote = await adapter.readCampaign(call, id);
    await adapter.updateCampaign(call, remote, { name: 'New' });
    expect(sent[1]?.line).toBe(`PUT ${base}/campaigns/${id}?name=New`);
  });

  it('the status, and removes', async () => {
    const gone = { ...campaign, deleted: true };
    const { adapter, call, sent } = twitter([ok(campaign), ok(campaign), rows([]), ok(gone)]);
    await adapter.setStatus(call, id, 'active');
    await adapter.setStatus(call, id, 'paused');
    await adapter.removeCampaign(call, id);
    expect(sent.map(({ line }) => line)).toEqual([
      `PUT ${base}/campaigns/${id}?entity_status=ACTIVE`,
      `PUT ${base}/campaigns/${id}?entity_status=PAUSED`,
      `GET ${base}/line_items?campaign_ids=${id}&with_deleted=true&count=1000`,
      `DELETE ${base}/campaigns/${id}`,
    ]);
  });

  it('nothing about a campaign that is gone: what removes it again is told that it is not found', async () => {
    const { adapter, call } = twitter([rows([]), refused(404, 'CAMPAIGN_NOT_FOUND')]);
    await expect(adapter.removeCampaign(call, id)).rejects.toMatchObject({ class: 'not-found' });
  });

  it('and does not take a path that X does not know for a campaign that is gone', async () => {
    const { adapter, call } = twitter([rows([]), refused(404, 'ROUTE_NOT_FOUND')]);
    await expect(adapter.removeCampaign(call, id)).rejects.toMatchObject({ class: 'version' });
  });
});

describe('the X adapter reports', () => {
  const zeros = { impressions: null, clicks: null, billed_charge_local_micro: null, conversion_purchases: null };
  const stats = (metrics: object): ScriptedAnswer =>
    ok([{ id, id_data: [{ segment: null, metrics: { ...zeros, ...metrics } }] }]);
  const report = async (range: Readonly<{ since: string; until: string }>, ...answers: readonly ScriptedAnswer[]) => {
    const { adapter, call, sent } = twitter([ok(campaign), ...answers]);
    const remote = await adapter.readCampaign(call, id);
    return { days: await adapter.fetchDailyMetrics(call, remote, range), lines: sent.slice(1).map(({ line }) => line) };
  };

  it('in windows of seven days from midnight to midnight of the account, and puts them together', async () => {
    const { days, lines } = await report(
      { since: '2026-12-01', until: '2026-12-08' },
      stats({ impressions: [0, 0, 0, 0, 0, 0, 7] }),
      stats({ billed_charge_local_micro: [1_500_000] }),
    );
    expect(lines).toEqual([
      `GET https://twitter/12/stats/accounts/${accountId}?entity=CAMPAIGN&entity_ids=${id}&start_time=2026-12-01T08:00:00Z&end_time=2026-12-08T08:00:00Z&granularity=DAY&placement=ALL_ON_TWITTER&metric_groups=ENGAGEMENT,BILLING,WEB_CONVERSION`,
      expect.stringContaining('&start_time=2026-12-08T08:00:00Z&end_time=2026-12-09T08:00:00Z&'),
    ]);
    expect(days).toMatchObject([
      { date: '2026-12-07', impressions: 7, spendMicros: 0 },
      { date: '2026-12-08', impressions: 0, spendMicros: 1_500_000 },
    ]);
  });

  it('with the offsets of the days on which clocks change', async () => {
    const { days, lines } = await report({ since: '2026-10-31', until: '2026-11-02' }, stats({ clicks: [1, 2, 3] }));
    expect(lines).toEqual([expect.stringContaining('&start_time=2026-10-31T07:00:00Z&end_time=2026-11-03T08:00:00Z&')]);
    expect(days.map(({ date, clicks }) => [date, clicks])).toEqual([
      ['2026-10-31', 1],
      ['2026-11-01', 2],
      ['2026-11-02', 3],
    ]);
  });
});

describe('the X adapter keeps away from an account', () => {
  const inSeconds = (seconds: number): string => String(scriptTime.getTime() / 1000 + seconds);

  it('whose calls are used up, before it is refused', async () => {
    const headers = { 'x-rate-limit-limit': '450', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': inSeconds(30) };
    const { adapter, call, limits, sent } = twitter([ok(campaign, headers)]);
    await adapter.setStatus(call, id, 'active');
    expect(limits.waitMs('twitter', accountId, 'write')).toBe(30_000);
    await expect(adapter.setStatus(call, id, 'paused')).rejects.toMatchObject({ class: 'rate-limit', waitMs: 30_000 });
    expect(sent).toHaveLength(1);
  });

  it('as long as X asks for when it is over capacity, although the call is simply tried again', async () => {
    const { adapter, call, limits } = twitter([refused(503, 'OVER_CAPACITY', { 'retry-after': '9' })]);
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'transient', code: 'OVER_CAPACITY' });
    expect(limits.waitMs('twitter', accountId, 'read')).toBe(9_000);
  });

  it('that is refused, until its own count begins again', async () => {
    const headers = { 'x-rate-limit-reset': inSeconds(30), 'x-account-rate-limit-reset': inSeconds(600) };
    const { adapter, call } = twitter([refused(429, 'TOO_MANY_REQUESTS', headers)]);
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'rate-limit', waitMs: 600_000 });
  });
});
