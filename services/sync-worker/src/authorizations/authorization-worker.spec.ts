import { randomUUID } from 'node:crypto';
import {
  authorizationCodec,
  authorizationId,
  type ConnectionId,
  connectionCodec,
  connectionId,
  type ErrorClass,
  grantId,
  orgId,
  type Platform,
  type StoredEvent,
} from '@campaigns/contracts';
import { type AuthorizationCommand, authorizationDecider, connectionDecider } from '@campaigns/domain';
import { commandHandler, LogUnavailable } from '@campaigns/event-sourcing';
import { type AuthorizationSlip, newGrantKey, openText, sealText } from '@campaigns/grant-handover';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import { inMemoryGrants } from '../testing/in-memory-grants.ts';
import { inMemorySlips } from '../testing/in-memory-slips.ts';
import { VaultError } from '../vault/cipher.ts';
import { secretOf } from '../vault/credentials.ts';
import { authorizationWorker } from './authorization-worker.ts';

const key = newGrantKey();
const asked = {
  orgId: orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10'),
  userId: 'anna',
  platform: 'google' as Platform,
  redirectUri: 'https://campaigns.example.com/callback/google',
  expiresAt: '2026-12-08T12:10:00.000Z',
};
const shop = { adAccountId: '1', name: 'Shop', currency: 'EUR', timeZone: 'UTC', loginCustomerId: null };

const working: PlatformOAuth = {
  requiredScopes: ['adwords'],
  consentPage: async ({ state }) => ({
    ...{ url: `https://platform/consent?state=${state}`, state, verifier: secretOf('planted-verifier') },
  }),
  exchange: async () => ({
    accessToken: secretOf('planted-access'),
    refreshToken: secretOf('planted-refresh'),
    scopes: ['adwords'],
    refreshEndsAt: new Date('2027-12-08T12:00:00.000Z'),
  }),
  accounts: async () => [shop],
};

/** A worker with an authorization of its own, over a log in memory. */
const deskWith = (
  behaviour: Partial<PlatformOAuth> = {},
  { privateKey }: Readonly<{ privateKey?: typeof key }> = { privateKey: key },
) => {
  const store = inMemoryEventStore();
  const slips = inMemorySlips();
  const grants = inMemoryGrants();
  const lines: string[] = [];
  const clock = { now: new Date('2026-12-08T12:00:00.000Z') };
  const waits: number[] = [];
  const id = authorizationId.parse(randomUUID());
  const exchanges: unknown[] = [];
  const oauth: PlatformOAuth = { ...working, ...behaviour };
  const counted: PlatformOAuth = {
    ...oauth,
    exchange: (consent) => {
      exchanges.push(consent);
      return oauth.exchange(consent);
    },
  };
  const handle = commandHandler(store, authorizationDecider, authorizationCodec);
  const stream = `authorization-${id}` as const;
  const worker = authorizationWorker({
    ...{ store, slips, grants, oauths: { google: counted }, wipe: async () => undefined, privateKey },
    logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    now: () => clock.now,
    hold: async (ms) => {
      waits.push(ms);
      clock.now = new Date(clock.now.getTime() + ms);
    },
  });
  const last = async (): Promise<StoredEvent> => (await store.load(stream)).events.at(-1) as StoredEvent;
  const hear = async (event: StoredEvent) => worker(event, { key: stream, attempt: 1 });
  const send = async (command: AuthorizationCommand): Promise<StoredEvent> => {
    await handle(stream, command, {
      ...{ commandId: randomUUID(), orgId: asked.orgId, actor: { kind: 'user', id: 'anna' } as const },
      ...{ correlationId: randomUUID(), causationId: randomUUID(), occurredAt: '2026-12-08T12:00:00.000Z' },
    });
    return last();
  };
  const sendRequest = (platform: Platform = 'google'): Promise<StoredEvent> =>
    send({ type: 'RequestAuthorization', data: { ...asked, authorizationId: id, platform } });
  const request = async (platform?: Platform): Promise<StoredEvent> => {
    const event = await sendRequest(platform);
    await hear(event);
    return event;
  };
  const sendAnswer = async (authorization: string = id, sealingKey = key): Promise<StoredEvent> => {
    const text = JSON.stringify({ authorizationId: authorization, code: 'planted-code' });
    await slips.keepAnswer(id, await sealText(text, sealingKey));
    return send({ type: 'AnswerAuthorization', data: { authorizationId: id } });
  };
  const answer = async (authorization: string = id, sealingKey = key): Promise<void> => {
    await hear(await sendAnswer(authorization, sealingKey));
  };
  const choose = (connection: ConnectionId): Promise<StoredEvent> => {
    const accounts = [{ connectionId: connection, adAccountId: shop.adAccountId, name: undefined }];
    return send({ type: 'ChooseAccounts', data: { authorizationId: id, accounts } });
  };
  return {
    ...{ id, store, slips, grants, lines, waits, exchanges },
    ...{ last, hear, sendRequest, request, sendAnswer, answer, choose },
  };
};

