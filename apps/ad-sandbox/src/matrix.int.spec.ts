import { Writable } from 'node:stream';
import type { CampaignSpec, ErrorClass } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '@campaigns/sync-worker';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { platforms } from './platforms/index.ts';
import type { PlatformName } from './state/campaign.ts';
import { accountIds, conditions, hastyMs, patientMs, withoutCampaign } from './testing/matrix-conditions.ts';
import { adaptersAt, callFor, openingOf } from './testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from './testing/running-sandbox.ts';

/** Every platform, everything that is asked of one, and everything that can go wrong meanwhile. */

const tag = 'op-7f3a9c2e41';
const name = `Spring Sale [${tag}]`;
const now = new Date(startOfTests);
const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
};

const missingCampaigns: Readonly<Record<PlatformName, string>> = {
  meta: '120204040404',
  google: '4040404040',
  tiktok: '1804040404040404',
  linkedin: '404040404',
  twitter: '4o4o4',
  snapchat: 'd5129c2c-0000-4000-8000-000000000404',
};

type Asked = Readonly<{ adapter: PlatformAdapter; call: AccountCall; remote: RemoteCampaign }>;

type Verb = Readonly<{
  /** What the sandbox calls the request that matters; others may go before it. */
  operation: string;
  mutates: boolean;
  /** What must be there first. */
  begins?: 'nothing' | 'active';
  ask: (asked: Asked) => Promise<unknown>;
}>;

const verbs: Readonly<Record<string, Verb>> = {
  'verify the account': {
    operation: 'verify',
    mutates: false,
    ask: ({ adapter, call }) => adapter.verifyAccount(call),
  },
  'create a campaign': {
    operation: 'create',
    mutates: true,
    begins: 'nothing',
    ask: ({ adapter, call }) => adapter.createCampaign(call, { spec, name, operationId: 'an-operation', now }),
  },
  'find it by its tag': {
    operation: 'list',
    mutates: false,
    ask: ({ adapter, call }) => adapter.findByTag(call, { tag, name }),
  },
  'list all campaigns': {
    operation: 'list',
    mutates: false,
    ask: ({ adapter, call }) => adapter.listCampaigns(call),
  },
  'read it': {
    operation: 'read',
    mutates: false,
    ask: ({ adapter, call, remote }) => adapter.readCampaign(call, remote.platformCampaignId),
  },
  'change its budget': {
    operation: 'update',
    mutates: true,
    ask: ({ adapter, call, remote }) =>
      adapter.updateCampaign(call, remote, { budgetMicros: (remote.budget.micros ?? 0) * 2 }),
  },
  'activate it': {
    operation: 'resume',
    mutates: true,
    ask: ({ adapter, call, remote }) => adapter.setStatus(call, remote.platformCampaignId, 'active'),
  },
  'pause it': {
    operation: 'pause',
    mutates: true,
    begins: 'active',
    ask: ({ adapter, call, remote }) => adapter.setStatus(call, remote.platformCampaignId, 'paused'),
  },
  'remove it': {
    operation: 'delete',
    mutates: true,
    ask: ({ adapter, call, remote }) => adapter.removeCampaign(call, remote.platformCampaignId),
  },
  'fetch its results': {
    operation: 'report',
    mutates: false,
    ask: ({ adapter, call, remote }) =>
      adapter.fetchDailyMetrics(call, remote, { since: '2026-12-01', until: '2026-12-01' }),
  },
};

const cases = Object.entries(conditions).flatMap(([condition, given]) =>
  Object.entries(verbs).map(([asked, verb]) => ({ condition, given, asked, verb })),
);

type Line = Readonly<{ method: string; path: string; status?: number; error?: string; durationMs: number }>;

