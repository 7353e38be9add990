import type { Objective } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { rateLimitWaitMs } from '../../limits/wait-rules.ts';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import { snapchatCreateBody } from './create-body.ts';
import { snapchatErrorClass } from './errors.ts';
import { dayOfStats, statsOfDay } from './stats.ts';

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const id = 'd5129c2c-0000-4000-8000-000000000003';
const name = 'Spring Sale [op-7f3a]';
const snapchat = (...answers: readonly ScriptedAnswer[]) => scripted('snapchat', answers, adAccountId);

const campaign = {
  id,
  created_at: '2026-11-23T10:15:00.000Z',
  updated_at: '2026-11-23T10:15:00.000Z',
  last_updated_by_app_id: '0f3c1f2e-0000-4000-8000-000000000009',
  name,
  ad_account_id: adAccountId,
  status: 'PAUSED',
  objective: 'BRAND_AWARENESS',
  start_time: '2026-12-01T08:00:00.000Z',
  end_time: '2026-12-31T08:00:00.000Z',
  daily_budget_micro: 150_000_000,
  lifetime_spend_cap_micro: 3_000_000_000,
  buy_model: 'AUCTION',
  delivery_status: ['PAUSED'],
  creation_state: 'PUBLISHED',
  objective_v2_properties: { objective_v2_type: 'TRAFFIC', is_auto_generated: false },
};

const page = (nextLink: string | undefined, ...campaigns: readonly unknown[]): ScriptedAnswer => ({
  body: {
    request_status: 'SUCCESS',
    request_id: 'r',
    ...(nextLink === undefined ? {} : { paging: { next_link: nextLink } }),
    campaigns: campaigns.map((one) => ({ sub_request_status: 'SUCCESS', campaign: one })),
  },
});
const ok = (...campaigns: readonly unknown[]): ScriptedAnswer => page(undefined, ...campaigns);
const failure = (status: number, code: string, message = 'm'): ScriptedAnswer => ({
  status,
  body: { request_status: 'ERROR', request_id: 'r', debug_message: message, display_message: 'd', error_code: code },
});
const itemFailure = (reason: string, requestStatus = 'ERROR'): ScriptedAnswer => ({
  body: {
    request_status: requestStatus,
    campaigns: [{ sub_request_status: 'ERROR', sub_request_error_reason: reason }],
  },
});
const missing = failure(404, 'E3003', 'Resource can not be found');

const creation = { spec: sampleSpec, name, operationId: 'o', now: new Date('2026-11-24T00:00:00Z') };
const account = { adAccountId, currency: 'USD', timeZone: 'America/Los_Angeles' };

describe('the request that creates a campaign on Snapchat', () => {
  it('is what Snapchat documents, paused, with a spending cap for the flight in micros', () => {
    expect(snapchatCreateBody(sampleSpec, name, account)).toEqual({
      campaigns: [
        {
          name: 'Spring Sale [op-7f3a]',
          ad_account_id: adAccountId,
          status: 'PAUSED',
          start_time: '2026-12-01T08:00:00.000Z',
          end_time: '2026-12-31T08:00:00.000Z',
          lifetime_spend_cap_micro: 3_000_000_000,
          objective_v2_properties: { objective_v2_type: 'TRAFFIC' },
        },
      ],
    });
  });

  it.each([
    ['USD', 50_009_999, 50_000_000],
    ['JPY', 5_000_999_999, 5_000_000_000],
    ['KWD', 50_125_999, 50_125_000],
  ])('has the budget in whole units of %s', (currency, micros, expected) => {
    const spec = { ...sampleSpec, budget: { micros, currency } };
    expect(snapchatCreateBody(spec, name, { ...account, currency })).toMatchObject({
      campaigns: [{ lifetime_spend_cap_micro: expected }],
    });
  });

  it('is refused in another currency than the account is billed in', () => {
    const spec = { ...sampleSpec, budget: { micros: 1_000_000, currency: 'EUR' } };
    expect(() => snapchatCreateBody(spec, name, account)).toThrow(
      expect.objectContaining({ class: 'validation', code: 'currency-mismatch' }),
    );
  });

  it.each([
    ['brand_awareness', 'AWARENESS_AND_ENGAGEMENT'],
    ['traffic', 'TRAFFIC'],
    ['engagement', 'AWARENESS_AND_ENGAGEMENT'],
    ['video_views', 'AWARENESS_AND_ENGAGEMENT'],
    ['lead_gen', 'LEADS'],
    ['conversions', 'SALES'],
    ['sales', 'SALES'],
  ] as const)('turns %s into %s', (objective: Objective, expected) => {
    expect(snapchatCreateBody({ ...sampleSpec, objective }, name, account)).toMatchObject({
      campaigns: [{ objective_v2_properties: { objective_v2_type: expected } }],
    });
  });

  it('promotes the app of the configuration, and refuses app installs in clear words without one', () => {
    const spec = { ...sampleSpec, objective: 'app_installs' } as const;
    const measurementSpec = { ios_app_id: '447188370' };
    expect(snapchatCreateBody({ ...spec, config: { measurement_spec: measurementSpec } }, name, account)).toMatchObject(
      {
        campaigns: [
          { objective_v2_properties: { objective_v2_type: 'APP_PROMOTION' }, measurement_spec: measurementSpec },
        ],
      },
    );
    expect(() => snapchatCreateBody(spec, name, account)).toThrow(
      expect.objectContaining({ class: 'validation', message: expect.stringContaining('app to promote') }),
    );
    expect(() => snapchatCreateBody({ ...spec, config: { measurement_spec: {} } }, name, account)).toThrow(
      expect.objectContaining({ class: 'validation', code: 'invalid-config' }),
    );
  });
});

