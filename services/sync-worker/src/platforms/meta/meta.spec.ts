import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../../testing/scripted-platform.ts';

const meta = (...answers: readonly ScriptedAnswer[]) => scripted('meta', answers, 'act_1234567890');
const id = '120210000000000001';
const campaign = {
  id,
  name: 'Spring Sale [op-7f3a]',
  objective: 'OUTCOME_TRAFFIC',
  status: 'PAUSED',
  effective_status: 'PAUSED',
  lifetime_budget: '300000',
};
const creation = { spec: sampleSpec, name: campaign.name, operationId: 'o', now: new Date('2026-11-24T00:00:00Z') };

describe('the Meta adapter', () => {
  it('creates a campaign with its token in a header', async () => {
    const { adapter, call, sent } = meta({ body: { id } });
    expect(await adapter.createCampaign(call, creation)).toEqual({ platformCampaignId: id });
    expect(sent).toMatchObject([
      {
        line: 'POST https://meta/v26.0/act_1234567890/campaigns',
        headers: { authorization: 'Bearer planted-token', 'content-type': 'application/json' },
        body: { name: campaign.name, status: 'PAUSED' },
      },
    ]);
  });

  it('finds campaigns by the exact tag, to the last page', async () => {
    const { adapter, call, sent } = meta(
      {
        body: {
          data: [
            { id: '1', name: 'Spring Sale [op-7f3a]', status: 'PAUSED' },
            { id: '2', name: 'Other [op-7F3A]' },
          ],
          paging: { cursors: { before: 'a', after: 'QVFJ' }, next: 'https://graph.facebook.com/…' },
        },
      },
      {
        body: {
          data: [{ id: '3', name: 'Spring Sale [op-7f3a]', status: 'DELETED' }],
          paging: { cursors: { after: 'z' } },
        },
      },
    );
    expect(await adapter.findByTag(call, { tag: 'op-7f3a', name: campaign.name })).toEqual(['1']);
    expect(sent[0]?.line).toContain('filtering=[{"field":"name","operator":"CONTAIN","value":"[op-7f3a]"}]');
    expect(sent[1]?.line).toContain('after=QVFJ');
  });

  it('does not take a list for whole when the way to its next page is not told', async () => {
    const { adapter, call } = meta({ body: { data: [campaign], paging: { next: 'https://graph.facebook.com/…' } } });
    await expect(adapter.listCampaigns(call)).rejects.toMatchObject({ class: 'transient' });
  });

  it("reads a campaign, its budget in minor units and the platform's date in the account's zone", async () => {
    const { adapter, call } = meta({ body: campaign, headers: { date: 'Tue, 08 Dec 2026 07:00:00 GMT' } });
    expect(await adapter.readCampaign(call, id)).toEqual({
      platformCampaignId: id,
      name: campaign.name,
      status: 'paused',
      objective: 'OUTCOME_TRAFFIC',
      budget: { micros: 3_000_000_000 },
      today: '2026-12-07',
    });
  });

  it.each(['DELETED', 'ARCHIVED'])('takes a campaign that is %s as removed', async (status) => {
    const { adapter, call } = meta({ body: { ...campaign, status, effective_status: status } });
    expect(await adapter.readCampaign(call, id)).toMatchObject({ status: 'removed' });
  });

  it('pushes the budget in minor units', async () => {
    const { adapter, call, sent } = meta({ body: campaign }, { body: { success: true } });
    const remote = await adapter.readCampaign(call, id);
    const spec = { ...sampleSpec, budget: { micros: 2_500_500_000, currency: 'USD' } };
    expect(adapter.budgetChange(remote, sampleSpec, call.account)).toBeUndefined();
    expect(adapter.budgetChange(remote, spec, call.account)).toEqual({
      field: 'budget',
      before: 3_000_000_000,
      after: 2_500_500_000,
    });
    await adapter.updateCampaign(call, remote, { name: 'New', budgetMicros: 2_500_500_000 });
    expect(sent[1]).toMatchObject({
      line: `POST https://meta/v26.0/${id}`,
      body: { name: 'New', lifetime_budget: 250_050 },
    });
  });

  it('reads results day by day, to the last page', async () => {
    const row = (date: string) => ({
      spend: '1.50',
      impressions: '10',
      clicks: '1',
      date_start: date,
      date_stop: date,
    });
    const { adapter, call, sent } = meta(
      { body: campaign },
      { body: { data: [row('2026-12-01')], paging: { cursors: { after: 'MQ' }, next: 'https://…' } } },
      { body: { data: [row('2026-12-02')] } },
    );
    const remote = await adapter.readCampaign(call, id);
    const days = await adapter.fetchDailyMetrics(call, remote, { since: '2026-12-01', until: '2026-12-08' });
    expect(days.map(({ date, spendMicros }) => [date, spendMicros])).toEqual([
      ['2026-12-01', 1_500_000],
      ['2026-12-02', 1_500_000],
    ]);
    expect(sent[1]?.line).toContain(`GET https://meta/v26.0/${id}/insights?`);
    expect(sent[1]?.line).toContain('time_range={"since":"2026-12-01","until":"2026-12-08"}&time_increment=1');
  });

  it('takes an error in an HTTP 200 as an error, with the wait of its headers', async () => {
    const usage = { '1234567890': [{ type: 'ads_management', call_count: 100, estimated_time_to_regain_access: 5 }] };
    const { adapter, call } = meta({
      headers: { 'x-business-use-case-usage': JSON.stringify(usage) },
      body: { error: { message: 'Too many calls', type: 'OAuthException', code: 80004, error_subcode: 2446079 } },
    });
    await expect(adapter.setStatus(call, id, 'active')).rejects.toMatchObject({
      class: 'rate-limit',
      code: '80004/2446079',
      waitMs: 300_000,
    });
  });

  it('keeps away from an account that is nearly used up, before it is blocked', async () => {
    const usage = { '1234567890': [{ type: 'ads_management', call_count: 97, estimated_time_to_regain_access: 2 }] };
    const { adapter, call, limits } = meta({
      headers: { 'x-business-use-case-usage': JSON.stringify(usage) },
      body: { success: true },
    });
    await adapter.setStatus(call, id, 'paused');
    expect(limits.waitMs('meta', 'act_1234567890', 'read')).toBe(120_000);
    await expect(adapter.setStatus(call, id, 'paused')).rejects.toMatchObject({ class: 'rate-limit', waitMs: 120_000 });
  });

  it.each([
    [502, '<html>Bad Gateway</html>', 'unknown-outcome'],
    [504, { error: { message: 'm', code: 2 } }, 'unknown-outcome'],
    [500, '<html>Error</html>', 'unknown-outcome'],
    [200, '{"id":', 'unknown-outcome'],
    [200, { success: true }, 'unknown-outcome'],
    [500, { error: { message: 'm', code: 2, is_transient: true } }, 'transient'],
    [400, '<html>Bad Request</html>', 'validation'],
  ] as const)('takes HTTP %s with %j on a creation as %#', async (status, body, expected) => {
    const { adapter, call } = meta({ status, body });
    await expect(adapter.createCampaign(call, creation)).rejects.toMatchObject({ class: expected });
  });

  it('takes an unreadable answer to a read as transient', async () => {
    const { adapter, call } = meta({ status: 502, body: '<html></html>' });
    await expect(adapter.readCampaign(call, id)).rejects.toMatchObject({ class: 'transient' });
  });
});