describe.each(platforms.map(({ name: each }) => each))('asking %s', (platform) => {
  let sandbox: RunningSandbox;
  let quiet: PlatformAdapter;
  let patient: PlatformAdapter;
  let hasty: PlatformAdapter;
  let adapter: PlatformAdapter;
  let call: AccountCall;
  let serial = 0;
  const lines: string[] = [];

  const inSandbox = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const path = `/control/campaigns?include_deleted=true&platform=${platform}&adAccountId=${call.account.adAccountId}`;
    const reply = await sandbox.call('GET', path);
    return reply.json<{ campaigns: readonly Record<string, unknown>[] }>().campaigns;
  };
  const served = async (since: number): Promise<readonly (Line & { sequence: number })[]> => {
    const reply = await sandbox.call('GET', `/control/calls?since=${since}`);
    return reply.json<{ calls: readonly (Line & { sequence: number })[] }>().calls;
  };

  beforeAll(async () => {
    sandbox = await runningSandbox();
    const out = new Writable({
      write: (chunk, _encoding, written) => {
        lines.push(String(chunk));
        written();
      },
    });
    const logger = pino(out);
    quiet = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: patientMs })[platform];
    patient = adaptersAt(sandbox.url, { logger, timeoutMs: patientMs })[platform];
    hasty = adaptersAt(sandbox.url, { logger, timeoutMs: hastyMs })[platform];
  });
  afterAll(() => sandbox.close());

  beforeEach(async () => {
    serial += 1;
    const adAccountId = accountIds[platform](serial);
    // Of its own: a token that is taken away is gone for every account.
    const accessToken = `token-of-case-${serial}`;
    await sandbox.openAccount(platform, adAccountId, openingOf(platform, accessToken));
    call = callFor(platform, adAccountId, { accessToken });
    await sandbox.faults([]);
  });

  const prepared = async ({ begins }: Verb): Promise<RemoteCampaign> => {
    const absent = { platformCampaignId: '', name, status: 'paused', objective: null, today: '' } as const;
    if (begins === 'nothing') return { ...absent, budget: { micros: null } };
    const { platformCampaignId } = await quiet.createCampaign(call, { spec, name, operationId: 'before', now });
    if (begins === 'active') await quiet.setStatus(call, platformCampaignId, 'active');
    return quiet.readCampaign(call, platformCampaignId);
  };

  /** Another id of the campaign and its budget; where no campaign is asked about, of the account. */
  const missing = (remote: RemoteCampaign, operation: string): Asked => {
    const { account } = call;
    if (withoutCampaign.has(operation)) {
      return { adapter, remote, call: { ...call, account: { ...account, adAccountId: accountIds[platform](404) } } };
    }
    const { budget } = remote;
    const resourceName = budget.resourceName?.replace(/\d+$/, '4040404040');
    return {
      adapter,
      call,
      remote: {
        ...remote,
        platformCampaignId: missingCampaigns[platform],
        budget: { ...budget, ...(resourceName === undefined ? {} : { resourceName }) },
      },
    };
  };

  it.each(cases)('to $asked, while $condition', async ({ given, verb }) => {
    const { fault, token, happens, isMissing, isHasty } = given;
    adapter = isHasty ? hasty : patient;
    const remote = await prepared(verb);
    const before = await inSandbox();
    if (fault !== undefined) await sandbox.faults([{ ...fault, operation: verb.operation, times: 1 }]);
    const { adAccountId } = call.account;
    if (token !== undefined) {
      await sandbox.call('POST', '/control/tokens', { body: { platform, adAccountId, state: token } });
    }
    const [mark] = (await served(0)).slice(-1).map(({ sequence }) => sequence);
    lines.splice(0);

    const ending = await verb.ask(isMissing ? missing(remote, verb.operation) : { adapter, call, remote }).then(
      () => 'answered',
      (error: { class: ErrorClass }) => error.class,
    );
    expect(ending).toBe(given.endsIn(platform, verb.mutates, verb.operation));

    // What we know of the calls is what the platform knows of them.
    const known = lines.map((line) => JSON.parse(line) as Line);
    await eventually(async () => {
      const calls = await served(mark ?? 0);
      expect(known.map(({ method, path, status = 0 }) => ({ method, path, status }))).toEqual(
        calls.map(({ method, path, status }) => ({ method, path, status })),
      );
    });
    expect(lines.join('')).not.toContain(call.credentials.accessToken.reveal());

    const after = await inSandbox();
    const changes = verb.mutates && happens === true;
    expect(after).toHaveLength(verb.begins === 'nothing' && !changes ? 0 : 1);
    if (changes) expect(after).not.toEqual(before);
    else expect(after).toEqual(before);
  });
});
