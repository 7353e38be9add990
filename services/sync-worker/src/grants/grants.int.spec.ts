import { randomBytes, randomUUID } from 'node:crypto';
import { connectionCodec, connectionId, grantId as grantIdSchema, orgId } from '@campaigns/contracts';
import { type Connection, connectionDecider } from '@campaigns/domain';
import { commandHandler } from '@campaigns/event-sourcing';
import { createTestDatabase, inMemoryEventStore, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { connectionsIn } from '../connections/connections.ts';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import { type GrantTokens, secretOf } from '../vault/credentials.ts';
import { createGrants, type Grants } from '../vault/grants.ts';
import { migrateVault } from '../vault/migrate.ts';
import { createVault } from '../vault/vault.ts';
import { grantKeeper } from './grant-keeper.ts';
import { wipeConnection } from './wipe-connection.ts';

const old = { id: 'old', key: randomBytes(32) };
const current = { id: 'current', key: randomBytes(32) };
const org = orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10');
const day = 86_400_000;

let database: TestDatabase;
let pool: pg.Pool;
let grants: Grants;
let grantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
  // A connection that ends together with its database is no news.
  pool.on('error', () => undefined);
  await Promise.all(Array.from({ length: 4 }, () => migrateVault(pool)));
  grants = createGrants(pool, [old]);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const tokens = (name: string, lastsMs = day): GrantTokens => ({
  ...{ accessToken: secretOf(`planted-access-${name}`), refreshToken: secretOf(`planted-refresh-${name}`) },
  scopes: ['ads'],
  access: { issuedAt: new Date(), endsAt: new Date(Date.now() + lastsMs) },
});
const put = (given: GrantTokens) => grants.put({ grantId, orgId: org, platform: 'snapchat', tokens: given });

beforeEach(async () => {
  await pool.query('truncate vault.grants, vault.grant_connections');
  grantId = randomUUID();
});

/** What workers do beside each other, with a platform that gives a new pair of tokens for each refresh token, once. */
const workers = (count: number, renew?: NonNullable<PlatformOAuth['renew']>, from: Grants = grants) => {
  const spent: string[] = [];
  const store = inMemoryEventStore();
  const rotating: NonNullable<PlatformOAuth['renew']> = async (refreshToken) => {
    if (spent.includes(refreshToken.reveal())) throw new Error('The refresh token was used before');
    spent.push(refreshToken.reveal());
    return tokens(`next-${spent.length}`);
  };
  const oauth = { requiredScopes: ['ads'], renew: renew ?? rotating } as Partial<PlatformOAuth> as PlatformOAuth;
  const keepers = Array.from({ length: count }, () =>
    grantKeeper({
      ...{
        grants: from,
        oauths: { snapchat: oauth },
        connections: connectionsIn(store),
        logger: pino({ level: 'silent' }),
      },
      now: () => new Date(),
    }),
  );
  return { keepers, spent, store };
};

describe('A grant in the vault', () => {
  it('is given back as it was put, and lies there sealed', async () => {
    await put({ ...tokens('one'), tokenSecret: secretOf('planted-secret') });
    const grant = await grants.get(grantId);
    expect(grant).toMatchObject({ grantId, orgId: org, platform: 'snapchat' });
    expect(grant?.tokens.tokenSecret?.reveal()).toBe('planted-secret');
    const { rows } = await pool.query('select g::text as row, ciphertext from vault.grants g');
    expect(rows[0].row + rows[0].ciphertext.toString('latin1')).not.toContain('planted');
  });

  it('is renewed by one worker at a time, whose new refresh token the others find', async () => {
    await put(tokens('one', 0));
    const { keepers, spent } = workers(6);
    const found = await Promise.all(keepers.map(({ current: get }) => get(grantId)));
    expect(spent).toEqual(['planted-refresh-one']);
    expect(new Set(found.map((grant) => grant?.tokens.accessToken.reveal()))).toEqual(
      new Set(['planted-access-next-1']),
    );
  });

  it('is renewed once for all who were refused with the same token', async () => {
    await put(tokens('one'));
    const { keepers, spent } = workers(6);
    await Promise.all(keepers.map(({ renewed }) => renewed(grantId, secretOf('planted-access-one'))));
    expect(spent).toEqual(['planted-refresh-one']);
  });

  it('knows when its tokens were given, which rotating its key does not change', async () => {
    await put(tokens('one'));
    await pool.query(`update vault.grants set updated_at = now() - interval '1 hour'`);
    const rotating = createGrants(pool, [current, old]);
    await rotating.rotate();
    const age = async () => Date.now() - ((await rotating.get(grantId))?.givenAt.getTime() ?? Number.NaN);
    expect(await age()).toBeGreaterThan(3_500_000);
    await rotating.renew(grantId, async () => tokens('two'));
    expect(await age()).toBeLessThan(100_000);
  });

  it('stays as it was when the worker stops in the middle of it', async () => {
    await put(tokens('one', 0));
    const { keepers } = workers(1, async () => {
      throw new Error('The worker was killed');
    });
    await expect(keepers[0]?.current(grantId)).rejects.toThrow('killed');
    expect((await grants.get(grantId))?.tokens.refreshToken?.reveal()).toBe('planted-refresh-one');
  });

  it('goes under the new key of the keyring, while it is renewed as well', async () => {
    await put(tokens('one', 0));
    // Every worker knows the new key before the first one writes with it.
    const { keepers } = workers(2, undefined, createGrants(pool, [old, current]));
    const rotating = createGrants(pool, [current, old]);
    await Promise.all([rotating.rotate(), ...keepers.map(({ current: get }) => get(grantId))]);
    await rotating.rotate();
    const opened = await createGrants(pool, [current]).get(grantId);
    expect(opened?.tokens.accessToken.reveal()).toBe('planted-access-next-1');
  });

  it('goes with its last connection that gets another, and when no ad account was chosen for a day', async () => {
    const [one, other, next] = [randomUUID(), randomUUID(), randomUUID()];
    await put(tokens('one'));
    await grants.put({ grantId: next, orgId: org, platform: 'snapchat', tokens: tokens('next') });
    for (const id of [one, other]) await grants.connect(id, grantId);
    await grants.connect(one, next);
    expect(await grants.get(grantId)).toBeDefined();
    await grants.connect(other, next);
    expect(await grants.get(grantId)).toBeUndefined();
    expect(await grants.connectionsOf(next)).toEqual([one, other].toSorted());
    await put(tokens('unchosen'));
    await pool.query(`update vault.grants set created_at = now() - interval '25 hours'`);
    await grants.forgetUnused();
    expect([await grants.get(grantId), (await grants.get(next))?.grantId]).toEqual([undefined, next]);
  });
});

describe('A grant that is renewed', () => {
  it('is forgotten all the same a day after the consent, when no ad account was chosen', async () => {
    await put(tokens('one', 0));
    await pool.query(`update vault.grants set created_at = now() - interval '25 hours'`);
    const { keepers, spent } = workers(1);
    await keepers[0]?.current(grantId);
    expect(spent).toEqual(['planted-refresh-one']);
    await grants.forgetUnused();
    expect(await grants.get(grantId)).toBeUndefined();
  });

  it('has its day for the choice also in a vault from before the day of the consent was kept', async () => {
    const older = await createTestDatabase();
    const its = new pg.Pool({ connectionString: older.url, max: 2 });
    its.on('error', () => undefined);
    try {
      await migrateVault(its);
      await its.query('alter table vault.grants drop column created_at');
      await migrateVault(its);
      await createGrants(its, [old]).put({ grantId, orgId: org, platform: 'snapchat', tokens: tokens('one') });
      await createGrants(its, [old]).forgetUnused();
      expect((await createGrants(its, [old]).get(grantId))?.grantId).toBe(grantId);
    } finally {
      await its.end();
      await older.drop();
    }
  });

  it('stays, and is renewed later, while the platform cannot be reached; others are renewed', async () => {
    await put(tokens('one', 0));
    const other = randomUUID();
    await grants.put({ grantId: other, orgId: org, platform: 'snapchat', tokens: tokens('other', 0) });
    const { keepers } = workers(1, async (refreshToken) => {
      if (refreshToken.reveal() === 'planted-refresh-other') return tokens('next');
      throw new PlatformError({ class: 'transient', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' });
    });
    expect((await keepers[0]?.current(grantId))?.tokens.accessToken.reveal()).toBe('planted-access-one');
    expect(await keepers[0]?.renewed(grantId, secretOf('planted-access-one'))).toBe('later');
    await keepers[0]?.sweep();
    expect((await grants.get(other))?.tokens.accessToken.reveal()).toBe('planted-access-next');
  });
});

describe('Giving a connection up', () => {
  const vaultOfMine = () => createVault(pool, [old]);
  const wipeWith = (revoke: NonNullable<PlatformOAuth['revoke']>, isDisconnected = true) =>
    wipeConnection({
      connections: { load: async () => ({ status: 'suspended', isDisconnected }) as Connection },
      ...{ grants, vault: vaultOfMine(), logger: pino({ level: 'silent' }) },
      oauths: { snapchat: { revoke } as Partial<PlatformOAuth> as PlatformOAuth },
    });

  it('gives the grant back with the last connection that uses it, and wipes it', async () => {
    const told: string[] = [];
    const wipe = wipeWith(async ({ accessToken }) => void told.push(accessToken.reveal()));
    const [one, other] = [randomUUID(), randomUUID()];
    await put(tokens('one'));
    for (const id of [one, other]) await grants.connect(id, grantId);
    await wipe(one);
    expect([told, (await grants.get(grantId))?.grantId]).toEqual([[], grantId]);
    await wipe(other);
    await wipe(other);
    expect([told, await grants.get(grantId)]).toEqual([['planted-access-one'], undefined]);
    expect(await grants.connectionsOf(grantId)).toEqual([]);
  });

  it('gives the grant back once when all its connections are given up at the same moment', async () => {
    const told: string[] = [];
    const wipe = wipeWith(async ({ accessToken }) => void told.push(accessToken.reveal()));
    const ids = Array.from({ length: 5 }, () => randomUUID());
    await put(tokens('one'));
    for (const id of ids) await grants.connect(id, grantId);
    await Promise.all(ids.map(wipe));
    expect([told, await grants.get(grantId)]).toEqual([['planted-access-one'], undefined]);
    expect(await grants.connectionsOf(grantId)).toEqual([]);
  });

  it('is done by the next worker when one stops in the middle of it', async () => {
    const id = randomUUID();
    await put(tokens('one'));
    await grants.connect(id, grantId);
    const killed = wipeWith(async () => {
      throw new Error('The worker was killed');
    });
    await expect(killed(id)).rejects.toThrow('killed');
    expect([await grants.connectionsOf(grantId), (await grants.get(grantId))?.grantId]).toEqual([[id], grantId]);
    const told: string[] = [];
    await wipeWith(async ({ accessToken }) => void told.push(accessToken.reveal()))(id);
    expect([told, await grants.get(grantId)]).toEqual([['planted-access-one'], undefined]);
  });

  it('wipes the tokens also when the platform does not listen', async () => {
    const id = randomUUID();
    await put(tokens('one'));
    await grants.connect(id, grantId);
    await wipeWith(async () => {
      throw new PlatformError({ class: 'transient', code: '500', message: 'Oops' });
    })(id);
    expect(await grants.get(grantId)).toBeUndefined();
  });

  it('does nothing to one that was connected again before this was heard', async () => {
    const told: string[] = [];
    const id = randomUUID();
    await put(tokens('one'));
    await grants.connect(id, grantId);
    await wipeWith(async ({ accessToken }) => void told.push(accessToken.reveal()), false)(id);
    expect([told, (await grants.get(grantId))?.grantId]).toEqual([[], grantId]);
  });

  it('wipes the own secret of a connection that has no grant', async () => {
    const id = randomUUID();
    await vaultOfMine().put(id, { platform: 'snapchat', accessToken: 'planted' });
    await wipeWith(async () => undefined)(id);
    expect(await vaultOfMine().get(id)).toBeUndefined();
  });
});

describe('The end of a grant', () => {
  const ends = async (inMs: number) => {
    const { keepers, store } = workers(2);
    const id = randomUUID();
    const account = {
      ...{ connectionId: connectionId.parse(id), orgId: org, platform: 'snapchat' as const, name: 'Shop' },
      ...{ adAccountId: id, currency: 'USD', timeZone: 'UTC', scopes: ['ads'] },
    };
    const grant = { grantId: grantIdSchema.parse(grantId), endsAt: null, loginCustomerId: null };
    await commandHandler(store, connectionDecider, connectionCodec)(
      `connection-${id}`,
      { type: 'AuthorizeConnection', data: { account, grant } },
      {
        ...{ commandId: randomUUID(), orgId: org, actor: { kind: 'user', id: 'anna' } as const },
        ...{ correlationId: id, causationId: id, occurredAt: new Date().toISOString() },
      },
    );
    await put({ ...tokens('one'), refreshEndsAt: new Date(Date.now() + inMs) });
    await grants.connect(id, grantId);
    for (const { sweep } of [...keepers, ...keepers]) await sweep();
    return (await store.load(`connection-${id}`)).events.slice(2).map(({ type }) => type);
  };

  it('is told a week ahead, once', async () => {
    expect(await ends(6.9 * day)).toEqual(['ConnectionExpiring']);
  });

  it('is no news before', async () => {
    expect(await ends(7.1 * day)).toEqual([]);
  });

  it('is told again when it is another one by then', async () => {
    await ends(6.9 * day);
    const soon = () => grants.ending(new Date(Date.now() + 7 * day), 'ending');
    expect(await soon()).toEqual([]);
    await put({ ...tokens('two'), refreshEndsAt: new Date(Date.now() + 6 * day) });
    expect(await soon()).toMatchObject([{ grantId, orgId: org }]);
  });

  it('takes the connection out of use', async () => {
    expect(await ends(-1)).toEqual(['ConnectionExpiring', 'ConnectionSuspended']);
  });
});