describe('the Snapchat adapter', () => {
  it('creates a campaign with its token in a header', async () => {
    const { adapter, call, sent } = snapchat(ok(campaign));
    expect(await adapter.createCampaign(call, creation)).toEqual({ platformCampaignId: id });
    expect(sent).toMatchObject([
      {
        line: `POST https://snapchat/v1/adaccounts/${adAccountId}/campaigns`,
        headers: { authorization: 'Bearer planted-token', 'content-type': 'application/json' },
        body: { campaigns: [{ name, status: 'PAUSED' }] },
      },
    ]);
  });

  it('understands a success in any case', async () => {
    const body = { request_status: 'success', campaigns: [{ sub_request_status: 'success', campaign }] };
    const { adapter, call } = snapchat({ body });
    expect(await adapter.createCampaign(call, creation)).toEqual({ platformCampaignId: id });
  });

  it('finds the account among those of the organisations that the token opens', async () => {
    const other = { id: 'another', currency: 'EUR', timezone: 'Europe/Berlin' };
    const ours = { id: adAccountId, currency: 'JPY', timezone: 'Asia/Tokyo', status: 'ACTIVE' };
    const organizations = [{ id: 'o1' }, { id: 'o2', ad_accounts: [other, ours] }];
    const answer = {
      body: {
        request_status: 'SUCCESS',
        organizations: organizations.map((organization) => ({ sub_request_status: 'SUCCESS', organization })),
      },
    };
    const { adapter, call, sent } = snapchat(answer, { body: { ...answer.body, organizations: [] } });
    expect(await adapter.verifyAccount(call)).toEqual({ currency: 'JPY', timeZone: 'Asia/Tokyo' });
    expect(sent[0]?.line).toBe('GET https://snapchat/v1/me/organizations?with_ad_accounts=true');
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject({ class: 'permission', code: 'no-ad-account' });
  });

  it('finds campaigns by the exact tag, to the last page, and never takes its token to another host', async () => {
    const near = { ...campaign, id: '2', name: 'Spring Sale [OP-7F3A]' };
    const { adapter, call, sent } = snapchat(
      page('https://adsapi.elsewhere.example/v1/adaccounts/x/campaigns?cursor=Q1U%3D&limit=50', near),
      ok(campaign),
    );
    expect(await adapter.findByTag(call, { tag: 'op-7f3a', name })).toEqual([id]);
    const path = `GET https://snapchat/v1/adaccounts/${adAccountId}/campaigns`;
    expect(sent.map(({ line }) => line)).toEqual([`${path}?limit=1000`, `${path}?limit=1000&cursor=Q1U=`]);
  });

  it('does not take a list for whole when the way to its next page cannot be read', async () => {
    const { adapter, call } = snapchat(page('/v1/adaccounts/x/campaigns?page=2', campaign));
    await expect(adapter.findByTag(call, { tag: 'op-7f3a', name })).rejects.toMatchObject({ class: 'transient' });
  });

  it("reads a campaign with the platform's date in the account's zone", async () => {
    const { adapter, call, sent } = snapchat({ ...ok(campaign), headers: { date: 'Tue, 08 Dec 2026 07:00:00 GMT' } });
    expect(await adapter.readCampaign(call, id)).toEqual({
      platformCampaignId: id,
      name,
      status: 'paused',
      objective: 'TRAFFIC',
      budget: { micros: 3_000_000_000 },
      today: '2026-12-07',
    });
    expect(sent[0]?.line).toBe(`GET https://snapchat/v1/campaigns/${id}`);
  });

  it('sees a removed campaign in the list that shows removed ones, and there only', async () => {
    const { adapter, call, sent } = snapchat(missing, ok(campaign));
    expect(await adapter.readCampaign(call, id)).toMatchObject({ platformCampaignId: id, name, status: 'removed' });
    expect(sent[1]?.line).toContain('/campaigns?read_deleted_entities=true&limit=1000');
  });

  it('knows no campaign that no list shows', async () => {
    const { adapter, call } = snapchat(missing, ok({ ...campaign, id: 'another' }));
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'not-found', code: 'E3003' });
  });

  it('removes a campaign, which has nothing below it, after a look', async () => {
    const none = (list: string): ScriptedAnswer => ({ body: { request_status: 'SUCCESS', [list]: [] } });
    const { adapter, call, sent } = snapchat(none('ads'), none('adsquads'), ok());
    await adapter.removeCampaign(call, id);
    expect(sent.map(({ line }) => line)).toEqual([
      `GET https://snapchat/v1/campaigns/${id}/ads?limit=1000`,
      `GET https://snapchat/v1/campaigns/${id}/adsquads?limit=1000`,
      `DELETE https://snapchat/v1/campaigns/${id}`,
    ]);
  });
});

