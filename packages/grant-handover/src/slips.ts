import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';

/** What the platform sent back with the person; sealed before it is kept. */
export const consentAnswer = z.object({
  /** The answer opens for this authorization only. */
  authorizationId: z.uuid(),
  /** An OAuth 2.0 code, or the verifier of X. */
  code: z.string().min(1),
});
export type ConsentAnswer = z.infer<typeof consentAnswer>;

export type AuthorizationSlip = Readonly<{
  authorizationId: string;
  state: string;
  authorizationUrl: string;
  /** Sealed to the sync-worker: what the exchange proves itself with. */
  verifier: string | undefined;
  expiresAt: string;
}>;

export const stateHash = (state: string): Buffer => createHash('sha256').update(state, 'utf8').digest();

type Sealed = Readonly<{ verifier: string | undefined; answer: string | undefined }>;

/** What gateway and sync-worker hand to each other while a person is asked for access, and what must not lie in the log. */
export type AuthorizationSlips = Readonly<{
  /**
   * Keeps it, unless the authorization has one: a person may be on that one's consent page, and stays welcome until its end.
   * Throws away slips that ended an hour ago.
   */
  put: (slip: AuthorizationSlip) => Promise<void>;
  /** The address of the consent page; it can be taken once. */
  takeUrl: (authorizationId: string) => Promise<string | undefined>;
  /** The authorization that a state belongs to; `undefined` when there is none, when it came before, and when it is too late. */
  takeState: (state: string, now: Date) => Promise<string | undefined>;
  keepAnswer: (authorizationId: string, sealedAnswer: string) => Promise<void>;
  /** What is sealed on a slip; `undefined` when there is no slip. */
  find: (authorizationId: string) => Promise<Sealed | undefined>;
  remove: (authorizationId: string) => Promise<void>;
}>;

export const authorizationSlips = (pool: Pool): AuthorizationSlips => ({
  put: async ({ authorizationId, state, authorizationUrl, verifier, expiresAt }) => {
    await pool.query(`delete from handover.slips where expires_at < now() - interval '1 hour'`);
    await pool.query(
      `insert into handover.slips (authorization_id, state_hash, authorization_url, verifier, expires_at)
       values ($1, $2, $3, $4, $5)
       on conflict (authorization_id) do nothing`,
      [authorizationId, stateHash(state), authorizationUrl, verifier ?? null, expiresAt],
    );
  },
  takeUrl: async (authorizationId) => {
    const { rows } = await pool.query<{ authorization_url: string | null }>(
      `with found as (select authorization_id, authorization_url from handover.slips where authorization_id = $1 for update)
       update handover.slips s set authorization_url = null from found where s.authorization_id = found.authorization_id
       returning found.authorization_url`,
      [authorizationId],
    );
    return rows[0]?.authorization_url ?? undefined;
  },
  takeState: async (state, now) => {
    const { rows } = await pool.query<{ authorization_id: string }>(
      `update handover.slips set state_hash = null, authorization_url = null where state_hash = $1 and expires_at > $2
       returning authorization_id`,
      [stateHash(state), now],
    );
    return rows[0]?.authorization_id;
  },
  keepAnswer: async (authorizationId, sealedAnswer) => {
    await pool.query('update handover.slips set answer = $2 where authorization_id = $1', [
      authorizationId,
      sealedAnswer,
    ]);
  },
  find: async (authorizationId) => {
    const { rows } = await pool.query<{ verifier: string | null; answer: string | null }>(
      'select verifier, answer from handover.slips where authorization_id = $1',
      [authorizationId],
    );
    const [row] = rows;
    return row === undefined ? undefined : { verifier: row.verifier ?? undefined, answer: row.answer ?? undefined };
  },
  remove: async (authorizationId) => {
    await pool.query('delete from handover.slips where authorization_id = $1', [authorizationId]);
  },
});