const platformSays = (code: string, message: string) => async (): Promise<never> => {
  throw new PlatformError({ class: 'validation', code, message });
};

describe('An authorization that is asked for', () => {
  it('gets the address of a consent page with a state that nobody can guess', async () => {
    const [one, other] = [deskWith(), deskWith()];
    await one.request();
    await other.request();
    expect((await one.last()).type).toBe('AuthorizationPrepared');
    const [slip, next] = [one.slips.last(), other.slips.last()];
    expect(slip?.state).toMatch(/^[\w-]{43}$/);
    expect(slip?.state).not.toBe(next?.state);
    expect(slip?.authorizationUrl).toContain(slip?.state);
    expect(await openText(slip?.verifier ?? '', key)).toBe('planted-verifier');
  });

  it('fails with the names of the variables that are missing', async () => {
    const desk = deskWith();
    await desk.request('linkedin');
    expect(await desk.last()).toMatchObject({
      type: 'AuthorizationFailed',
      data: {
        code: 'platform-not-configured',
        message: 'Ad accounts cannot be connected: set LINKEDIN_CLIENT_ID and LINKEDIN_CLIENT_SECRET',
      },
    });
    const keyless = deskWith({}, {});
    await keyless.request();
    expect((await keyless.last()).data).toMatchObject({ message: expect.stringContaining('set GRANT_PRIVATE_KEY') });
  });

  it('fails with the words of the platform when that gives no address', async () => {
    const desk = deskWith({ consentPage: platformSays('415', 'Callback URL not approved') });
    await desk.request();
    expect((await desk.last()).data).toMatchObject({ code: '415', message: 'google: Callback URL not approved' });
  });

  it('gets one address, however often the request is heard', async () => {
    const desk = deskWith();
    const request = await desk.request();
    const state = desk.slips.last()?.state;
    await desk.hear(request);
    expect(desk.slips.last()?.state).toBe(state);
    expect((await desk.store.load(`authorization-${desk.id}`)).events).toHaveLength(2);
  });
});