describe('changing a campaign on Snapchat', () => {
  const kept = {
    id,
    name,
    ad_account_id: adAccountId,
    status: 'PAUSED',
    start_time: '2026-12-01T08:00:00.000Z',
    end_time: '2026-12-31T08:00:00.000Z',
    daily_budget_micro: 150_000_000,
    lifetime_spend_cap_micro: 3_000_000_000,
    buy_model: 'AUCTION',
    objective_v2_properties: { objective_v2_type: 'TRAFFIC', is_auto_generated: false },
  };

  it('loses no field in a new name, those of a person and of later versions neither', async () => {
    const found = { ...campaign, invented_next_year: { by: 'Snapchat' } };
    const { adapter, call, sent } = snapchat(ok(found), ok(found), ok(found));
    const remote = await adapter.readCampaign(call, id);
    await adapter.updateCampaign(call, remote, { name: 'New' });
    expect(sent[2]).toMatchObject({ line: `PUT https://snapchat/v1/adaccounts/${adAccountId}/campaigns` });
    expect(sent[2]?.body).toEqual({
      campaigns: [{ ...kept, name: 'New', invented_next_year: { by: 'Snapchat' } }],
    });
  });

  it('pushes the budget in micros, and what was changed meanwhile stays', async () => {
    const { adapter, call, sent } = snapchat(ok(campaign), ok({ ...campaign, name: 'By hand' }), ok(campaign));
    const remote = await adapter.readCampaign(call, id);
    const spec = { ...sampleSpec, budget: { micros: 2_500_500_000, currency: 'USD' } };
    expect(adapter.budgetChange(remote, sampleSpec, call.account)).toBeUndefined();
    expect(adapter.budgetChange(remote, spec, call.account)).toEqual({
      field: 'budget',
      before: 3_000_000_000,
      after: 2_500_500_000,
    });
    await adapter.updateCampaign(call, remote, { budgetMicros: 2_500_500_000 });
    expect(sent[2]?.body).toEqual({
      campaigns: [{ ...kept, name: 'By hand', lifetime_spend_cap_micro: 2_500_500_000 }],
    });
  });

  it('gives a cap to a campaign that has none', async () => {
    const { lifetime_spend_cap_micro: _cap, ...uncapped } = campaign;
    const { adapter, call } = snapchat(ok(uncapped));
    const remote = await adapter.readCampaign(call, id);
    expect(remote.budget.micros).toBeNull();
    expect(adapter.budgetChange(remote, sampleSpec, call.account)).toMatchObject({
      before: null,
      after: 3_000_000_000,
    });
  });

  it('writes a status only where it differs', async () => {
    const { adapter, call, sent } = snapchat(ok(campaign), ok(campaign), ok(campaign));
    await adapter.setStatus(call, id, 'paused');
    expect(sent).toHaveLength(1);
    await adapter.setStatus(call, id, 'active');
    expect(sent[2]?.body).toEqual({ campaigns: [{ ...kept, status: 'ACTIVE' }] });
  });
});

