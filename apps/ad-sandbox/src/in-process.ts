import { createCallLog } from './calls/call-log.ts';
import { openWithToken } from './control/accounts.ts';
import { listCampaigns, type ShownCampaign } from './control/campaigns.ts';
import { listChildren, type ShownChild } from './control/children.ts';
import type { NewAccount } from './control/schemas.ts';
import { createFaults, type FaultRule } from './faults/rules.ts';
import { serveWith } from './http/serve.ts';
import { platforms } from './platforms/index.ts';
import { openStore } from './state/store.ts';

export type InProcessOptions = Readonly<{ seed: number; dayMs: number; now: () => Date; listLagMs?: number }>;

/** `url` begins with the platform's base path on any host: `http://sandbox/meta/v26.0/act_1`. */
export type InProcessRequest = Readonly<{
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}>;

export type InProcessAnswer = Readonly<{ status: number; headers: Headers; body: string }>;

export type InProcessSandbox = Readonly<{
  /** Struck by the faults that are set; `cut off`: the connection ends without an answer. */
  call: (request: InProcessRequest) => Promise<InProcessAnswer | 'cut off'>;
  /** The same call, by one whom no fault strikes. */
  undisturbed: (request: InProcessRequest) => Promise<InProcessAnswer | 'cut off'>;
  openAccount: (account: NewAccount) => void;
  setFaults: (rules: readonly FaultRule[]) => void;
  /** How many calls were hit by the faults that are set. */
  faultsStruck: () => number;
  /** What there really is, what was deleted too; oldest first. */
  campaigns: () => readonly ShownCampaign[];
  children: () => readonly ShownChild[];
  /** Another one that goes on from here by itself. No fault is set there. */
  copy: (options: Pick<InProcessOptions, 'now' | 'listLagMs'>) => InProcessSandbox;
}>;

const lowerCased = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The stand-in for the ad platforms without a socket, for who runs thousands of them. */
export const inProcessSandbox = (
  options: InProcessOptions,
  store = openStore({ ...options, journalPath: undefined }),
): InProcessSandbox => {
  const { seed, listLagMs = 0 } = options;
  const faults = createFaults(seed, listLagMs);
  const world = { store, listLagMs: faults.listLagMs };
  const servers = (struckBy: typeof faults) => {
    const calls = createCallLog();
    return new Map<string, ReturnType<typeof serveWith>>(
      platforms.map((each) => [each.name, serveWith(each, { world, faults: struckBy, calls, latencyMs: 0 })]),
    );
  };
  const serving =
    (served: ReturnType<typeof servers>): InProcessSandbox['call'] =>
    async ({ method, url, headers: given, body = '' }) => {
      const { origin, pathname, searchParams, search } = new URL(url);
      const [, platform = ''] = pathname.split('/');
      const headers = lowerCased(given);
      const serve = served.get(platform);
      if (serve === undefined) throw new TypeError(`There is no platform at ${url}`);
      const outcome = await serve({
        ...{ method, headers, bodyText: body, path: pathname.slice(platform.length + 1) },
        ...{ parameters: Object.fromEntries(searchParams), queryText: search.slice(1) },
        ...{ contentType: headers['content-type'] ?? '', baseUrl: `${origin}/${platform}` },
      });
      if (outcome === 'cut off') return outcome;
      const { answer, date } = outcome;
      return {
        status: answer.status,
        headers: new Headers({
          ...{ 'content-type': 'application/json; charset=UTF-8', ...answer.headers },
          date: date.toUTCString(),
        }),
        body: answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)),
      };
    };
  return {
    call: serving(servers(faults)),
    undisturbed: serving(servers(createFaults(seed, listLagMs))),
    openAccount: (account) => void openWithToken(store, account),
    setFaults: (rules) => faults.set(rules, listLagMs),
    faultsStruck: () => faults.rules().reduce((sum, { struck }) => sum + struck, 0),
    campaigns: () => listCampaigns(store, { withDeleted: true }),
    children: () => listChildren(store, { include_deleted: true }),
    copy: ({ now, listLagMs: lag }) => {
      const next = { ...options, now, ...(lag === undefined ? {} : { listLagMs: lag }) };
      return inProcessSandbox(
        next,
        openStore({ ...next, journalPath: undefined, state: structuredClone(store.state) }),
      );
    },
  };
};
