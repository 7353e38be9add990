import { randomUUID } from 'node:crypto';
import { restOperations } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scriptedRun } from '../testing/run.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const create = 'create_platform_campaigns';

/** A deployment that has begun, with whoever may do something with it. */
const deploying = async (failure_policy: string) => {
  const people = await organisation(api);
  const orchestration = await people.draft();
  const path = `${prefix}/${orchestration.orchestration_id}/deploy`;
  const { workflow } = (await people.operator('POST', path, { body: { failure_policy } })).body;
  const run = scriptedRun(api, people.org, workflow);
  await run.begin();
  return { ...people, workflow, run, at: `${prefix}/workflows/${workflow.workflow_id}` };
};

/** One that waits for a person, because Google refused. */
const waiting = async () => {
  const deployment = await deploying('ask');
  await deployment.run.answer();
  await deployment.run.answer('create-campaign google');
  return deployment;
};

describe('A workflow that waits for an operator', () => {
  it('tries a step again when an operator says so, once for each time', async () => {
    const { operator, at, run, workflow } = await waiting();
    expect((await operator('GET', at)).body.workflow.status).toBe('needs_operator');
    const call = { body: { step: create, platform: 'google' }, headers: { 'idempotency-key': randomUUID() } };
    const answer = await operator('POST', `${at}/retry`, call);
    expect(answer.status).toBe(202);
    restOperations.retryWorkflowStep.response.parse(answer.body);
    expect(answer.body.workflow).toMatchObject({ workflow_id: workflow.workflow_id, status: 'running' });
    expect(answer.headers.get('location')).toBe(
      `${prefix}/${workflow.orchestration_id}/workflows/${workflow.workflow_id}`,
    );
    expect((await operator('POST', `${at}/retry`, call)).headers.get('idempotency-replayed')).toBe('true');
    // Somebody else says the same while it is being tried.
    expect((await operator('POST', `${at}/retry`, { body: { step: create } })).status).toBe(202);
    expect((await run.open()).map(({ task, platform }) => `${task.kind} ${platform}`)).toEqual([
      'create-campaign google',
    ]);
  });

  it('goes on without what failed when an operator says so', async () => {
    const { operator, at, run } = await waiting();
    expect((await operator('POST', `${at}/resume`)).status).toBe(202);
    expect((await run.open()).map(({ task, platform }) => `${task.kind} ${platform}`)).toEqual([
      'push-settings meta',
      'push-settings tiktok',
    ]);
  });

  it('is skipped and cancelled by an admin with a reason, which is kept with the name', async () => {
    const { admin, operator, at, run, org } = await waiting();
    const body = { step: create, platform: 'google', reason: 'Under review' };
    expect((await operator('POST', `${at}/skip`, { body })).body).toMatchObject({ code: 'forbidden' });
    expect((await admin('POST', `${at}/skip`, { body: { step: create } })).body).toMatchObject({
      code: 'invalid-request',
    });
    expect((await admin('POST', `${at}/skip`, { body })).status).toBe(202);
    expect((await admin('POST', `${at}/cancel`, { body: { reason: '  ' } })).status).toBe(400);
    expect((await admin('POST', `${at}/cancel`, { body: { reason: 'Changed offer' } })).status).toBe(202);
    while ((await run.open()).length > 0) await run.answer();
    expect((await run.load()).events.at(-1)).toMatchObject({ type: 'WorkflowFailed', data: { ending: 'cancelled' } });
    const { events } = await api.store.load(`workflow-${at.split('/').at(-1)}` as `workflow-${string}`);
    expect(
      events.flatMap(({ type, data, metadata }) =>
        type === 'OperatorActed' ? [{ ...(data as object), metadata }] : [],
      ),
    ).toMatchObject([
      { verb: 'skip', platform: 'google', reason: 'Under review', metadata: { orgId: org, actor: { id: 'anna' } } },
      { verb: 'cancel', reason: 'Changed offer', metadata: { actor: { id: 'anna' } } },
    ]);
  });

  it('refuses what is not about its failure', async () => {
    const { operator, at } = await waiting();
    const answer = await operator('POST', `${at}/retry`, { body: { step: create, platform: 'meta' } });
    expect([answer.status, answer.body.code]).toEqual([409, 'no-such-failure']);
  });
});

describe('A workflow that goes on by itself', () => {
  it('refuses to be resumed, and says in which state it is', async () => {
    const { operator, at } = await deploying('rollback');
    const answer = await operator('POST', `${at}/resume`);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'illegal-transition', details: { status: 'running', action: 'resume' } });
  });

  it('tries at once what waits for its next attempt, as its timer would, and only once', async () => {
    const { operator, at, run } = await deploying('rollback');
    const [meta, google] = await run.open();
    if (meta === undefined || google === undefined) throw new Error('Nothing is open');
    const deferred = await run.defer(meta, '2027-01-01T00:00:00.000Z');
    for (const _ of [1, 2]) {
      const answer = await operator('POST', `${at}/retry`, { body: { step: 'validate_configuration' } });
      expect(answer.status).toBe(202);
    }
    const { events } = await api.store.load(`operation-${meta.operationId}`);
    expect(events.map(({ type }) => type)).toEqual(['OperationDeferred', 'OperationDue']);
    expect(events.at(-1)?.metadata).toMatchObject({
      // What the timer of that deferral would append has the same id.
      eventId: derivedId(derivedId(deferred.metadata.eventId, 'timer'), 0),
      actor: { id: 'otto' },
    });
    expect((await api.store.load(`operation-${google.operationId}`)).events).toEqual([]);
  });
});

describe('A workflow that is over', () => {
  it.each([
    ['retry', { step: create }],
    ['resume', {}],
    ['skip', { step: create, reason: 'x' }],
    ['cancel', { reason: 'x' }],
  ] as const)('cannot be told to %s any more', async (verb, body) => {
    const { admin, at, run } = await deploying('rollback');
    await run.answer('verify-account meta');
    const answer = await admin('POST', `${at}/${verb}`, { body });
    expect([answer.status, answer.body]).toMatchObject([
      409,
      { code: 'illegal-transition', details: { status: 'ended', action: verb } },
    ]);
  });
});

describe('A workflow of another organisation', () => {
  it.each([
    ['retry', { step: create }],
    ['resume', {}],
    ['skip', { step: create, reason: 'x' }],
    ['cancel', { reason: 'x' }],
  ] as const)('is unknown to whoever says %s', async (verb, body) => {
    const { at, run } = await waiting();
    const before = await run.load();
    const { admin } = await organisation(api);
    const answer = await admin('POST', `${at}/${verb}`, { body });
    expect([answer.status, answer.body.code]).toEqual([404, 'workflow-not-found']);
    expect(await run.load()).toEqual(before);
  });

  it('is as unknown as one that was never there, and one that has not begun says so', async () => {
    const { admin, operator, draft } = await organisation(api);
    const nowhere = await admin('POST', `${prefix}/workflows/${randomUUID()}/cancel`, { body: { reason: 'x' } });
    expect(nowhere.body).toMatchObject({ code: 'workflow-not-found' });
    const { orchestration_id } = await draft();
    const { workflow } = (await operator('POST', `${prefix}/${orchestration_id}/deploy`)).body;
    const early = await admin('POST', `${prefix}/workflows/${workflow.workflow_id}/cancel`, { body: { reason: 'x' } });
    expect([early.status, early.body]).toMatchObject([409, { details: { status: 'pending', action: 'cancel' } }]);
  });
});