describe('results of Snapchat', () => {
  const series = (...days: readonly string[]): ScriptedAnswer => ({
    body: {
      request_status: 'SUCCESS',
      timeseries_stats: [
        {
          sub_request_status: 'SUCCESS',
          timeseries_stat: {
            id,
            type: 'CAMPAIGN',
            granularity: 'DAY',
            timeseries: days.map((day) => ({ start_time: day, stats: { impressions: 10, spend: 1_500_000 } })),
          },
        },
      ],
    },
  });

  it('are read from a sample, swipes as clicks, money in micros', () => {
    const row = statsOfDay.parse({
      start_time: '2026-11-09T00:00:00.000-08:00',
      end_time: '2026-11-10T00:00:00.000-08:00',
      stats: {
        impressions: 10_342,
        swipes: 311,
        spend: 42_170_000,
        conversion_purchases: 6,
        conversion_purchases_value: 389_400_000,
      },
    });
    expect(dayOfStats(row, 'America/Los_Angeles')).toEqual({
      date: '2026-11-09',
      spendMicros: 42_170_000,
      impressions: 10_342,
      clicks: 311,
      conversionsMicros: 6_000_000,
      revenueMicros: 389_400_000,
    });
  });

  it("are asked for in windows of thirty days from midnight to midnight of the account's zone", async () => {
    const { adapter, call, sent } = snapchat(
      ok(campaign),
      series('2026-10-20T00:00:00.000-07:00'),
      series('2026-11-19T00:00:00.000-08:00', '2026-11-20T00:00:00.000-08:00'),
    );
    const remote = await adapter.readCampaign(call, id);
    const days = await adapter.fetchDailyMetrics(call, remote, { since: '2026-10-20', until: '2026-11-20' });
    expect(days.map(({ date, spendMicros, clicks }) => [date, spendMicros, clicks])).toEqual([
      ['2026-10-20', 1_500_000, 0],
      ['2026-11-19', 1_500_000, 0],
      ['2026-11-20', 1_500_000, 0],
    ]);
    const asked = `GET https://snapchat/v1/campaigns/${id}/stats?granularity=DAY`;
    // Summer time ended in the first window, so its offsets differ.
    expect(sent[1]?.line).toContain(
      `${asked}&start_time=2026-10-20T00:00:00.000-07:00&end_time=2026-11-19T00:00:00.000-08:00`,
    );
    expect(sent[1]?.line).toContain('fields=impressions,swipes,spend,conversion_purchases,conversion_purchases_value');
    expect(sent[2]?.line).toContain('start_time=2026-11-19T00:00:00.000-08:00&end_time=2026-11-21T00:00:00.000-08:00');
  });

  it('are not there when the series failed, although HTTP says 200', async () => {
    const reason = 'Error code: E1008, message: Unsupported Stats Query: The start time is after the end time';
    const { adapter, call } = snapchat(ok(campaign), {
      body: {
        request_status: 'SUCCESS',
        timeseries_stats: [{ sub_request_status: 'ERROR', sub_request_error_reason: reason }],
      },
    });
    const remote = await adapter.readCampaign(call, id);
    const range = { since: '2026-12-01', until: '2026-12-08' };
    await expect(adapter.fetchDailyMetrics(call, remote, range)).rejects.toMatchObject({ code: 'E1008' });
  });
});

