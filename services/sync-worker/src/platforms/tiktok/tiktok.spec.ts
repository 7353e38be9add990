import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';

const tiktok = (...answers: readonly ScriptedAnswer[]) => scripted('tiktok', answers, '7000000000000000001');
const ok = (data: unknown): ScriptedAnswer => ({ body: { code: 0, message: 'OK', request_id: 'r', data } });
const id = '1800000000000000001';
const campaign = {
  campaign_id: id,
  campaign_name: 'Spring Sale [op-7f3a]',
  operation_status: 'DISABLE',
  secondary_status: 'CAMPAIGN_STATUS_DISABLE',
  objective_type: 'TRAFFIC',
  budget: 50.0,
  budget_mode: 'BUDGET_MODE_TOTAL',
};
const list = (...rows: readonly unknown[]) => ok({ list: rows, page_info: { page: 1, total_page: 1 } });

describe('the TikTok adapter', () => {
  it('creates a campaign; every path ends in a slash', async () => {
    const { adapter, call, sent } = tiktok(ok({ ...campaign }));
    const creation = { spec: sampleSpec, name: campaign.campaign_name, operationId: 'o', now: new Date() };
    expect(await adapter.createCampaign(call, creation)).toEqual({ platformCampaignId: id });
    expect(sent).toMatchObject([
      {
        line: 'POST https://tiktok/open_api/v1.3/campaign/create/',
        headers: { 'access-token': 'planted-token' },
        body: { operation_status: 'DISABLE', budget: 3000 },
      },
    ]);
  });

  it('finds campaigns by the exact tag among what a fuzzy filter gives', async () => {
    const near = { ...campaign, campaign_id: '2', campaign_name: 'Spring Sale [OP-7F3A2]' };
    const { adapter, call, sent } = tiktok(
      ok({ list: [near], page_info: { page: 1, total_page: 2 } }),
      ok({ list: [campaign], page_info: { page: 2, total_page: 2 } }),
    );
    expect(await adapter.findByTag(call, { tag: 'op-7f3a', name: campaign.campaign_name })).toEqual([id]);
    expect(sent[0]?.line).toContain('filtering={"campaign_name":"[op-7f3a]","primary_status":"STATUS_NOT_DELETE"}');
    expect(sent[1]?.line).toContain('page=2');
  });

  it('reads a campaign with its budget in currency units', async () => {
    const { adapter, call } = tiktok(list(campaign));
    expect(await adapter.readCampaign(call, id)).toMatchObject({
      status: 'paused',
      budget: { micros: 50_000_000 },
      today: '2026-12-08',
    });
  });

  it('knows no campaign in an empty list', async () => {
    const { adapter, call } = tiktok(list());
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'not-found' });
  });

  it('does not remove what is removed already', async () => {
    const { adapter, call, sent } = tiktok(list({ ...campaign, secondary_status: 'CAMPAIGN_STATUS_DELETE' }));
    await adapter.removeCampaign(call, id);
    expect(sent).toHaveLength(1);
  });

  it('changes status and settings on two paths', async () => {
    const { adapter, call, sent } = tiktok(list(campaign), ok({}), ok({}));
    const remote = await adapter.readCampaign(call, id);
    await adapter.setStatus(call, id, 'active');
    await adapter.updateCampaign(call, remote, { name: 'New', budgetMicros: 75_500_000 });
    expect(sent.slice(1)).toMatchObject([
      {
        line: 'POST https://tiktok/open_api/v1.3/campaign/status/update/',
        body: { campaign_ids: [id], operation_status: 'ENABLE' },
      },
      {
        line: 'POST https://tiktok/open_api/v1.3/campaign/update/',
        body: { campaign_id: id, campaign_name: 'New', budget: 75.5 },
      },
    ]);
  });

  it('asks for results in windows of thirty days', async () => {
    const { adapter, call, sent } = tiktok(list(campaign), list(), list());
    const remote = await adapter.readCampaign(call, id);
    await adapter.fetchDailyMetrics(call, remote, { since: '2026-11-01', until: '2026-12-08' });
    expect(sent[1]?.line).toContain('start_date=2026-11-01&end_date=2026-11-30');
    expect(sent[1]?.line).toContain(
      `filtering=[{"field_name":"campaign_ids","filter_type":"IN","filter_value":"[\\"${id}\\"]"}]`,
    );
    expect(sent[2]?.line).toContain('start_date=2026-12-01&end_date=2026-12-08');
  });

  it('takes a code other than zero as an error, although HTTP says 200', async () => {
    const { adapter, call } = tiktok({
      body: { code: 40105, message: 'Access token is incorrect or has been revoked.', data: {} },
    });
    await expect(adapter.setStatus(call, id, 'active')).rejects.toMatchObject({
      class: 'token-revoked',
      code: '40105',
    });
  });
});
