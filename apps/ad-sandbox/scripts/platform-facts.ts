import { type CampaignSpec, type Objective, objective, type Platform, platform } from '@campaigns/contracts';
import {
  type AccountCall,
  type ApiVersion,
  apiVersions,
  loadSyncWorkerConfig,
  type PlatformAdapter,
  rateLimitWaitMs,
  type SyncWorkerConfig,
} from '@campaigns/sync-worker';
import { pino } from 'pino';
import { adaptersAt, callFor, openingOf } from '../src/testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from '../src/testing/running-sandbox.ts';
import {
  adConfigAt,
  type ObjectiveFacts,
  objectiveFacts,
  type Place,
  type PlanFacts,
  placesOf,
  planFacts,
  showable,
} from './plan-facts.ts';
import { titles } from './titles.ts';

/** What an adapter does when it is asked, found out by asking it. */
export type PlatformFacts = Readonly<{
  /** Where its calls go when nothing else is configured. */
  address: string;
  version: ApiVersion;
  /** The platform's word for each objective, or why there is none. */
  objectives: Readonly<Record<Objective, string>>;
  budgetPeriod: 'day' | 'flight';
  /** Requests that each thing takes, e.g. `1 read, 1 change`. */
  requests: Readonly<Record<Deed, string>>;
  /** The time zone in which it counts the days of an account in New York. */
  daysIn: string;
  /** Seconds for which the first, second … rate limit in a row is waited out when it comes without a time. */
  waits: readonly number[];
  /** What is kept to on our side. */
  limits: NonNullable<SyncWorkerConfig['limits'][Platform]>;
  /** How ads come out, one for each of Google's networks. */
  plans: readonly PlanFacts[];
  adObjectives: ObjectiveFacts;
}>;

export const deeds = [
  'verify the account',
  'create a campaign',
  'find a campaign by its tag',
  'read a campaign',
  'change name and budget',
  'activate',
  'pause',
  'fetch daily results',
  'remove',
  'create the ad group',
  'create an ad',
  'activate with two ads',
  'rest an ad',
  'show an ad again',
  'pause with two ads',
  'fetch the results of two ads',
  'read what was changed',
  'remove with two ads',
] as const;
export type Deed = (typeof deeds)[number];
type Asked<Name extends Deed> = Readonly<Record<Name, () => Promise<unknown>>>;
type AdDeed = Extract<
  Deed,
  'create the ad group' | `${string} an ad${string}` | `${string} two ads` | 'read what was changed'
>;

const accounts: Readonly<Record<Platform, string>> = {
  meta: 'act_1234567890',
  google: '123-456-7890',
  tiktok: '7000000000000000001',
  linkedin: '507000001',
  twitter: '18ce54d4x5t',
  snapchat: 'dbb95f66-0000-4000-8000-000000000001',
};

const specFor = (wanted: Objective): CampaignSpec => ({
  name: 'Spring Sale',
  objective: wanted,
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
});

type Subject = Readonly<{ adapter: PlatformAdapter; call: AccountCall; sandbox: RunningSandbox }>;

/** `round` keeps campaigns of one objective apart: names and keys may be used once. */
const create = async ({ adapter, call }: Subject, wanted: Objective, round: string): Promise<string> => {
  const name = `${wanted} ${round} [op-${round}]`;
  const campaign = { spec: specFor(wanted), name, operationId: name, now: new Date(startOfTests) };
  return (await adapter.createCampaign(call, campaign)).platformCampaignId;
};

const wordFor = async (subject: Subject, wanted: Objective): Promise<string> => {
  try {
    const id = await create(subject, wanted, 'word');
    return (await subject.adapter.readCampaign(subject.call, id)).objective ?? 'any';
  } catch (error) {
    return `no: ${(error as Error).message}`;
  }
};

type Served = Readonly<{ sequence: number; method: string; path: string }>;

