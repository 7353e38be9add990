import { type OrgId, orgId as orgIdSchema, type Platform, platform as platformSchema } from '@campaigns/contracts';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { type Keyring, rewrap, type Sealed, seal, unseal, VaultError } from './cipher.ts';
import { type GrantTokens, secretOf } from './credentials.ts';
import { orUnavailable } from './secret-rows.ts';

/** Access that a person has granted, opened. */
export type Grant = Readonly<{
  grantId: string;
  orgId: OrgId;
  platform: Platform;
  tokens: Pick<GrantTokens, 'accessToken' | 'tokenSecret' | 'refreshToken' | 'scopes'>;
  /** When these tokens were stored, right after the platform gave them. */
  givenAt: Date;
  renewAt: Date | null;
  endsAt: Date | null;
}>;

export type NewGrant = Readonly<{ grantId: string; orgId: OrgId; platform: Platform; tokens: GrantTokens }>;

export type EndingGrant = Readonly<{ grantId: string; orgId: OrgId; endsAt: Date }>;

/** Grants, encrypted at rest. Throws `VaultError` for what cannot be opened, `LogUnavailable` while Postgres is away. */
export type Grants = Readonly<{
  /** Replaces what was there. */
  put: (grant: NewGrant) => Promise<void>;
  get: (grantId: string) => Promise<Grant | undefined>;
  /**
   * Lets one worker at a time renew a grant: `renew` sees it as it is then, and what it gives is stored before the next
   * worker's turn. Gives back the grant as it is afterwards.
   */
  renew: (grantId: string, renew: (grant: Grant) => Promise<GrantTokens | undefined>) => Promise<Grant | undefined>;
  remove: (grantId: string) => Promise<void>;
  /** Grants whose access tokens are to be renewed by then, those longest due first. */
  due: (now: Date) => Promise<readonly string[]>;
  /** It cannot be renewed any more: nobody tries again. */
  giveUp: (grantId: string) => Promise<void>;
  /** A connection works with a grant from now on; the grant that it had goes when no other uses it. */
  connect: (connectionId: string, grantId: string) => Promise<void>;
  connectionsOf: (grantId: string) => Promise<readonly string[]>;
  /**
   * A connection gives up the grant that it has. With the last one the grant goes, once `giveBack` is done with it; of several
   * that come at once, one is the last.
   */
  disconnect: (connectionId: string, giveBack: (grant: Grant) => Promise<void>) => Promise<void>;
  /** Grants that end by then, whose connections have not been told so. */
  ending: (by: Date, told: 'ending' | 'ended') => Promise<readonly EndingGrant[]>;
  markTold: (grantId: string, told: 'ending' | 'ended') => Promise<void>;
  /** Removes grants that no ad account was chosen for within a day of the consent, however often they were renewed. */
  forgetUnused: () => Promise<void>;
  /** Brings everything under the current key; returns how many grants that were. May be repeated at any time. */
  rotate: (onMoved?: () => void) => Promise<number>;
}>;

const secrets = z.strictObject({
  accessToken: z.string().min(1),
  tokenSecret: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
});

const textOf = ({ accessToken, tokenSecret, refreshToken }: GrantTokens): string =>
  JSON.stringify({
    accessToken: accessToken.reveal(),
    ...(tokenSecret === undefined ? {} : { tokenSecret: tokenSecret.reveal() }),
    ...(refreshToken === undefined ? {} : { refreshToken: refreshToken.reveal() }),
  });

const secretsIn = (text: string): z.infer<typeof secrets> => {
  try {
    return secrets.parse(JSON.parse(text));
  } catch {
    // The parser's own error could quote the secret.
    throw new VaultError('What is stored are no tokens of a known form');
  }
};

/** Renewed when a tenth of its life is left: six days of Meta's sixty, six minutes of Google's hour. */
export const renewAtOf = ({ access, refreshToken }: GrantTokens): Date | null => {
  if (access === undefined || refreshToken === undefined) return null;
  const { issuedAt, endsAt } = access;
  return new Date(endsAt.getTime() - (endsAt.getTime() - issuedAt.getTime()) / 10);
};

