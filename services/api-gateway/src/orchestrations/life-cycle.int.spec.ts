import { randomUUID } from 'node:crypto';
import { restOperations, workflowId } from '@campaigns/contracts';
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
const typesOf = async (id: string): Promise<readonly string[]> =>
  (await api.store.load(`orchestration-${id}`)).events.map(({ type }) => type);

describe('An archived orchestration', () => {
  const listed = async (query = ''): Promise<readonly string[]> =>
    (await org.viewer('GET', `${prefix}?limit=200${query}`)).body.orchestrations.map(
      ({ orchestration_id }: { orchestration_id: string }) => orchestration_id,
    );

  it('is out of the list unless it is asked for, is still shown, and takes no command any more', async () => {
    const [id, other] = [await newDraft(), await newDraft()];
    const answer = await org.operator('POST', at(id, '/archive'));
    restOperations.archiveOrchestration.response.parse(answer.body);
    expect([answer.status, answer.body.orchestration.archived_at]).toEqual([200, expect.any(String)]);
    expect(await listed()).toEqual(expect.arrayContaining([other]));
    expect(await listed()).not.toContain(id);
    expect(await listed('&archived=true')).toEqual([id]);
    expect(await listed('&archived=all')).toEqual(expect.arrayContaining([id, other]));
    expect((await org.viewer('GET', at(id))).status).toBe(200);
    const refused = await org.operator('POST', at(id, '/schedule'), { body: { start: midnight } });
    expect(refused.body).toMatchObject({ code: 'illegal-transition', details: { action: 'schedule' } });
    expect((await org.operator('POST', at(id, '/archive'))).headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  it('has no campaigns that run', async () => {
    const { orchestration_id: id } = await org.deployed();
    const refused = await org.operator('POST', at(id, '/archive'));
    expect(refused.body).toMatchObject({
      code: 'illegal-transition',
      details: { status: 'active', action: 'archive' },
    });
  });
});

describe('A repeat with the same key', () => {
  it.each([
    ['schedule', { start: midnight }],
    ['archive', {}],
    ['budget/adjustments', { changes: { meta: -50, google: 50 } }],
  ])('of %s takes effect once', async (action, body) => {
    const id = await newDraft();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await org.operator('POST', at(id, `/${action}`), { body, headers });
    const again = await org.operator('POST', at(id, `/${action}`), { body, headers });
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    expect(await typesOf(id)).toHaveLength(2);
  });
});

describe('Somebody else’s orchestration', () => {
  it.each([
    ['PATCH', '', { name: 'Mine' }],
    ['POST', '/schedule', { start: midnight }],
    ['DELETE', '/schedule', undefined],
    ['POST', '/archive', {}],
    ['POST', '/duplicate', {}],
    ['GET', '/budget', undefined],
    ['POST', '/budget/adjustments', { changes: { meta: 1 } }],
  ])('is not found by %s %s', async (method, rest, body) => {
    const id = await newDraft();
    const { operator: stranger } = await organisation(api);
    const answer = await stranger(method, at(id, rest), body === undefined ? {} : { body });
    expect(answer.body).toMatchObject({ status: 404, code: 'orchestration-not-found' });
    expect(await typesOf(id)).toEqual(['OrchestrationDrafted']);
  });

  it.each([
    ['PATCH', '', { name: 'Late' }],
    ['POST', '/schedule', { start: midnight }],
    ['DELETE', '/schedule', undefined],
    ['POST', '/archive', {}],
    ['POST', '/budget/adjustments', { changes: { meta: -1 } }],
  ])('and one’s own is not changed by %s %s with an old ETag', async (method, rest, body) => {
    const id = await newDraft();
    await org.operator('PATCH', at(id), { body: { name: 'Meanwhile' } });
    const headers = { 'if-match': '"0"' };
    const answer = await org.operator(method, at(id, rest), { ...(body === undefined ? {} : { body }), headers });
    expect([answer.status, answer.headers.get('etag')]).toEqual([412, '"1"']);
  });
});

describe('A pause that one platform refuses', () => {
  const refused = 'The account is under review';

  it('leaves it active, says which platform and why, and asks only that one again', async () => {
    const orchestration = await org.deployed();
    const { orchestration_id: id, mappings } = orchestration;
    const end = async (workflow: string, only: readonly string[], refusing: string | null) => {
      const outcomes = mappings
        .filter(({ platform }: { platform: string }) => only.includes(platform))
        .map(({ mapping_id, platform }: { mapping_id: string; platform: string }) => ({
          ...{ mappingId: mapping_id, platform, tag: 'op-1', platformCampaignId: `${platform}-1` },
          ...(platform === refusing ? { status: 'active', error: refused } : { status: 'paused', error: null }),
        }));
      await api.command(org.org, id, {
        type: 'RecordWorkflowEnd',
        data: {
          ...{ workflowId: workflowId.parse(workflow), workflowType: 'deactivation', purpose: { goal: 'pause' } },
          ...{ outcomes, outcome: refusing === null ? 'completed' : 'partial', now: new Date().toISOString() },
          reason: refusing === null ? null : `${refusing}: ${refused}`,
        },
      });
    };
    const pause = async () => (await org.operator('POST', at(id, '/pause'))).body.workflow.workflow_id as string;
    const shown = async () => (await org.viewer('GET', at(id))).body.orchestration;
    const platforms = async () =>
      Object.fromEntries(
        (await shown()).mappings.map(({ platform, status, status_error }: Record<string, string>) => [
          platform,
          [status, status_error],
        ]),
      );

    await end(await pause(), ['meta', 'google', 'tiktok'], 'google');
    expect((await shown()).status).toBe('active');
    expect(await platforms()).toEqual({
      ...{ meta: ['paused', null], google: ['active', refused], tiktok: ['paused', null] },
    });

    const second = await pause();
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.at(-1)).toMatchObject({ type: 'PauseRequested', data: { targets: [{ platform: 'google' }] } });
    await end(second, ['google'], null);
    expect((await shown()).status).toBe('paused');
    expect((await platforms())['google']).toEqual(['paused', null]);
  });
});