describe('An authorization that two workers prepare at once', () => {
  /** The second worker asks the platform before the first is done, and hears from it afterwards. */
  const late = async (answer: PlatformOAuth['consentPage']) => {
    const [isSecondIn, isFirstDone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let pages = 0;
    const desk = deskWith({
      consentPage: async (request) => {
        pages += 1;
        if (pages === 1) {
          await isSecondIn.promise;
          return working.consentPage(request);
        }
        isSecondIn.resolve();
        await isFirstDone.promise;
        return answer(request);
      },
    });
    const requested = await desk.sendRequest();
    const first = desk.hear(requested).then(() => {
      isFirstDone.resolve();
      return desk.slips.last();
    });
    const [slip] = await Promise.all([first, desk.hear(requested)]);
    return { desk, slip };
  };

  it('keeps the consent page of the first, where a person may be already', async () => {
    const { desk, slip } = await late(working.consentPage);
    expect(slip?.state).toMatch(/^[\w-]{43}$/);
    expect(desk.slips.last()).toEqual(slip);
  });

  it('goes on when the platform has no page for the second', async () => {
    const { desk, slip } = await late(platformSays('429', 'Too many'));
    expect((await desk.last()).type).toBe('AuthorizationPrepared');
    expect(desk.slips.last()).toEqual(slip);
    await desk.answer();
    expect((await desk.last()).type).toBe('AuthorizationGranted');
  });
});

describe('An authorization that was answered', () => {
  it('becomes ad accounts to choose from, and tokens in the vault', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer();
    const { type, data } = await desk.last();
    expect(type).toBe('AuthorizationGranted');
    expect(data).toMatchObject({ scopes: ['adwords'], accounts: [shop], endsAt: '2027-12-08T12:00:00.000Z' });
    const grant = desk.grants.all.get((data as Readonly<{ grantId: string }>).grantId);
    expect([grant?.tokens.accessToken.reveal(), grant?.tokens.refreshToken?.reveal()]).toEqual([
      ...['planted-access', 'planted-refresh'],
    ]);
    expect(grant).toMatchObject({ orgId: asked.orgId, platform: 'google' });
    expect(desk.slips.last()).toBeUndefined();
  });

  it('proves itself with the code, its verifier and the address that the person came back to', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer();
    const [consent] = desk.exchanges as Readonly<Record<string, { reveal?: () => string }>>[];
    expect([consent?.['consentCode']?.reveal?.(), consent?.['verifier']?.reveal?.(), consent?.['redirectUri']]).toEqual(
      [...['planted-code', 'planted-verifier', asked.redirectUri]],
    );
  });

  it('leaves nothing secret in the log of events or of lines', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer();
    const { events } = await desk.store.load(`authorization-${desk.id}`);
    const all = events.map(({ data, metadata }) => JSON.stringify({ data, metadata })).join('') + desk.lines.join('');
    expect(all).not.toMatch(/planted/);
  });

  it('names the scopes that the person left out, and keeps no tokens', async () => {
    const desk = deskWith({ exchange: async () => ({ accessToken: secretOf('planted'), scopes: ['openid'] }) });
    await desk.request();
    await desk.answer();
    expect((await desk.last()).data).toMatchObject({
      ...{ code: 'scope-missing', message: 'The person did not grant adwords, which campaigns need' },
    });
    expect(desk.grants.all.size).toBe(0);
  });

  it.each([
    ['no account can be used', { accounts: async () => [] }, 'no-usable-account'],
    ['the accounts cannot be listed', { accounts: platformSays('500', 'Oops') }, '500'],
    ['the code is refused', { exchange: platformSays('invalid_grant', 'Used before') }, 'invalid_grant'],
  ])('fails when %s, and keeps no tokens', async (_, behaviour, code) => {
    const desk = deskWith(behaviour);
    await desk.request();
    await desk.answer();
    expect(await desk.last()).toMatchObject({ type: 'AuthorizationFailed', data: { code } });
    expect(desk.grants.all.size).toBe(0);
    expect(desk.slips.last()).toBeUndefined();
  });

  it('fails without the secrets that the platform quotes', async () => {
    const quoting = platformSays('400', 'Bad code=planted-code, verifier=planted-verifier');
    const desk = deskWith({ exchange: quoting });
    await desk.request();
    await desk.answer();
    expect((await desk.last()).data).toMatchObject({ message: 'google: Bad code=[redacted], verifier=[redacted]' });
    const later = deskWith({
      exchange: async (consent) => ({ ...(await working.exchange(consent)), tokenSecret: secretOf('planted/secret') }),
      accounts: platformSays('planted-access', 'Bad planted-access, planted-refresh, planted%2Fsecret'),
    });
    await later.request();
    await later.answer();
    expect((await later.last()).data).toMatchObject({
      ...{ code: '[redacted]', message: 'google: Bad [redacted], [redacted], [redacted]' },
    });
  });

  it('keeps the grant of the worker that was first, when two hear of the answer at once', async () => {
    const [isSecondIn, isFirstDone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let calls = 0;
    const desk = deskWith({
      exchange: async (consent) => {
        calls += 1;
        if (calls === 1) {
          await isSecondIn.promise;
          return working.exchange(consent);
        }
        isSecondIn.resolve();
        await isFirstDone.promise;
        return platformSays('invalid_grant', 'Used before')();
      },
    });
    await desk.request();
    const answered = await desk.sendAnswer();
    const first = desk.hear(answered).then(() => isFirstDone.resolve());
    await Promise.all([first, desk.hear(answered)]);
    const { type, data } = await desk.last();
    expect([calls, type]).toEqual([2, 'AuthorizationGranted']);
    expect([...desk.grants.all.keys()]).toEqual([(data as Readonly<{ grantId: string }>).grantId]);
  });

  it('does not take the code of another authorization', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer(randomUUID());
    expect((await desk.last()).data).toMatchObject({ code: 'no-answer' });
    expect(desk.exchanges).toEqual([]);
  });

  it('says that the keys do not match when it was sealed for another one', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer(desk.id, newGrantKey());
    expect((await desk.last()).data).toMatchObject({
      ...{ code: 'answer-unreadable', message: expect.stringContaining('GRANT_PUBLIC_KEY and GRANT_PRIVATE_KEY') },
    });
  });

  it('says so as well when the verifier cannot be opened, or what was handed over is no answer', async () => {
    const desk = deskWith();
    await desk.request();
    const slip = desk.slips.last() as AuthorizationSlip;
    await desk.slips.remove(desk.id);
    await desk.slips.put({ ...slip, verifier: await sealText('planted-verifier', newGrantKey()) });
    await desk.answer();
    expect(await desk.last()).toMatchObject({ type: 'AuthorizationFailed', data: { code: 'answer-unreadable' } });
    expect(desk.exchanges).toEqual([]);
    for (const text of ['{"authorizationId"', '{"code":7}']) {
      const other = deskWith();
      await other.request();
      const answered = await other.sendAnswer();
      await other.slips.keepAnswer(other.id, await sealText(text, key));
      expect(await other.hear(answered)).toEqual({ outcome: 'done' });
      expect(await other.last()).toMatchObject({ type: 'AuthorizationFailed', data: { code: 'answer-unreadable' } });
    }
  });

  it('fails when its slip is gone', async () => {
    const desk = deskWith();
    await desk.request();
    const answered = await desk.sendAnswer();
    await desk.slips.remove(desk.id);
    await desk.hear(answered);
    expect(await desk.last()).toMatchObject({
      type: 'AuthorizationFailed',
      data: { code: 'no-answer', message: expect.stringContaining('ask for access again') },
    });
  });

  it('fails when a worker stopped after the exchange, and the key of its tokens is lost', async () => {
    const desk = deskWith();
    await desk.request();
    const answered = await desk.sendAnswer();
    Object.assign(desk.grants, {
      get: async () => {
        throw new VaultError('The vault has no key old');
      },
    });
    await desk.hear(answered);
    expect(await desk.last()).toMatchObject({
      type: 'AuthorizationFailed',
      data: { code: 'tokens-unreadable', message: expect.stringContaining('VAULT_KEYS') },
    });
  });

  it('fails when a worker stopped between the exchange and the vault: the code is spent', async () => {
    let exchanges = 0;
    const desk = deskWith({
      exchange: async () => {
        exchanges += 1;
        if (exchanges === 1) throw new Error('The worker was killed');
        return platformSays('invalid_grant', 'Used before')();
      },
    });
    await desk.request();
    await expect(desk.answer()).rejects.toThrow('killed');
    await desk.hear(await desk.last());
    expect(await desk.last()).toMatchObject({ type: 'AuthorizationFailed', data: { code: 'invalid_grant' } });
  });

  it('fails for its own reason also when the log is away for a moment just then', async () => {
    const desk = deskWith({ exchange: platformSays('invalid_grant', 'Used before') });
    await desk.request();
    const { append } = desk.store;
    const answered = await desk.sendAnswer();
    Object.assign(desk.store, {
      append: async () => {
        throw new LogUnavailable('The log is away');
      },
    });
    await expect(desk.hear(answered)).rejects.toThrow('away');
    Object.assign(desk.store, { append });
    await desk.hear(answered);
    expect((await desk.last()).data).toMatchObject({ code: 'invalid_grant' });
  });

  it('keeps the end of an access without a refresh token, also when a worker stopped on the way', async () => {
    let isListable = false;
    const access = { issuedAt: new Date('2026-12-08T12:00Z'), endsAt: new Date('2027-02-06T12:00Z') };
    const desk = deskWith({
      exchange: async () => ({ accessToken: secretOf('planted-access'), scopes: ['adwords'], access }),
      accounts: async () => {
        if (isListable) return [shop];
        throw new Error('The worker was killed');
      },
    });
    await desk.request();
    await expect(desk.answer()).rejects.toThrow('killed');
    isListable = true;
    await desk.hear(await desk.last());
    expect((await desk.last()).data).toMatchObject({ endsAt: '2027-02-06T12:00:00.000Z' });
  });

  it('is exchanged once, also when a worker stopped before it could say so', async () => {
    let isListable = false;
    const desk = deskWith({
      accounts: async () => {
        if (isListable) return [shop];
        throw new Error('The worker was killed');
      },
    });
    await desk.request();
    await expect(desk.answer()).rejects.toThrow('killed');
    isListable = true;
    const answered = await desk.last();
    await desk.hear(answered);
    await desk.hear(answered);
    expect((await desk.last()).type).toBe('AuthorizationGranted');
    expect(desk.exchanges).toHaveLength(1);
    expect((await desk.last()).data).toMatchObject({ endsAt: '2027-12-08T12:00:00.000Z' });
  });

  it('is put aside when it cannot be read', async () => {
    const desk = deskWith();
    const { stream, ...event } = await desk.request();
    const unreadable = { ...event, stream: `authorization-${randomUUID()}` as const, data: { userId: 7 } };
    await desk.store.append(unreadable.stream, 'no-stream', [
      { ...unreadable, metadata: { ...event.metadata, eventId: randomUUID() } },
    ]);
    expect(await desk.hear(unreadable)).toEqual({ outcome: 'reject', reason: 'not a known AuthorizationRequested' });
    expect(stream).not.toBe(unreadable.stream);
  });
});