const servedBy = async ({ sandbox }: Subject): Promise<readonly Served[]> =>
  (await sandbox.call('GET', '/control/calls')).json<{ calls: readonly Served[] }>().calls;

/** Google reads with POST. */
const isRead = ({ method, path }: Served): boolean => method === 'GET' || path.endsWith(':search');

const counted = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];

const countsOf = (calls: readonly Served[]): string => {
  if (calls.length === 0) return 'nothing';
  const reads = calls.filter(isRead).length;
  return [...counted(reads, 'read'), ...counted(calls.length - reads, 'change')].join(', ');
};

/** The requests of each deed in turn; those of the same object follow each other. */
const requestsFor = async <Name extends Deed>(
  subject: Subject,
  asked: Asked<Name>,
): Promise<readonly (readonly [Deed, string])[]> => {
  const counts: [Deed, string][] = [];
  for (const [deed, ask] of Object.entries(asked) as [Name, () => Promise<unknown>][]) {
    const before = (await servedBy(subject)).length;
    await ask();
    counts.push([deed, countsOf((await servedBy(subject)).slice(before))]);
  }
  return counts;
};

const campaignRequests = async (subject: Subject): Promise<readonly (readonly [Deed, string])[]> => {
  const { adapter, call } = subject;
  const id = await create(subject, 'traffic', 'first');
  const remote = await adapter.readCampaign(call, id);
  const look = { tag: 'op-first', name: 'traffic first [op-first]' };
  const range = { since: remote.today, until: remote.today };
  const asked: Asked<Exclude<Deed, AdDeed>> = {
    'verify the account': () => adapter.verifyAccount(call),
    'create a campaign': () => create(subject, 'conversions', 'second'),
    'find a campaign by its tag': () => adapter.findByTag(call, look),
    'read a campaign': () => adapter.readCampaign(call, id),
    'change name and budget': () =>
      adapter.updateCampaign(call, remote, { name: 'Other', budgetMicros: (remote.budget.micros ?? 0) * 2 }),
    activate: () => adapter.setStatus(call, id, 'active'),
    pause: () => adapter.setStatus(call, id, 'paused'),
    'fetch daily results': () => adapter.fetchDailyMetrics(call, remote, range),
    remove: () => adapter.removeCampaign(call, id),
  };
  return requestsFor(subject, asked);
};

/** Of a campaign with an ad group and two ads. */
const adRequests = async (subject: Subject, place: Place): Promise<readonly (readonly [Deed, string])[]> => {
  const { adapter, call } = subject;
  const creative = showable({ adapter, account: call.account, place });
  if (creative === undefined) throw new Error(`There is no creative that ${place.title} shows`);
  const spec = { ...specFor('traffic'), config: adConfigAt(place) };
  const own = (name: string) => ({
    spec,
    name: `${name} [op-${name}]`,
    operationId: name,
    now: new Date(startOfTests),
  });
  const { platformCampaignId } = await adapter.createCampaign(call, own('campaign'));
  const remote = await adapter.readCampaign(call, platformCampaignId);
  let platformAdGroupId = '';
  const ads: string[] = [];
  const createAd = async (name: string): Promise<void> => {
    const ad = { platformCampaignId, platformAdGroupId, creative, ...own(name) };
    ads.push((await adapter.createAd(call, ad)).platformAdId);
  };
  const children = () => ({ platformAdGroupId, platformAdIds: ads });
  const ad = () => ({ platformCampaignId, platformAdGroupId, platformAdId: ads[0] ?? '' });
  const range = { since: remote.today, until: remote.today };
  const making: Asked<'create the ad group' | 'create an ad'> = {
    'create the ad group': async () => {
      const adGroup = { platformCampaignId, ...own('ad group') };
      ({ platformAdGroupId } = await adapter.createAdGroup(call, adGroup));
    },
    'create an ad': () => createAd('ad'),
  };
  const using: Asked<Exclude<AdDeed, keyof typeof making>> = {
    'activate with two ads': () => adapter.setStatus(call, platformCampaignId, 'active', children()),
    'rest an ad': () => adapter.setAdStatus(call, ad(), 'paused'),
    'show an ad again': () => adapter.setAdStatus(call, ad(), 'active'),
    'pause with two ads': () => adapter.setStatus(call, platformCampaignId, 'paused', children()),
    'fetch the results of two ads': () => adapter.fetchAdMetrics(call, remote, range, children()),
    'read what was changed': () =>
      adapter.readChanges(call, remote, { since: new Date(startOfTests), children: children() }),
    'remove with two ads': () => adapter.removeCampaign(call, platformCampaignId),
  };
  const made = await requestsFor(subject, making);
  await createAd('another ad');
  return [...made, ...(await requestsFor(subject, using))];
};

