import { setTimeout as sleep } from 'node:timers/promises';

export type PatientClient = (method: 'GET' | 'POST', path: string, body?: unknown, key?: string) => Promise<unknown>;

const giveUpAfterMs = 120_000;

/** What a repeat answers differently: the system is away, starting, or has not written the answer yet. */
const isPassing = (status: number): boolean => status >= 500 || status === 429 || status === 409;

/**
 * A client that goes on when the system is killed under it: the same request again, with the same `Idempotency-Key`,
 * until it is answered. Throws for an answer that no repeat would change, after two minutes, and soon after the signal
 * has aborted.
 */
export const patientClient = (apiUrl: string, token: string, signal?: AbortSignal): PatientClient => {
  const once = async (method: string, path: string, body: unknown, key: string | undefined): Promise<Response> =>
    fetch(`${apiUrl}/api/orchestration${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });

  return async (method, path, body, key) => {
    const deadline = performance.now() + giveUpAfterMs;
    let last = 'no answer';
    while (performance.now() < deadline) {
      try {
        const answer = await once(method, path, body, key);
        const content = await answer.text();
        if (answer.ok) return JSON.parse(content);
        last = `HTTP ${answer.status} ${content}`;
        if (!isPassing(answer.status)) break;
      } catch (error) {
        last = String(error);
      }
      await sleep(100, undefined, { ...(signal === undefined ? {} : { signal }) });
    }
    throw new Error(`${method} ${path}: ${last}`);
  };
};
