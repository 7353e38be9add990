import { connectionCodec, connectionId, type GrantId, grantId as grantIdSchema, orgId } from '@campaigns/contracts';
import { connectionDecider } from '@campaigns/domain';
import { commandHandler, derivedId } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { connectionsIn } from '../connections/connections.ts';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import { inMemoryGrants } from '../testing/in-memory-grants.ts';
import { type GrantTokens, secretOf } from '../vault/credentials.ts';
import type { Grant } from '../vault/grants.ts';
import { grantKeeper } from './grant-keeper.ts';

const grantId = grantIdSchema.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e313');
const org = orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10');
const shops = ['5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01', '5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e02'];
const start = new Date('2026-12-08T12:00:00.000Z');
const minutesLater = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

const tokens = (name: string, issuedAt = start): GrantTokens => ({
  accessToken: secretOf(`access-${name}`),
  refreshToken: secretOf(`refresh-${name}`),
  scopes: ['ads'],
  access: { issuedAt, endsAt: new Date(issuedAt.getTime() + 3_600_000) },
});

/** A grant for an hour, with two connections. */
const world = async (renew: NonNullable<PlatformOAuth['renew']>, granted: GrantTokens = tokens('one')) => {
  const lines: string[] = [];
  const store = inMemoryEventStore();
  const grants = inMemoryGrants();
  const clock = { now: start };
  const renewals: string[] = [];
  const oauth = {
    requiredScopes: ['ads'],
    renew: (refreshToken) => {
      renewals.push(refreshToken.reveal());
      return renew(refreshToken);
    },
  } as Partial<PlatformOAuth> as PlatformOAuth;
  const keeper = grantKeeper({
    ...{ grants, oauths: { snapchat: oauth }, connections: connectionsIn(store), now: () => clock.now },
    logger: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
  });
  const handle = commandHandler(store, connectionDecider, connectionCodec);
  await grants.put({ grantId, orgId: org, platform: 'snapchat', tokens: granted });
  const authorize = async (id: string, granting: GrantId) => {
    const account = {
      ...{ connectionId: connectionId.parse(id), orgId: org, platform: 'snapchat' as const, name: 'Shop' },
      ...{ adAccountId: id, currency: 'USD', timeZone: 'UTC', scopes: ['ads'] },
    };
    const grant = { grantId: granting, endsAt: null, loginCustomerId: null };
    await handle(
      `connection-${id}`,
      { type: 'AuthorizeConnection', data: { account, grant } },
      {
        ...{ commandId: derivedId(id, granting), orgId: org, actor: { kind: 'user', id: 'anna' } as const },
        ...{ correlationId: id, causationId: id, occurredAt: start.toISOString() },
      },
    );
  };
  for (const id of shops) {
    await authorize(id, grantId);
    await grants.connect(id, grantId);
  }
  /** What has become of the connections since. */
  const news = async () =>
    (await Promise.all(shops.map((id) => store.load(`connection-${id}`)))).map(({ events }) =>
      events.slice(2).map(({ type, data }) => ({ type, ...(data as object) })),
    );
  return { keeper, grants, clock, renewals, news, lines, authorize };
};

const tokenOf = (grant: Grant | 'later' | undefined): string | undefined =>
  grant === 'later' ? grant : grant?.tokens.accessToken.reveal();

const refused = (kind: 'token-revoked' | 'transient') => async (): Promise<never> => {
  throw new PlatformError({ class: kind, code: 'no', message: 'No' });
};