const requestsOf = async (subject: Subject, place: Place): Promise<PlatformFacts['requests']> =>
  Object.fromEntries([
    ...(await campaignRequests(subject)),
    ...(await adRequests(subject, place)),
  ]) as PlatformFacts['requests'];

const budgetPeriodOf = async ({ adapter, call, sandbox }: Subject): Promise<PlatformFacts['budgetPeriod']> => {
  const reply = await sandbox.call('GET', '/control/campaigns');
  const [campaign] = reply.json<{ campaigns: readonly { id: string }[] }>().campaigns;
  const remote = await adapter.readCampaign(call, campaign?.id ?? '');
  const richer = { ...specFor('traffic'), budget: { micros: 9_000_000_000, currency: 'USD' } };
  return adapter.budgetChange(remote, richer, call.account)?.field === 'daily_budget' ? 'day' : 'flight';
};

/** As it is when nothing is configured but what has to be. */
const plainConfig = () => {
  const key = Buffer.alloc(32).toString('base64');
  return loadSyncWorkerConfig({ VAULT_KEYS: JSON.stringify([{ id: 'none', key }]) });
};

/** Midnight, where LinkedIn's daily limit begins anew, is a day away then. */
const midnight = Date.parse('2026-12-01T00:00:00Z');

const factsOf = async (name: Platform): Promise<PlatformFacts> => {
  const config = plainConfig();
  const { baseUrls } = config;
  const version = apiVersions(config).find((each) => each.platform === name);
  if (version === undefined) throw new Error(`There is no version of ${name}`);
  const sandbox = await runningSandbox();
  try {
    await sandbox.openAccount(name, accounts[name], openingOf(name));
    const adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 20_000 })[name];
    const subject = { adapter, call: callFor(name, accounts[name]), sandbox };
    const { account } = subject.call;
    const place = { platform: name, title: titles[name] };
    const requests = await requestsOf(subject, place);
    const words: [Objective, string][] = [];
    for (const wanted of objective.options) words.push([wanted, await wordFor(subject, wanted)]);
    return {
      address: baseUrls[name],
      version,
      objectives: Object.fromEntries(words) as Record<Objective, string>,
      budgetPeriod: await budgetPeriodOf(subject),
      requests,
      daysIn: (await adapter.verifyAccount(subject.call)).timeZone,
      waits: [0, 1, 2, 3, 4, 5].map((limited) => rateLimitWaitMs(name, limited, midnight) / 1000),
      limits: config.limits[name] ?? [],
      plans: placesOf(name).map((each) => planFacts({ adapter, account, place: each })),
      adObjectives: objectiveFacts({ adapter, account, place }),
    };
  } finally {
    await sandbox.close();
  }
};

/** Asks every adapter against a sandbox of its own. */
export const platformFacts = async (): Promise<Readonly<Record<Platform, PlatformFacts>>> => {
  const rows = await Promise.all(platform.options.map(async (name) => [name, await factsOf(name)] as const));
  return Object.fromEntries(rows) as Record<Platform, PlatformFacts>;
};