describe('errors of Snapchat', () => {
  it.each([
    [401, undefined, 'token-expired'],
    [403, 'E3001', 'permission'],
    [403, undefined, 'permission'],
    [404, 'E3003', 'not-found'],
    [200, 'E3003', 'not-found'],
    [400, 'E1008', 'validation'],
    [200, 'E2002', 'validation'],
    [200, 'E2023', 'validation'],
    [400, 'E1166', 'conflict'],
    [410, undefined, 'version'],
    [429, undefined, 'rate-limit'],
    [429, 'E2002', 'rate-limit'],
    [500, undefined, 'transient'],
    [503, 'E9999', 'transient'],
    [418, undefined, 'validation'],
  ] as const)('HTTP %s with %s is %s', (status, code, expected) => {
    expect(snapchatErrorClass(code, status)).toBe(expected);
  });

  it.each(['ERROR', 'SUCCESS'])('lie on the item too, when HTTP says 200 and the request says %s', async (told) => {
    const { adapter, call } = snapchat(
      itemFailure('Error code: E2002, message: Property value is not allowed : [daily_budget_micro]', told),
    );
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({
      class: 'validation',
      code: 'E2002',
      message: 'Property value is not allowed : [daily_budget_micro]',
    });
  });

  it('lie on the request when HTTP says 200', async () => {
    const { adapter, call } = snapchat(failure(200, 'E1001', 'Malformed'));
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({ code: 'E1001', message: 'Malformed' });
  });

  it('keep the text of an item that has no code', async () => {
    const { adapter, call } = snapchat(itemFailure('Something else'));
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({
      class: 'validation',
      message: 'Something else',
    });
  });

  it('may come without a body when the token is refused', async () => {
    const header = 'Bearer error="invalid_token", error_description="The access token expired"';
    const { adapter, call } = snapchat({ status: 401, headers: { 'www-authenticate': header }, body: '' });
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({ class: 'token-expired' });
  });

  it.each([
    [502, '<html>Bad Gateway</html>', 'unknown-outcome'],
    [504, failure(504, 'E9999').body, 'unknown-outcome'],
    [408, '', 'unknown-outcome'],
    [500, '<html>Error</html>', 'unknown-outcome'],
    [200, '{"request_status":"SUCC', 'unknown-outcome'],
    [200, { request_status: 'SUCCESS', campaigns: [] }, 'unknown-outcome'],
    [200, { request_status: 'SUCCESS', campaigns: [{ sub_request_status: 'SUCCESS' }] }, 'unknown-outcome'],
    [500, failure(500, 'E9999').body, 'transient'],
    [400, '<html>Bad Request</html>', 'validation'],
  ] as const)('take HTTP %s with %j on a creation as %s', async (status, body, expected) => {
    const { adapter, call } = snapchat({ status, body });
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({ class: expected });
  });

  it('take an unreadable answer to a read as transient', async () => {
    const { adapter, call } = snapchat({ status: 502, body: '<html></html>' });
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'transient' });
  });
});

describe('the limits of Snapchat', () => {
  // The scripted clock says 12:00:00.
  const inSevenSecondsMs = Date.parse('2026-12-08T12:00:07Z');
  const limited = (headers: Readonly<Record<string, string>>) => snapchat({ status: 429, headers, body: 'Slow down' });

  it.each([
    ['milliseconds', String(inSevenSecondsMs), 7_000],
    ['seconds', String(inSevenSecondsMs / 1000), 7_000],
  ])('name the end of a wait, in %s of the epoch', async (_unit, reset, waitMs) => {
    const { adapter, call } = limited({ 'x-rate-limit-reset': reset });
    await expect(adapter.setStatus(call, id, 'active')).rejects.toMatchObject({ class: 'rate-limit', waitMs });
  });

  it.each([{}, { 'x-rate-limit-reset': 'soon' }, { 'x-rate-limit-reset': '1753790015000' }])(
    'leave the wait to us with %j',
    async (headers) => {
      const { adapter, call } = limited(headers as Readonly<Record<string, string>>);
      await expect(adapter.setStatus(call, id, 'active')).rejects.toMatchObject({
        class: 'rate-limit',
        waitMs: undefined,
      });
    },
  );

  it('are waited for a second, then two, then four, where nothing is said', () => {
    expect([0, 1, 2, 3].map((limited) => rateLimitWaitMs('snapchat', limited))).toEqual([1_000, 2_000, 4_000, 4_000]);
  });

  it('hold the account back when an answer says that it was the last one, before a call is refused', async () => {
    const headers = { 'x-rate-limit-limit': '83', 'x-rate-limit-reset': String(inSevenSecondsMs) };
    const { adapter, call, limits } = snapchat(
      { ...ok(campaign), headers: { ...headers, 'x-rate-limit-remaining': '1' } },
      { ...ok(campaign), headers: { ...headers, 'x-rate-limit-remaining': '0' } },
    );
    await adapter.readCampaign(call, id);
    expect(limits.waitMs('snapchat', adAccountId, 'read')).toBe(0);
    await adapter.readCampaign(call, id);
    expect(limits.waitMs('snapchat', adAccountId, 'read')).toBe(7_000);
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'rate-limit', waitMs: 7_000 });
  });
});
