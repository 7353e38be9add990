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
const midnight = { local: '2031-11-27T00:00', zone: 'Europe/Berlin' };
const newDraft = async (body: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  (await org.draft(body)).orchestration_id;

describe('An update', () => {
  const update = (id: string, body: unknown, headers = {}) => org.operator('PATCH', at(id), { body, headers });

  it('changes what it names and leaves the rest', async () => {
    const id = await newDraft({ description: 'Autumn', sync_policy: { budget: 'report' } });
    const answer = await update(id, {
      ...{ name: 'Second wave', sync_cron: '0 6 * * 1-5', sync_zone: 'Europe/Berlin', failure_policy: 'ask' },
      sync_policy: { status: 'theirs' },
    });
    restOperations.updateOrchestration.response.parse(answer.body);
    expect(answer.body.orchestration).toMatchObject({
      ...{ name: 'Second wave', description: 'Autumn', failure_policy: 'ask', sync_strategy: 'scheduled' },
      ...{ sync_cron: '0 6 * * 1-5', sync_zone: 'Europe/Berlin', sync_frequency_minutes: 15 },
      sync_policy: { budget: 'report', status: 'theirs' },
    });
    const cleared = await update(id, { description: null, sync_frequency_minutes: 30 });
    expect(cleared.body.orchestration).toMatchObject({
      ...{ description: null, sync_strategy: 'auto', sync_frequency_minutes: 30, sync_cron: null, sync_zone: null },
    });
    expect((await update(id, { description: null })).headers.get('etag')).toBe(cleared.headers.get('etag'));
  });

  it('changes the dates of a draft, takes one away, and changes those of nothing else', async () => {
    const id = await newDraft({ scheduled_start_at: '2031-01-01T00:00:00Z', scheduled_end_at: '2031-02-01T00:00:00Z' });
    const moved = await update(id, { scheduled_start_at: midnight, scheduled_end_at: null });
    expect(moved.body.orchestration).toMatchObject({
      ...{ scheduled_start_at: '2031-11-26T23:00:00.000Z', scheduled_end_at: null },
    });
    const reversed = await update(id, { scheduled_end_at: '2031-01-01T00:00:00Z' });
    expect(reversed.body).toMatchObject({
      ...{ code: 'schedule-reversed', errors: [{ pointer: '#/scheduled_end_at' }] },
    });
    const { orchestration_id: live } = await org.deployed();
    const fixed = await update(live, { duration_days: 3 });
    expect(fixed.body).toMatchObject({ code: 'illegal-transition', details: { status: 'active', action: 'update' } });
  });

  it('of the name reaches the live campaigns', async () => {
    const { orchestration_id: id } = await org.deployed();
    await update(id, { name: 'New name' });
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.slice(-2)).toMatchObject([
      { type: 'OrchestrationUpdated', data: { name: 'New name' } },
      { type: 'SyncRequested', data: { name: 'New name', syncType: 'settings' } },
    ]);
  });

  it('goes through for one of two who saw the same revision', async () => {
    const id = await newDraft();
    const headers = { 'if-match': '"0"' };
    expect((await update(id, { name: 'First' }, headers)).status).toBe(200);
    const late = await update(id, { name: 'Late' }, headers);
    expect([late.status, late.body.code, late.headers.get('etag')]).toEqual([412, 'precondition-failed', '"1"']);
  });

  it.each([
    ['nothing', {}, '#'],
    ['an empty name', { name: ' ' }, '#/name'],
    ['an unknown policy', { sync_policy: { budget: 'yours' } }, '#/sync_policy/budget'],
    ['an unknown field of the policy', { sync_policy: { colour: 'ours' } }, '#/sync_policy'],
    ['a budget, which has a way of its own', { total_budget: 5 }, '#/total_budget'],
    ['a cron expression that comes every minute', { sync_cron: '* * * * *' }, '#/sync_cron'],
    ['a zone without a cron expression', { sync_zone: 'Europe/Berlin' }, '#/sync_zone'],
  ])('of %s is refused and names it', async (_, body, pointer) => {
    const answer = await update(await newDraft(), body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors[0].pointer.startsWith(pointer)).toBe(true);
  });
});
