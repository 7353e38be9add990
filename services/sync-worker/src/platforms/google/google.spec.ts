import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';
import { sealed } from '../../vault/credentials.ts';

const google = (...answers: readonly ScriptedAnswer[]) => scripted('google', answers, '111-222-3333');
const id = '21000000001';
const row = {
  campaign: {
    resourceName: `customers/1112223333/campaigns/${id}`,
    id,
    name: 'Spring Sale [op-7f3a]',
    status: 'ENABLED',
  },
  campaignBudget: { resourceName: 'customers/1112223333/campaignBudgets/9001', amountMicros: '100000000' },
};
const done = { results: [{ resourceName: row.campaign.resourceName }] };

describe('the Google adapter', () => {
  it('creates budget and campaign in one request and names the manager account', async () => {
    const { adapter, call, sent } = google({
      body: {
        mutateOperationResponses: [
          { campaignBudgetResult: { resourceName: 'customers/1112223333/campaignBudgets/9001' } },
          { campaignResult: { resourceName: `customers/1112223333/campaigns/${id}` } },
        ],
      },
    });
    const credentials = sealed({ platform: 'google', accessToken: 'planted-token', loginCustomerId: '9998887777' });
    const creation = {
      spec: sampleSpec,
      name: row.campaign.name,
      operationId: 'o',
      now: new Date('2026-11-24T00:00:00Z'),
    };
    expect(await adapter.createCampaign({ ...call, credentials }, creation)).toEqual({ platformCampaignId: id });
    expect(sent).toMatchObject([
      {
        line: 'POST https://google/v26/customers/1112223333/googleAds:mutate',
        headers: { authorization: 'Bearer planted-token', 'login-customer-id': '9998887777' },
        body: { partialFailure: false },
      },
    ]);
  });

  it('finds a campaign by its name, which it quotes', async () => {
    const name = "Women's [op-7f3a]";
    const { adapter, call, sent } = google({ body: { results: [{ campaign: { ...row.campaign, name } }] } });
    expect(await adapter.findByTag(call, { tag: 'op-7f3a', name })).toEqual([id]);
    expect(sent[0]?.body).toEqual({
      query:
        "SELECT campaign.id, campaign.name, campaign.status FROM campaign WHERE campaign.name = 'Women\\'s [op-7f3a]' AND campaign.status != 'REMOVED'",
    });
  });

  it('finds nothing in an answer without results', async () => {
    const { adapter, call } = google({ body: { fieldMask: 'campaign.id' } });
    expect(await adapter.findByTag(call, { tag: 'op-7f3a', name: 'x' })).toEqual([]);
  });

  it('reads a campaign with what it has spent per day, and sets a new daily amount on its budget', async () => {
    const spend = { results: [{ segments: { date: '2026-12-01' }, metrics: { costMicros: '190000000' } }] };
    const { adapter, call, sent } = google({ body: { results: [row] } }, { body: spend }, { body: done });
    const remote = await adapter.readCampaign(call, id, { spendSince: '2026-12-01' });
    expect(remote).toMatchObject({ status: 'active', today: '2026-12-08', budget: { micros: 100_000_000 } });
    expect(JSON.stringify(sent[1]?.body)).toContain("BETWEEN '2026-12-01' AND '2026-12-08'");

    // 190 are spent and 23 days are left.
    const specFor = (micros: number) => ({ ...sampleSpec, budget: { micros, currency: 'USD' } });
    expect(adapter.budgetChange(remote, specFor(2_490_000_000), call.account)).toBeUndefined();
    expect(adapter.budgetChange(remote, specFor(2_260_000_000), call.account)).toEqual({
      field: 'daily_budget',
      before: 100_000_000,
      after: 90_000_000,
    });
    await adapter.updateCampaign(call, remote, { budgetMicros: 90_000_000 });
    expect(sent[2]).toMatchObject({
      line: 'POST https://google/v26/customers/1112223333/campaignBudgets:mutate',
      body: {
        operations: [
          {
            update: { resourceName: row.campaignBudget.resourceName, amountMicros: '90000000' },
            updateMask: 'amountMicros',
          },
        ],
      },
    });
  });

  it('knows no campaign in an empty answer', async () => {
    const { adapter, call } = google({ body: {} });
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'not-found' });
  });

  it.each([
    ['active', 'ENABLED'],
    ['paused', 'PAUSED'],
  ] as const)('sets %s with a mask', async (status, platformStatus) => {
    const { adapter, call, sent } = google({ body: done });
    await adapter.setStatus(call, id, status);
    expect(sent[0]).toMatchObject({
      line: 'POST https://google/v26/customers/1112223333/campaigns:mutate',
      body: {
        operations: [
          { update: { resourceName: row.campaign.resourceName, status: platformStatus }, updateMask: 'status' },
        ],
      },
    });
  });

  it('removes a campaign, and with it its own budget', async () => {
    const { adapter, call, sent } = google({ body: done });
    await adapter.removeCampaign(call, id);
    expect(sent[0]?.body).toEqual({ operations: [{ remove: row.campaign.resourceName }] });
  });

  it('reads results page by page', async () => {
    const day = (date: string) => ({ segments: { date }, metrics: { costMicros: '42170000', conversions: 6.5 } });
    const { adapter, call, sent } = google(
      { body: { results: [row] } },
      { body: { results: [day('2026-12-01')], nextPageToken: 'cGFnZS0y' } },
      { body: { results: [day('2026-12-02')] } },
    );
    const remote = await adapter.readCampaign(call, id);
    const days = await adapter.fetchDailyMetrics(call, remote, { since: '2026-12-01', until: '2026-12-08' });
    expect(days).toMatchObject([
      { date: '2026-12-01', spendMicros: 42_170_000, conversionsMicros: 6_500_000 },
      { date: '2026-12-02' },
    ]);
    expect(sent[2]?.body).toMatchObject({ pageToken: 'cGFnZS0y' });
  });

  it('takes a retired version, which is simply gone, as such', async () => {
    const { adapter, call } = google({ status: 404, body: '<html>404</html>' });
    await expect(adapter.setStatus(call, id, 'paused')).rejects.toMatchObject({ class: 'version' });
  });

  it('does not put anything but digits into a query as an id', async () => {
    const { adapter, call, sent } = google();
    await expect(adapter.readCampaign(call, '1 OR 1=1')).rejects.toMatchObject({ class: 'not-found' });
    expect(sent).toEqual([]);
  });
});
