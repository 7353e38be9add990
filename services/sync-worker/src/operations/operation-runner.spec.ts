import { connectionCodec, type ErrorClass, type GrantId, grantId as grantIdSchema } from '@campaigns/contracts';
import { connectionDecider } from '@campaigns/domain';
import { commandHandler, type EventStore, LogUnavailable } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { connectionStream } from '../connections/connections.ts';
import type { NewConnection } from '../connections/register-connection.ts';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { PlatformAdapter } from '../platforms/platform-port.ts';
import { adapterWith, context, day, failWith, startWorker, token } from '../testing/in-memory-worker.ts';
import {
  createTask,
  pauseTask,
  request,
  sampleContext,
  sampleOrgId,
  sampleSpec,
} from '../testing/operation-samples.ts';
import { secretOf } from '../vault/credentials.ts';

describe('an operation', () => {
  it('is attempted and succeeds, with ids that lead back to what caused it', async () => {
    const { start, handle, types, last } = await startWorker();
    const cause = await start(createTask);
    await handle(cause);
    expect(await types()).toEqual(['OperationAttempted', 'OperationSucceeded']);
    expect(await last()).toMatchObject({
      data: { result: { kind: 'create-campaign', platformCampaignId: '77', adopted: false } },
      metadata: {
        orgId: sampleOrgId,
        actor: { kind: 'service', id: 'sync-worker' },
        correlationId: cause.metadata.correlationId,
        causationId: cause.metadata.eventId,
      },
    });
  });

  it('does nothing when it is delivered again after its end', async () => {
    const { start, handle, types, calls } = await startWorker();
    const cause = await start(createTask);
    await handle(cause);
    await handle(cause);
    expect(calls).toEqual(['create']);
    expect(await types()).toHaveLength(2);
  });

  it('is not carried out by two workers that hear of it at once', async () => {
    const store = inMemoryEventStore();
    const gate = Promise.withResolvers<void>();
    const slow = { createCampaign: async () => gate.promise.then(() => ({ platformCampaignId: '77' })) };
    const one = await startWorker(slow, store);
    const other = await startWorker(slow, store);
    const cause = await one.start(createTask);
    const running = [one.handle(cause), other.handle(cause)];
    gate.resolve();
    await Promise.all(running);
    expect([...one.calls, ...other.calls]).toEqual(['create']);
    expect(await one.last()).toMatchObject({
      type: 'OperationSucceeded',
      data: { result: { platformCampaignId: '77' } },
    });
  });

  it('waits for a rate limit without holding anything up, then goes on', async () => {
    let isLimited = true;
    const limit = failWith({ class: 'rate-limit', code: '17', message: 'Too many calls', waitMs: 30_000 });
    const create = async () => (isLimited ? limit() : { platformCampaignId: '77' });
    const { start, due, handle, last, limits, clock } = await startWorker({ createCampaign: create });
    await handle(await start(createTask));
    expect(await last()).toMatchObject({
      type: 'OperationDeferred',
      data: { reason: 'rate-limit', until: '2026-12-01T09:00:30.000Z', attempt: 0, task: { tag: createTask.tag } },
    });
    expect(limits.waitMs('meta', context.adAccountId, 'read')).toBe(30_000);
    expect(limits.waitMs('meta', 'another account', 'read')).toBe(0);
    isLimited = false;
    clock.now = new Date('2026-12-01T09:00:30.000Z');
    await handle(await due(createTask));
    expect(await last()).toMatchObject({ type: 'OperationSucceeded' });
  });

  it('waits for a platform that is down without using up its attempts, then goes on', async () => {
    let isDown = true;
    const down = failWith({ class: 'transient', code: '2', message: 'Service unavailable' });
    const create = async () => (isDown ? down() : { platformCampaignId: '77' });
    const { start, due, handle, last, calls, circuits, clock } = await startWorker({ createCampaign: create });
    for (let other = 1; other <= 2; other += 1) circuits.note('meta', 'failed');
    await handle(await start(createTask));
    expect(await last()).toMatchObject({ data: { reason: 'retry', attempt: 1 } });
    for (let again = 1; again <= 5; again += 1) await handle(await due(createTask));
    expect(calls).toEqual(['create']);
    expect(await last()).toMatchObject({
      type: 'OperationDeferred',
      data: { reason: 'rate-limit', error: { code: 'circuit-open' }, until: '2026-12-01T09:00:37.500Z', attempt: 1 },
    });
    isDown = false;
    clock.now = new Date('2026-12-01T09:00:37.500Z');
    await handle(await due(createTask));
    expect(await last()).toMatchObject({ type: 'OperationSucceeded' });
    expect(circuits.states().meta).toBe('closed');
  });

  it('pauses a campaign as soon as a platform that was down answers again', async () => {
    const { start, handle, last, circuits } = await startWorker();
    for (let other = 1; other <= 3; other += 1) circuits.note('meta', 'failed');
    expect(circuits.states().meta).toBe('open');
    await handle(await start(pauseTask));
    expect(await last()).toMatchObject({ type: 'OperationSucceeded' });
    expect(circuits.states().meta).toBe('closed');
  });

  it('keeps nobody from asking a platform that may be back when it could not be noted itself', async () => {
    const store = inMemoryEventStore();
    let isAway = false;
    const append: typeof store.append = async (...given) => {
      if (isAway) throw new LogUnavailable('away');
      return store.append(...given);
    };
    const { start, handle, circuits, clock } = await startWorker({}, { ...store, append });
    const cause = await start(createTask);
    for (let failure = 1; failure <= 3; failure += 1) circuits.note('meta', 'failed');
    clock.now = new Date('2026-12-01T09:00:30.000Z');
    isAway = true;
    await expect(handle(cause)).rejects.toThrow(LogUnavailable);
    expect(circuits.enter('meta', 'create-campaign')).toBe(0);
  });

  it('says nothing of the platform when it was refused before any request', async () => {
    const invalid = failWith({ class: 'validation', code: 'flight-over', message: 'The flight is over' });
    const { start, handle, circuits, clock } = await startWorker({ createCampaign: invalid });
    for (let failure = 1; failure <= 3; failure += 1) circuits.note('meta', 'failed');
    clock.now = new Date('2026-12-01T09:00:30.000Z');
    await handle(await start(createTask));
    expect(circuits.states().meta).toBe('half-open');
  });

  it('is put off without a call while its account is blocked', async () => {
    const { start, handle, last, limits, calls } = await startWorker();
    limits.blockFor('meta', context.adAccountId, 10_000);
    await handle(await start(pauseTask));
    expect(calls).toEqual([]);
    expect(await last()).toMatchObject({
      type: 'OperationDeferred',
      revision: 0n,
      data: { reason: 'rate-limit', until: '2026-12-01T09:00:10.000Z', attempt: 0 },
    });
  });

  it('suspends the connection when the token has expired, once', async () => {
    const expired = failWith({ class: 'token-expired', code: '190/463', message: `Token ${token} has expired` });
    const { start, handle, last, store, lines } = await startWorker({ setStatus: expired });
    await handle(await start(pauseTask));
    expect(await last()).toMatchObject({
      type: 'OperationFailed',
      data: { error: { class: 'token-expired', code: '190/463' } },
    });
    const { events } = await store.load(connectionStream(context.connectionId));
    expect(events.map(({ type }) => type)).toEqual(['ConnectionRegistered', 'ConnectionSuspended']);
    // A platform may quote the token: it must not get into events or logs.
    const everything = JSON.stringify([await store.readAll('start', 100), lines], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(everything).toContain('[redacted] has expired');
    expect(everything).not.toContain('planted');
  });

  it.each([
    [
      'there is no such connection',
      sampleContext({ connectionId: 'b0000000-0000-4000-8000-0000000000aa' }),
      sampleOrgId,
    ],
    ['the connection is for another account', sampleContext({ adAccountId: '42' }), sampleOrgId],
    ['the connection belongs to another organisation', context, 'a0000000-0000-4000-8000-000000000002'],
  ])('fails without a call when %s', async (_, foreign, orgId) => {
    const { store, handle, calls, last } = await startWorker();
    await handle(await request(store, foreign, pauseTask, orgId));
    expect(await last()).toMatchObject({ data: { error: { class: 'permission', code: 'no-credentials' } } });
    expect(calls).toEqual([]);
  });

  it('fails without a call when the vault has no secret', async () => {
    const { start, handle, calls, last, vault } = await startWorker();
    await vault.remove(context.connectionId);
    await handle(await start(pauseTask));
    expect(await last()).toMatchObject({ data: { error: { class: 'permission', code: 'no-credentials' } } });
    expect(calls).toEqual([]);
  });

  it('succeeds in removing what is gone already', async () => {
    const gone = failWith({ class: 'not-found', code: '100/33', message: 'Gone' });
    const { start, handle, last } = await startWorker({ removeCampaign: gone });
    await handle(await start({ kind: 'remove-campaign', platformCampaignId: '77' }));
    expect(await last()).toMatchObject({ type: 'OperationSucceeded', data: { result: { kind: 'remove-campaign' } } });
  });

  it('tells new and restated days once, before its own end', async () => {
    const { start, handle, last, store } = await startWorker();
    await handle(await start({ kind: 'fetch-metrics', platformCampaignId: '77', since: '2026-11-25' }));
    expect(await last()).toMatchObject({ data: { result: { days: 1, changedDays: 1, until: '2026-12-02' } } });
    const { events } = await store.load(`performance-${context.orchestrationId}-meta`);
    expect(events).toMatchObject([{ data: { days: [day], currency: 'USD', platformCampaignId: '77' } }]);
  });

  it('fails to fetch results of a campaign that was removed on the platform', async () => {
    const removed = { ...(await adapterWith({}).readCampaign({} as never, '77')), status: 'removed' as const };
    const { start, handle, last } = await startWorker({ readCampaign: async () => removed });
    await handle(await start({ kind: 'fetch-metrics', platformCampaignId: '77', since: '2026-11-25' }));
    expect(await last()).toMatchObject({ type: 'OperationFailed', data: { error: { class: 'not-found' } } });
  });

  it('pushes differences and tells them', async () => {
    const changes: unknown[] = [];
    const { start, handle, last } = await startWorker({
      budgetChange: () => ({ field: 'budget', before: 1_000_000, after: 2_000_000 }),
      updateCampaign: async (_call, _remote, change) => void changes.push(change),
    });
    const task = {
      kind: 'push-settings',
      platformCampaignId: '77',
      spec: sampleSpec,
      tag: 'op-7f3a9c2e41',
      status: 'active',
    } as const;
    await handle(await start(task));
    expect(changes).toEqual([{ budgetMicros: 2_000_000 }]);
    const difference = { field: 'budget', before: 1, after: 2 };
    expect(await last()).toMatchObject({ data: { result: { detected: [difference], applied: [difference] } } });
  });
});

describe('an operation whose token has run out', () => {
  const grantId = grantIdSchema.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e313');
  /** A worker whose connection works with a grant, and whose platform takes the newer token only. */
  const withGrant = async (
    renew?: PlatformOAuth['renew'],
    refusal: ConstructorParameters<typeof PlatformError>[0] = {
      ...{ class: 'token-expired', code: '190/463', message: 'Session has expired' },
    },
  ) => {
    const used: string[] = [];
    const oauth = { requiredScopes: ['ads_management'], ...(renew === undefined ? {} : { renew }) };
    const createCampaign: PlatformAdapter['createCampaign'] = async ({ credentials }) => {
      used.push(credentials.accessToken.reveal());
      if (credentials.accessToken.reveal() === 'newer') return { platformCampaignId: '77' };
      throw new PlatformError(refusal);
    };
    const worker = await startWorker({ createCampaign }, inMemoryEventStore(), {
      meta: oauth as Partial<PlatformOAuth> as PlatformOAuth,
    });
    const stream = connectionStream(context.connectionId);
    const { events } = await worker.store.load(stream);
    const account = events.map(connectionCodec.decode)[0]?.data as NewConnection;
    const authorize = async (given: GrantId): Promise<void> => {
      const grant = { grantId: given, endsAt: null, loginCustomerId: null };
      await commandHandler(worker.store, connectionDecider, connectionCodec)(
        stream,
        { type: 'AuthorizeConnection', data: { account, grant } },
        {
          ...{ commandId: given, orgId: sampleOrgId, actor: { kind: 'user', id: 'anna' } as const },
          ...{ correlationId: given, causationId: given, occurredAt: '2026-12-01T09:00:00.000Z' },
        },
      );
    };
    await authorize(grantId);
    const access = { issuedAt: worker.clock.now, endsAt: new Date(worker.clock.now.getTime() + 86_400_000) };
    const tokens = {
      ...{ accessToken: secretOf('older'), refreshToken: secretOf('refresh'), scopes: ['ads_management'], access },
    };
    const grant = (scopes: readonly string[]) =>
      worker.grants.put({ grantId, orgId: account.orgId, platform: 'meta', tokens: { ...tokens, scopes } });
    await grant(tokens.scopes);
    await worker.grants.connect(context.connectionId, grantId);
    return { ...worker, used, grant, authorize };
  };
  const newer = async () => ({ accessToken: secretOf('newer'), scopes: [] });

  it('goes on with a newer one, and the workflow hears nothing of it', async () => {
    const { start, handle, types, used } = await withGrant(newer);
    await handle(await start(createTask));
    expect(used).toEqual(['older', 'newer']);
    expect(await types()).toEqual(['OperationAttempted', 'OperationSucceeded']);
  });

  it('fails, and its connection is taken out of use, when there is no newer one', async () => {
    const { start, handle, last, used, store } = await withGrant();
    await handle(await start(createTask));
    expect(used).toEqual(['older']);
    expect(await last()).toMatchObject({ data: { error: { class: 'token-expired' } } });
    const { events } = await store.load(connectionStream(context.connectionId));
    expect(events.at(-1)).toMatchObject({ type: 'ConnectionSuspended', data: { reason: 'token_expired' } });
  });

  it('fails, and its connection goes on with the grant that it was given meanwhile', async () => {
    const { start, handle, last, store, authorize } = await withGrant(async () => {
      await authorize(grantIdSchema.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e314'));
      return { accessToken: secretOf('refused as well'), scopes: [] };
    });
    await handle(await start(createTask));
    expect(await last()).toMatchObject({ data: { error: { class: 'token-expired' } } });
    const { events } = await store.load(connectionStream(context.connectionId));
    expect(events.at(-1)?.type).toBe('ConnectionAuthorized');
  });

  it('comes again, and keeps its connection, while the platform cannot give a newer one', async () => {
    const { start, handle, last, store } = await withGrant(async () => {
      throw new PlatformError({ class: 'transient', code: '503', message: 'Busy' });
    });
    await handle(await start(createTask));
    expect(await last()).toMatchObject({
      ...{ type: 'OperationDeferred', data: { reason: 'retry', error: { code: 'token-not-renewed' } } },
    });
    const { events } = await store.load(connectionStream(context.connectionId));
    expect(events.at(-1)?.type).toBe('ConnectionAuthorized');
  });

  describe('which LinkedIn calls revoked', () => {
    const unheardOf = { class: 'token-revoked', code: '65601', message: 'Revoked' } as const;
    const connectionNews = async (store: EventStore) =>
      (await store.load(connectionStream(context.connectionId))).events.at(-1)?.type;

    it('keeps its connection and comes again while it may not have got about yet', async () => {
      const { start, due, handle, last, store, circuits, clock } = await withGrant(undefined, unheardOf);
      await handle(await start(createTask));
      const until = new Date(clock.now.getTime() + 10_000).toISOString();
      expect(await last()).toMatchObject({
        type: 'OperationDeferred',
        data: { reason: 'retry', until, error: { class: 'transient', code: '65601' } },
      });
      for (const _ of ['second', 'third and last'] as const) {
        clock.now = new Date(clock.now.getTime() + 10_000);
        await handle(await due(createTask));
      }
      expect(await last()).toMatchObject({ type: 'OperationFailed', data: { error: { class: 'transient' } } });
      expect(await connectionNews(store)).toBe('ConnectionAuthorized');
      expect(circuits.enter(context.platform, 'create-campaign')).toBe(0);
    });

    it('loses its connection once it is three minutes old', async () => {
      const { start, handle, last, store, clock } = await withGrant(undefined, unheardOf);
      clock.now = new Date(clock.now.getTime() + 180_000);
      await handle(await start(createTask));
      expect(await last()).toMatchObject({ type: 'OperationFailed', data: { error: { class: 'token-revoked' } } });
      expect(await connectionNews(store)).toBe('ConnectionSuspended');
    });

    it('is as fresh when it was got a moment ago for one that had run out', async () => {
      const expired = { class: 'token-expired' as ErrorClass, code: '65602', message: 'Expired' };
      const { start, handle, last, clock, calls } = await withGrant(async () => {
        Object.assign(expired, unheardOf);
        return { accessToken: secretOf('newest'), scopes: [] };
      }, expired);
      clock.now = new Date(clock.now.getTime() + 180_000);
      await handle(await start(createTask));
      expect(calls).toEqual(['create', 'create']);
      expect(await last()).toMatchObject({ type: 'OperationDeferred', data: { error: { code: '65601' } } });
    });
  });

  it('is not called at all without a scope that campaigns need, which is named', async () => {
    const { start, handle, last, used, grant } = await withGrant(newer);
    await grant(['ads_read']);
    await handle(await start(createTask));
    expect(used).toEqual([]);
    expect(await last()).toMatchObject({
      data: {
        error: {
          ...{ class: 'permission', code: 'scope-missing' },
          message: 'The meta connection was not granted ads_management',
        },
      },
    });
  });
});
