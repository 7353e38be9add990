import { type SandboxOptions, startSandbox } from '../sandbox.ts';
import type { PlatformName } from '../state/campaign.ts';

export type Reply = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  /** The body, in the shape that the test expects of it. */
  json: <Shape = unknown>() => Shape;
}>;

/** Objects as the control interface shows them. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

type Call = Readonly<{ token?: string; headers?: Record<string, string>; body?: unknown }>;

export type RunningSandbox = Readonly<{
  url: string;
  clock: Readonly<{ forward: (ms: number) => void }>;
  /** `path` begins at the root of the sandbox. Rejects when the connection is cut. */
  call: (method: string, path: string, options?: Call) => Promise<Reply>;
  openAccount: (
    platform: PlatformName,
    adAccountId: string,
    options?: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
  faults: (rules: readonly object[], listLagMs?: number) => Promise<void>;
  /** Every campaign of an account, and all that stands under them, what was deleted too. */
  holds: (platform: PlatformName, adAccountId: string) => Promise<readonly [campaigns: Rows, children: Rows]>;
  close: () => Promise<void>;
}>;

/** Noon in New York. */
export const startOfTests = Date.parse('2026-12-01T17:00:00Z');
export const testToken = 'token-of-the-tests';

const encoded = (body: unknown): Pick<RequestInit, 'body'> =>
  body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };

/** A sandbox on a free port whose clock stands still unless it is moved; a campaign's day lasts a second of it. */
export const runningSandbox = async (options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> => {
  let now = startOfTests;
  const { url, close } = await startSandbox({ seed: 7, dayMs: 1000, now: () => new Date(now), ...options });

  const call: RunningSandbox['call'] = async (method, path, { token, headers, body } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      // Where it leads to is what a test wants to see; nobody listens there.
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}`, 'access-token': token }),
        ...headers,
      },
      ...encoded(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };

  const control = async (method: string, path: string, body: unknown): Promise<void> => {
    const { status, text } = await call(method, `/control${path}`, { body });
    if (status !== 200) throw new Error(text);
  };

  return {
    url,
    clock: {
      forward: (ms) => {
        now += ms;
      },
    },
    call,
    openAccount: (platform, adAccountId, given = {}) =>
      control('POST', '/accounts', {
        platform,
        adAccountId,
        currency: 'USD',
        timeZone: 'America/New_York',
        accessToken: testToken,
        ...given,
      }),
    faults: (rules, listLagMs) =>
      control('PUT', '/faults', { rules, ...(listLagMs === undefined ? {} : { listLagMs }) }),
    holds: async (platform, adAccountId) => {
      const query = `include_deleted=true&platform=${platform}&adAccountId=${adAccountId}`;
      const campaigns = await call('GET', `/control/campaigns?${query}`);
      const children = await call('GET', `/control/children?${query}`);
      return [campaigns.json<{ campaigns: Rows }>().campaigns, children.json<{ children: Rows }>().children];
    },
    close,
  };
};
