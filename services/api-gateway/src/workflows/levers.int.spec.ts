import { randomUUID } from 'node:crypto';
import { type Platform, restOperations, workflowId } from '@campaigns/contracts';
import { creativeIdOf } from '@campaigns/domain';
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

type Mapping = Readonly<{ mapping_id: string; platform: Platform }>;
const lastEvent = async (id: string) => (await api.store.load(`orchestration-${id}`)).events.at(-1);

/** Live on Meta, Google and TikTok, with an ad of its first two creatives on each. */
const withAds = async () => {
  const { orchestration_id: id, mappings } = await org.draft();
  const creatives = [creativeIdOf(id, 0), creativeIdOf(id, 1)];
  const { body } = await org.operator('POST', `${prefix}/${id}/deploy`);
  await api.command(org.org, id, {
    type: 'RecordWorkflowEnd',
    data: {
      ...{ workflowId: workflowId.parse(body.workflow.workflow_id), workflowType: 'creation', outcome: 'completed' },
      ...{ purpose: { goal: 'deploy', failurePolicy: 'rollback' }, reason: null, now: new Date().toISOString() },
      outcomes: mappings.map(({ mapping_id, platform }: Mapping) => ({
        ...{ mappingId: mapping_id as never, platform, status: 'active', tag: 'op-1', error: null },
        ...{ platformCampaignId: `${platform}-1`, adGroup: { platformAdGroupId: '11', tag: 'op-2' } },
        ads: creatives.map((creativeId, n) => ({ creativeId, platformAdId: `ad-${n}`, tag: `op-ad-${n}` })),
      })),
    },
  });
  return { id, creatives, at: (action: string) => `${prefix}/${id}/${action}` };
};

describe('A pause and a resume of single platforms', () => {
  it('answers 202 with its workflow, and is about those platforms alone', async () => {
    const { id, at } = await withAds();
    const answer = await org.operator('POST', at('pause'), { body: { platforms: ['meta', 'tiktok'] } });
    const { workflow } = restOperations.pauseOrchestration.response.parse(answer.body);
    expect([answer.status, workflow.goal]).toEqual([202, 'pause']);
    expect(answer.headers.get('location')).toBe(`${prefix}/${id}/workflows/${workflow.workflow_id}`);
    expect(await lastEvent(id)).toMatchObject({
      type: 'PauseRequested',
      data: { targets: [{ platform: 'meta' }, { platform: 'tiktok' }] },
    });
  });

  it('is refused where a platform cannot be resumed, and says which', async () => {
    const { at } = await withAds();
    expect((await org.operator('POST', at('resume'), { body: { platforms: ['google'] } })).body).toMatchObject({
      ...{ status: 409, code: 'illegal-transition' },
      details: { status: 'active', action: 'resume', platform: 'google' },
    });
  });

  it.each([
    [{ platforms: ['snapchat'] }, 422, 'platform-not-in-orchestration'],
    [{ platforms: [] }, 400, 'invalid-request'],
    [{ platforms: ['meta', 'meta'] }, 400, 'invalid-request'],
    [{ platforms: ['myspace'] }, 400, 'invalid-request'],
    [{ platform: 'meta' }, 400, 'invalid-request'],
  ])('of %j is refused with %i %s', async (body, status, code) => {
    const { at } = await withAds();
    for (const action of ['pause', 'resume']) {
      expect((await org.operator('POST', at(action), { body })).body).toMatchObject({ status, code });
    }
  });

  it('still means all of them without a body', async () => {
    const { id, at } = await withAds();
    expect((await org.operator('POST', at('pause'))).status).toBe(202);
    expect(await lastEvent(id)).toMatchObject({ data: { targets: [{}, {}, {}] } });
  });
});

describe('A rotation of creatives', () => {
  it('answers 202 with its workflow, once for each key', async () => {
    const { id, creatives, at } = await withAds();
    const body = { platform: 'meta', show: [creatives[0]], rest: [creatives[1]] };
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await org.operator('POST', at('creatives/rotate'), { body, headers });
    const { workflow } = restOperations.rotateCreatives.response.parse(answer.body);
    expect([answer.status, workflow.workflow_type, workflow.goal]).toEqual([202, 'optimization', 'rotate']);
    expect(answer.headers.get('location')).toBe(`${prefix}/${id}/workflows/${workflow.workflow_id}`);
    expect((await org.operator('POST', at('creatives/rotate'), { body, headers })).text).toBe(answer.text);
    expect(await lastEvent(id)).toMatchObject({
      type: 'RotationRequested',
      data: { rotations: [body], targets: [{ platform: 'meta' }] },
    });
  });

  it('is refused where a platform would show nothing, or has no such ad', async () => {
    const { creatives, at } = await withAds();
    const unknown = randomUUID();
    for (const [body, details] of [
      [{ platform: 'meta', rest: creatives }, { platform: 'meta' }],
      [
        { platform: 'google', show: [unknown] },
        { platform: 'google', creativeId: unknown },
      ],
    ]) {
      expect((await org.operator('POST', at('creatives/rotate'), { body })).body).toMatchObject({
        ...{ status: 422, code: 'rotation-not-possible', details },
      });
    }
  });

  it.each([
    ['nothing', {}],
    ['no creative', { platform: 'meta' }],
    ['what is no id', { platform: 'meta', rest: ['Hero A'] }],
  ])('of %s is refused', async (_, body) => {
    const { at } = await withAds();
    expect((await org.operator('POST', at('creatives/rotate'), { body })).body).toMatchObject({
      ...{ status: 400, code: 'invalid-request' },
    });
  });

  it('of somebody else’s orchestration finds none', async () => {
    const { creatives, at } = await withAds();
    const { operator: stranger } = await organisation(api);
    const answer = await stranger('POST', at('creatives/rotate'), { body: { platform: 'meta', rest: [creatives[0]] } });
    expect(answer.body).toMatchObject({ status: 404, code: 'orchestration-not-found' });
  });
});