describe('An access token', () => {
  it('is left alone as long as there is time', async () => {
    const { keeper, clock, renewals } = await world(async () => tokens('two'));
    clock.now = minutesLater(53);
    expect((await keeper.current(grantId))?.tokens.accessToken.reveal()).toBe('access-one');
    expect(renewals).toEqual([]);
  });

  it('is renewed when a tenth of its life is left, and the new refresh token takes the place of the old', async () => {
    const { keeper, grants, clock, renewals } = await world(async () => tokens('two', minutesLater(54)));
    clock.now = minutesLater(54);
    expect((await keeper.current(grantId))?.tokens.accessToken.reveal()).toBe('access-two');
    expect((await grants.get(grantId))?.tokens.refreshToken?.reveal()).toBe('refresh-two');
    await keeper.sweep();
    expect(renewals).toEqual(['refresh-one']);
  });

  it('keeps what the platform leaves out of its answer', async () => {
    const { keeper, grants, clock } = await world(async () => ({ accessToken: secretOf('access-two'), scopes: [] }));
    clock.now = minutesLater(55);
    await keeper.sweep();
    const { tokens: kept } = (await grants.get(grantId)) ?? { tokens: undefined };
    expect([kept?.accessToken.reveal(), kept?.refreshToken?.reveal(), kept?.scopes]).toEqual([
      ...['access-two', 'refresh-one', ['ads']],
    ]);
  });

  it('is never renewed for want of an end that the platform did not tell', async () => {
    const { keeper, clock, renewals } = await world(async () => tokens('two'), {
      ...{ accessToken: secretOf('access-one'), refreshToken: secretOf('refresh-one'), scopes: ['ads'] },
    });
    clock.now = minutesLater(1_000_000);
    await keeper.sweep();
    expect(renewals).toEqual([]);
  });

  it('is renewed when the platform refuses it early, and once for all who were refused', async () => {
    const { keeper, renewals } = await world(async () => tokens('two'));
    const seen = secretOf('access-one');
    const [one, other] = [await keeper.renewed(grantId, seen), await keeper.renewed(grantId, seen)];
    expect([one, other].map((grant) => tokenOf(grant))).toEqual(['access-two', 'access-two']);
    expect(renewals).toEqual(['refresh-one']);
  });

  it('is renewed for all operations of a worker at once, with one lock', async () => {
    const { keeper, grants, clock, renewals } = await world(async () => tokens('two', minutesLater(55)));
    let locks = 0;
    const { renew } = grants;
    Object.assign(grants, {
      renew: (...given: Parameters<typeof renew>) => {
        locks += 1;
        return renew(...given);
      },
    });
    clock.now = minutesLater(55);
    const asked = Array.from({ length: 20 }, () => keeper.current(grantId));
    const refused = keeper.renewed(grantId, secretOf('access-one'));
    const found = await Promise.all([...asked, refused]);
    expect(new Set(found.map((grant) => tokenOf(grant)))).toEqual(new Set(['access-two']));
    expect([locks, renewals]).toEqual([1, ['refresh-one']]);
  });

  it('stays in use while the platform cannot renew it for the moment', async () => {
    const { keeper, clock, renewals, news } = await world(refused('transient'));
    clock.now = minutesLater(55);
    expect((await keeper.current(grantId))?.tokens.accessToken.reveal()).toBe('access-one');
    await keeper.sweep();
    expect(await keeper.renewed(grantId, secretOf('access-one'))).toBe('later');
    expect(renewals).toHaveLength(3);
    expect(await news()).toEqual([[], []]);
  });
});

describe('A grant that the platform does not prolong any more', () => {
  it('takes every connection of it out of use, and is not tried again', async () => {
    const { keeper, clock, renewals, news } = await world(refused('token-revoked'));
    clock.now = minutesLater(55);
    await keeper.sweep();
    await keeper.sweep();
    expect(renewals).toHaveLength(1);
    const suspended = { type: 'ConnectionSuspended', reason: 'token_revoked' };
    expect(await news()).toMatchObject([[suspended], [suspended]]);
  });

  it('gives nobody who was refused another token', async () => {
    const { keeper } = await world(refused('token-revoked'));
    expect(await keeper.renewed(grantId, secretOf('access-one'))).toBeUndefined();
  });
});