describe('The ad accounts of a token that the platform has just given', () => {
  const refusing = (times: number, kind: ErrorClass, code: string, waitMs?: number): PlatformOAuth['accounts'] => {
    let count = 0;
    return async () => {
      count += 1;
      if (count > times) return [shop];
      const wait = waitMs === undefined ? {} : { waitMs };
      throw new PlatformError({ class: kind, code, message: 'Not now', ...wait });
    };
  };
  const ended = async (accounts: PlatformOAuth['accounts']) => {
    const desk = deskWith({ accounts });
    await desk.request();
    await desk.answer();
    return { type: (await desk.last()).type, waits: desk.waits, kept: desk.grants.all.size, desk };
  };

  it.each([
    ['calls the token revoked that it does not know yet', 'token-revoked', '65601'],
    ['is down', 'transient', '503'],
    ['has had enough calls', 'rate-limit', '429'],
  ] as const)('are asked for again when the platform %s for some seconds', async (_, kind, code) => {
    const { type, waits, kept, desk } = await ended(refusing(3, kind, code));
    expect([type, waits, kept]).toEqual(['AuthorizationGranted', [1_000, 2_000, 4_000], 1]);
    expect(desk.exchanges).toHaveLength(1);
  });

  it('are asked for until half a minute has gone by', async () => {
    const { type, waits, kept } = await ended(refusing(100, 'token-revoked', '65601'));
    expect([type, waits, kept]).toEqual(['AuthorizationFailed', [1_000, 2_000, 4_000, 8_000, 8_000], 0]);
  });

  it('are asked for when the platform wants to be asked again, if that is soon', async () => {
    expect(await ended(refusing(1, 'rate-limit', '429', 20_000))).toMatchObject({
      ...{ type: 'AuthorizationGranted', waits: [20_000] },
    });
    expect(await ended(refusing(1, 'rate-limit', '429', 31_000))).toMatchObject({
      ...{ type: 'AuthorizationFailed', waits: [] },
    });
  });

  it('are not asked for again when the token is really no good', async () => {
    expect(await ended(refusing(1, 'token-revoked', '65600'))).toMatchObject({
      ...{ type: 'AuthorizationFailed', waits: [] },
    });
  });
});