/** When a person has to consent anew: when the refresh token ends, or the access token of a grant without one. */
export const endOf = ({ access, refreshToken, refreshEndsAt }: GrantTokens): Date | null =>
  refreshToken === undefined ? (access?.endsAt ?? null) : (refreshEndsAt ?? null);

type Row = Readonly<{
  grant_id: string;
  org_id: string;
  platform: string;
  key_id: string;
  wrapped_key: Buffer;
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
  scopes: readonly string[];
  renew_at: Date | null;
  ends_at: Date | null;
  updated_at: Date;
}>;

const columns = 'grant_id, org_id, platform, key_id, wrapped_key, nonce, ciphertext, tag, scopes, renew_at, ends_at';

const sealedIn = ({ key_id: keyId, wrapped_key: wrappedKey, nonce, ciphertext, tag }: Row): Sealed => ({
  ...{ keyId, wrappedKey, nonce, ciphertext, tag },
});

/** The vault's grants in Postgres; `migrateVault` comes first. */
export const createGrants = (pool: Pool, keyring: Keyring): Grants => {
  const opened = (row: Row): Grant => {
    const { grant_id: grantId, updated_at: givenAt, renew_at: renewAt, ends_at: endsAt, scopes } = row;
    const { accessToken, tokenSecret, refreshToken } = secretsIn(unseal(sealedIn(row), grantId, keyring));
    return {
      grantId,
      orgId: orgIdSchema.parse(row.org_id),
      platform: platformSchema.parse(row.platform),
      tokens: {
        accessToken: secretOf(accessToken),
        ...(tokenSecret === undefined ? {} : { tokenSecret: secretOf(tokenSecret) }),
        ...(refreshToken === undefined ? {} : { refreshToken: secretOf(refreshToken) }),
        scopes,
      },
      givenAt,
      renewAt,
      endsAt,
    };
  };

  const store = (client: Pool | PoolClient, { grantId, orgId, platform, tokens }: NewGrant): Promise<unknown> => {
    const { keyId, wrappedKey, nonce, ciphertext, tag } = seal(textOf(tokens), grantId, keyring);
    const values = [grantId, orgId, platform, keyId, wrappedKey, nonce, ciphertext, tag, tokens.scopes];
    return client.query(
      `insert into vault.grants (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (grant_id) do update set key_id = excluded.key_id, wrapped_key = excluded.wrapped_key,
         nonce = excluded.nonce, ciphertext = excluded.ciphertext, tag = excluded.tag, scopes = excluded.scopes,
         renew_at = excluded.renew_at, ends_at = excluded.ends_at, told = null, updated_at = now()`,
      [...values, renewAtOf(tokens), endOf(tokens)],
    );
  };

  const find = async (client: Pool | PoolClient, grantId: string, lock: '' | 'for update'): Promise<Row | undefined> =>
    (await client.query<Row>(`select ${columns}, updated_at from vault.grants where grant_id = $1 ${lock}`, [grantId]))
      .rows[0];

  /**
   * While the row is locked, others who want to change it wait. Only the queries speak of Postgres: what `work` throws is
   * passed on as it is, also where a platform's server cannot be reached.
   */
  const locked = async <Result>(
    grantId: string,
    work: (row: Row | undefined, client: PoolClient) => Promise<Result>,
  ): Promise<Result> => {
    const client = await orUnavailable(pool.connect());
    try {
      await orUnavailable(client.query('begin'));
      const result = await work(await orUnavailable(find(client, grantId, 'for update')), client);
      await orUnavailable(client.query('commit'));
      client.release();
      return result;
    } catch (error) {
      // Whatever state the connection is in, nobody gets it again.
      client.release(true);
      throw error;
    }
  };

  return {
    put: async (grant) => void (await orUnavailable(store(pool, grant))),
    get: async (grantId) => {
      const row = await orUnavailable(find(pool, grantId, ''));
      return row === undefined ? undefined : opened(row);
    },
    renew: (grantId, renew) =>
      locked(grantId, async (row, client) => {
        if (row === undefined) return undefined;
        const grant = opened(row);
        const tokens = await renew(grant);
        if (tokens === undefined) return grant;
        const { orgId, platform } = grant;
        await orUnavailable(store(client, { grantId, orgId, platform, tokens }));
        return { ...grant, tokens, givenAt: new Date(), renewAt: renewAtOf(tokens), endsAt: endOf(tokens) };
      }),
    remove: async (grantId) => {
      await orUnavailable(pool.query('delete from vault.grants where grant_id = $1', [grantId]));
    },
    due: async (now) => {
      const text = 'select grant_id from vault.grants where renew_at <= $1 order by renew_at';
      const { rows } = await orUnavailable(pool.query<Pick<Row, 'grant_id'>>(text, [now]));
      return rows.map(({ grant_id: grantId }) => grantId);
    },
    giveUp: async (grantId) => {
      await orUnavailable(pool.query('update vault.grants set renew_at = null where grant_id = $1', [grantId]));
    },
    connect: async (connectionId, grantId) => {
      const text = `with before as (select grant_id from vault.grant_connections where connection_id = $1),
        moved as (insert into vault.grant_connections (connection_id, grant_id) values ($1, $2)
          on conflict (connection_id) do update set grant_id = excluded.grant_id)
        delete from vault.grants g using before b where g.grant_id = b.grant_id and b.grant_id <> $2
          and not exists (select from vault.grant_connections c where c.grant_id = b.grant_id and c.connection_id <> $1)`;
      await orUnavailable(pool.query(text, [connectionId, grantId]));
    },
    connectionsOf: async (grantId) => {
      const text = 'select connection_id from vault.grant_connections where grant_id = $1 order by connection_id';
      const { rows } = await orUnavailable(pool.query<Readonly<{ connection_id: string }>>(text, [grantId]));
      return rows.map(({ connection_id: connectionId }) => connectionId);
    },
    disconnect: async (connectionId, giveBack) => {
      const text = 'select grant_id from vault.grant_connections where connection_id = $1';
      const { rows } = await orUnavailable(pool.query<Pick<Row, 'grant_id'>>(text, [connectionId]));
      const grantId = rows[0]?.grant_id;
      if (grantId === undefined) return;
      await locked(grantId, async (row, client) => {
        const leave = 'delete from vault.grant_connections where connection_id = $1 and grant_id = $2';
        await orUnavailable(client.query(leave, [connectionId, grantId]));
        const others = await orUnavailable(
          client.query('select from vault.grant_connections where grant_id = $1 limit 1', [grantId]),
        );
        if (row === undefined || others.rowCount !== 0) return;
        await giveBack(opened(row));
        await orUnavailable(client.query('delete from vault.grants where grant_id = $1', [grantId]));
      });
    },
    ending: async (by, told) => {
      const text = `select grant_id, org_id, ends_at from vault.grants where ends_at <= $1
        and (told is null or (told = 'ending' and $2 = 'ended')) order by ends_at`;
      const { rows } = await orUnavailable(
        pool.query<Pick<Row, 'grant_id' | 'org_id'> & { ends_at: Date }>(text, [by, told]),
      );
      return rows.map(({ grant_id: grantId, org_id: orgId, ends_at: endsAt }) => ({
        ...{ grantId, orgId: orgIdSchema.parse(orgId), endsAt },
      }));
    },
    markTold: async (grantId, told) => {
      await orUnavailable(pool.query('update vault.grants set told = $2 where grant_id = $1', [grantId, told]));
    },
    forgetUnused: async () => {
      const text = `delete from vault.grants g where created_at < now() - interval '1 day'
        and not exists (select from vault.grant_connections c where c.grant_id = g.grant_id)`;
      await orUnavailable(pool.query(text));
    },
    rotate: async (onMoved = () => undefined) => {
      const text = 'select grant_id from vault.grants where key_id <> $1 order by grant_id';
      const { rows } = await orUnavailable(pool.query<Pick<Row, 'grant_id'>>(text, [keyring[0].id]));
      let count = 0;
      for (const { grant_id: grantId } of rows) {
        const isMoved = await locked(grantId, async (row, client) => {
          if (row === undefined || row.key_id === keyring[0].id) return false;
          const { keyId, wrappedKey } = rewrap(sealedIn(row), grantId, keyring);
          const move = 'update vault.grants set key_id = $2, wrapped_key = $3 where grant_id = $1';
          await orUnavailable(client.query(move, [grantId, keyId, wrappedKey]));
          return true;
        });
        if (!isMoved) continue;
        count += 1;
        onMoved();
      }
      return count;
    },
  };
};
