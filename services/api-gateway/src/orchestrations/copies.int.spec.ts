import { randomUUID } from 'node:crypto';
import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  api = await startTestApi();
  org = await organisation(api);
}, 60_000);
afterAll(() => api.stop());

const at = (id: string, rest = ''): string => `${prefix}/${id}${rest}`;
const newDraft = async (body: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  (await org.draft(body)).orchestration_id;

describe('A copy', () => {
  const duplicate = (id: string, body: unknown = {}, headers = {}) =>
    org.operator('POST', at(id, '/duplicate'), { body, headers });

  it('is a draft of the same, which is no use of the template', async () => {
    const { templateId } = org;
    const usage = async () =>
      (await org.admin('GET', `${prefix}/templates/${templateId}`)).body.template.usage_count as number;
    const original = await org.deployed({
      ...{ description: 'Autumn', sync_cron: '0 6 * * *', failure_policy: 'continue', duration_days: 12 },
      ...{ platform_config: { google: { network: 'search' } }, creatives: [{ name: 'Hero', format: 'image' }] },
      budget_allocation: { meta: 5_000, google: 3_000, tiktok: 1_000 },
    });
    const before = await usage();
    const answer = await duplicate(original.orchestration_id);
    restOperations.duplicateOrchestration.response.parse(answer.body);
    const { orchestration: copy } = answer.body;
    expect([answer.status, answer.headers.get('location')]).toEqual([201, at(copy.orchestration_id)]);
    const same = ['template_id', 'description', 'total_budget', 'budget_allocation', 'sync_cron', 'failure_policy'];
    for (const field of [...same, 'creatives', 'duration_days', 'category', 'objective', 'platforms']) {
      expect([field, copy[field]]).toEqual([field, original[field]]);
    }
    expect(copy).toMatchObject({
      ...{ name: 'Q4 Brand Campaign (copy)', status: 'draft', cloned_from: original.orchestration_id },
      ...{ active_platform_count: 0, revision: 0 },
    });
    type Mapping = Readonly<{ connection_id: string; config: unknown; platform_campaign_id: string | null }>;
    const settings = ({ mappings }: { mappings: readonly Mapping[] }) =>
      mappings.map(({ connection_id, config }) => ({ connection_id, config }));
    expect(settings(copy)).toEqual(settings(original));
    expect(copy.mappings.every((mapping: Mapping) => mapping.platform_campaign_id === null)).toBe(true);
    expect(await usage()).toBe(before);
  });

  it('scales the allocation to another total, and takes another name', async () => {
    const id = await newDraft({ total_budget: 100 });
    const { body } = await duplicate(id, { name: 'Small', total_budget: 33.33 });
    expect(body.orchestration).toMatchObject({
      ...{ name: 'Small', total_budget: 33.33, budget_allocation: { meta: 16.66, google: 10, tiktok: 6.67 } },
    });
    const fraction = await duplicate(id, { total_budget: 33.333 });
    expect(fraction.body).toMatchObject({ code: 'amount-not-payable', errors: [{ pointer: '#/total_budget' }] });
    expect((await duplicate(id, { name: '' })).body.errors).toMatchObject([{ pointer: '#/name' }]);
  });

  it('keeps dates that are to come; of past ones it keeps how long they were', async () => {
    const dates = { scheduled_start_at: '2031-01-01T00:00:00Z', scheduled_end_at: '2031-01-11T00:00:00Z' };
    const id = await newDraft(dates);
    expect((await duplicate(id)).body.orchestration).toMatchObject({
      ...{ scheduled_start_at: '2031-01-01T00:00:00.000Z', scheduled_end_at: '2031-01-11T00:00:00.000Z' },
    });
    const started = await newDraft({ ...dates, scheduled_start_at: '2020-01-01T00:00:00Z' });
    const days = (Date.parse('2031-01-11') - Date.parse('2020-01-01')) / 86_400_000;
    expect((await duplicate(started)).body.orchestration).toMatchObject({
      ...{ scheduled_start_at: null, scheduled_end_at: null, duration_days: days },
    });
  });

  it('needs the connections of the original, and names the platform whose one is gone', async () => {
    const own = await organisation(api);
    const { orchestration_id: id, mappings } = await own.draft();
    const [{ connection_id }] = mappings;
    await own.admin('DELETE', `${prefix}/connections/${connection_id}`);
    const answer = await own.operator('POST', at(id, '/duplicate'));
    expect(answer.body).toMatchObject({ code: 'connection-required', details: { platform: 'meta' } });
  });

  it('is made once for one key, and found again after the original was archived', async () => {
    const id = await newDraft();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await duplicate(id, {}, headers);
    await org.operator('POST', at(id, '/archive'));
    const again = await duplicate(id, {}, headers);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await duplicate(id)).status).toBe(201);
  });
});