describe('An ad account that was chosen', () => {
  const id = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01');
  const stream = `connection-${id}` as const;

  it('is connected when the choice is heard of, for want of a gateway that did it, and once', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer();
    const chosen = await desk.choose(id);
    for (const _ of ['heard', 'heard again']) expect(await desk.hear(chosen)).toEqual({ outcome: 'done' });
    const { events } = await desk.store.load(stream);
    expect(events).toMatchObject([
      { type: 'ConnectionRegistered', data: { name: 'Shop', adAccountId: '1', currency: 'EUR' } },
      { type: 'ConnectionAuthorized', data: { scopes: ['adwords'], endsAt: '2027-12-08T12:00:00.000Z' } },
    ]);
    expect(events[0]?.metadata).toMatchObject({ orgId: asked.orgId, causationId: chosen.metadata.eventId });
  });

  it('stays given up when the choice is heard of again', async () => {
    const desk = deskWith();
    await desk.request();
    await desk.answer();
    const chosen = await desk.choose(id);
    await desk.hear(chosen);
    await commandHandler(desk.store, connectionDecider, connectionCodec)(
      stream,
      { type: 'Disconnect', data: { connectionId: id } },
      {
        ...{ commandId: randomUUID(), orgId: asked.orgId, actor: { kind: 'user', id: 'anna' } as const },
        ...{ correlationId: id, causationId: id, occurredAt: '2026-12-08T12:00:00.000Z' },
      },
    );
    await desk.hear(chosen);
    expect((await desk.store.load(stream)).events.at(-1)?.type).toBe('ConnectionDisconnected');
  });
});

