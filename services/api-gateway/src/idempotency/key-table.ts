import type { Pool } from 'pg';
import type { SerialisedAnswer } from '../http/answer.ts';

type Claim =
  | Readonly<{ outcome: 'open' }>
  | Readonly<{ outcome: 'other-request' }>
  | Readonly<{ outcome: 'answered'; answer: SerialisedAnswer }>;

type Row = Readonly<{
  fingerprint: string;
  status: number | null;
  headers: Readonly<Record<string, string>> | null;
  body: string | null;
}>;

export type KeyTable = Readonly<{
  /** Says what the key stands for, and finds out whether it stood for something before. */
  claim: (orgId: string, key: string, fingerprint: string) => Promise<Claim>;
  /** Keeps the answer; gives the one that was there first, if one was. */
  store: (orgId: string, key: string, answer: SerialisedAnswer) => Promise<SerialisedAnswer | undefined>;
  /** Forgets keys that are older than that many hours. */
  prune: (olderThanHours: number) => Promise<void>;
}>;

const answerOf = ({ status, headers, body }: Row): SerialisedAnswer | undefined =>
  status === null || headers === null || body === null ? undefined : { status, headers, text: body };

export const keyTable = (pool: Pool): KeyTable => ({
  claim: async (orgId, key, fingerprint) => {
    const { rows } = await pool.query<Row>({
      name: 'idempotency-claim',
      // The update changes nothing: it makes the statement return the row that was there, also one just committed.
      text: `insert into gateway.idempotency_keys as known (org_id, key, fingerprint) values ($1, $2, $3)
             on conflict (org_id, key) do update set fingerprint = known.fingerprint
             returning fingerprint, status, headers, body`,
      values: [orgId, key, fingerprint],
    });
    const row = rows[0] as Row;
    if (row.fingerprint !== fingerprint) return { outcome: 'other-request' };
    const answer = answerOf(row);
    return answer === undefined ? { outcome: 'open' } : { outcome: 'answered', answer };
  },
  store: async (orgId, key, { status, headers, text }) => {
    const { rowCount } = await pool.query({
      name: 'idempotency-store',
      text: `update gateway.idempotency_keys set status = $3, headers = $4, body = $5
             where org_id = $1 and key = $2 and status is null`,
      values: [orgId, key, status, JSON.stringify(headers), text],
    });
    if (rowCount === 1) return undefined;
    const { rows } = await pool.query<Row>(
      'select fingerprint, status, headers, body from gateway.idempotency_keys where org_id = $1 and key = $2',
      [orgId, key],
    );
    return rows[0] === undefined ? undefined : answerOf(rows[0]);
  },
  prune: async (olderThanHours) => {
    await pool.query(`delete from gateway.idempotency_keys where created_at < now() - $1 * interval '1 hour'`, [
      olderThanHours,
    ]);
  },
});