describe('The refusal of a grant', () => {
  it('does not stop a connection that was authorized anew meanwhile', async () => {
    const { keeper, clock, news, authorize } = await world(refused('token-revoked'));
    await authorize(shops[0] as string, grantIdSchema.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e314'));
    clock.now = minutesLater(55);
    await keeper.sweep();
    const [anew, other] = await news();
    expect(anew?.map(({ type }) => type)).toEqual(['ConnectionAuthorized']);
    expect(other?.map(({ type }) => type)).toEqual(['ConnectionSuspended']);
  });
});

describe('The end of a grant', () => {
  it('is not told of a connection that was authorized anew before the vault heard of it', async () => {
    const { keeper, grants, news, authorize } = await world(async () => tokens('two'));
    await authorize(shops[0] as string, grantIdSchema.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e314'));
    Object.assign(grants, {
      ending: async (_: Date, told: string) => (told === 'ending' ? [{ grantId, orgId: org, endsAt: start }] : []),
    });
    await keeper.sweep();
    const types = (await news()).map((events) => events.map(({ type }) => type));
    expect(types).toEqual([['ConnectionAuthorized'], ['ConnectionExpiring']]);
  });
});

describe('A sweep', () => {
  const ended = { grantId: 'e41b7a90-3d5c-4f86-b2a1-6c08d9f7e315', orgId: org, endsAt: start };

  it('goes on with the other grants, and says of which one something went wrong, but nothing secret', async () => {
    const next = 'e41b7a90-3d5c-4f86-b2a1-6c08d9f7e316';
    const { keeper, grants, clock, lines } = await world(async (refreshToken) => {
      if (refreshToken.reveal() === 'refresh-one') throw new TypeError('Cannot read refresh-one');
      return tokens('two', minutesLater(55));
    });
    await grants.put({ grantId: next, orgId: org, platform: 'snapchat', tokens: tokens('next') });
    clock.now = minutesLater(55);
    await keeper.sweep();
    expect((await grants.get(next))?.tokens.accessToken.reveal()).toBe('access-two');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ stage: 'renew', grantId, error: 'TypeError' }]);
    expect(lines.join('')).not.toContain('refresh-one');
  });

  it.each(['ending', 'ended'] as const)(
    'tells the others when one grant is %s and cannot be told so',
    async (stage) => {
      const { keeper, grants, news } = await world(async () => tokens('two'));
      const { connectionsOf } = grants;
      Object.assign(grants, {
        ending: async (_: Date, told: string) => (told === stage ? [ended, { ...ended, grantId }] : []),
        connectionsOf: async (id: string) => {
          if (id === ended.grantId) throw new Error('The stream kept changing');
          return connectionsOf(id);
        },
      });
      await keeper.sweep();
      const type = stage === 'ending' ? 'ConnectionExpiring' : 'ConnectionSuspended';
      expect(await news()).toMatchObject([[{ type }], [{ type }]]);
    },
  );

  it.each(['due', 'ending'] as const)(
    'comes to its last stage also when what is %s cannot be found out',
    async (query) => {
      const { keeper, grants, lines } = await world(async () => tokens('two'));
      let isForgotten = false;
      Object.assign(grants, {
        [query]: async () => {
          throw new Error('Not now');
        },
        forgetUnused: async () => {
          isForgotten = true;
        },
      });
      await keeper.sweep();
      expect(isForgotten).toBe(true);
      expect(lines).toHaveLength(query === 'due' ? 1 : 2);
    },
  );
});

describe('A grant that has lost a scope', () => {
  it('is found out when it is renewed', async () => {
    const { keeper, clock, news } = await world(async () => ({ ...tokens('two'), scopes: ['profile'] }));
    clock.now = minutesLater(55);
    const grant = await keeper.current(grantId);
    expect(grant && keeper.missingScopes(grant)).toEqual(['ads']);
    expect((await news())[0]).toMatchObject([{ type: 'ConnectionSuspended', reason: 'scope_missing' }]);
  });
});