describe('A connection that was authorized anew', () => {
  it('works with the newer grant, also when the older authorization is heard again', async () => {
    const desk = deskWith();
    const id = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01');
    const stream = `connection-${id}` as const;
    const [older, newer] = [grantId.parse(randomUUID()), grantId.parse(randomUUID())];
    const account = {
      ...{ connectionId: id, orgId: asked.orgId, platform: asked.platform, name: 'Shop', adAccountId: '1' },
      ...{ currency: 'EUR', timeZone: 'UTC', scopes: ['adwords'] },
    };
    for (const each of [older, newer]) {
      const grant = { grantId: each, endsAt: null, loginCustomerId: null };
      await commandHandler(desk.store, connectionDecider, connectionCodec)(
        stream,
        { type: 'AuthorizeConnection', data: { account, grant } },
        {
          ...{ commandId: randomUUID(), orgId: asked.orgId, actor: { kind: 'user', id: 'anna' } as const },
          ...{ correlationId: each, causationId: each, occurredAt: '2026-12-08T12:00:00.000Z' },
        },
      );
    }
    const { events } = await desk.store.load(stream);
    for (const event of [...events, ...events.slice(0, 2)]) await desk.hear(event);
    expect([await desk.grants.connectionsOf(newer), await desk.grants.connectionsOf(older)]).toEqual([[id], []]);
  });
});
