import type { OperationKind, Platform } from '@campaigns/contracts';

/** A request as limits count it. */
export type CountedCall = Readonly<{
  /** `read` and `write`; on TikTok the endpoint, on X also `stats` and `global`, which it counts apart. */
  category: string;
  mutates: boolean;
}>;

const read: CountedCall = { category: 'read', mutates: false };
const write: CountedCall = { category: 'write', mutates: true };
const stats: CountedCall = { category: 'stats', mutates: false };
/** About no account. */
const global: CountedCall = { category: 'global', mutates: false };

const lastTwo = (path: string): string => path.split('/').filter(Boolean).slice(-2).join('/');

export const countedCall = (
  platform: Platform,
  { url, mutates }: Readonly<{ url: string; mutates: boolean }>,
): CountedCall => {
  const plain = mutates ? write : read;
  const { pathname } = new URL(url);
  if (platform === 'tiktok') return { category: lastTwo(pathname), mutates };
  if (platform !== 'twitter' || mutates) return plain;
  if (pathname.includes('/stats/')) return stats;
  return pathname.includes('/accounts/') ? read : global;
};

type Calls = Readonly<Record<OperationKind, readonly CountedCall[]>>;

const usual: Calls = {
  'verify-account': [read],
  'create-campaign': [write],
  'push-settings': [read, write, write],
  'activate-campaign': [write],
  'pause-campaign': [write],
  'remove-campaign': [write],
  'fetch-metrics': [read, read],
};

const onTiktok = (...endpoints: readonly string[]): readonly CountedCall[] =>
  endpoints.map((category) => ({ category, mutates: !/get$|info$/.test(category) }));

const special: Partial<Record<Platform, Partial<Calls>>> = {
  tiktok: {
    'verify-account': onTiktok('advertiser/info'),
    'create-campaign': onTiktok('campaign/create'),
    'push-settings': onTiktok('campaign/get', 'campaign/update', 'status/update'),
    'activate-campaign': onTiktok('status/update'),
    'pause-campaign': onTiktok('status/update'),
    'remove-campaign': onTiktok('campaign/get', 'status/update'),
    'fetch-metrics': onTiktok('campaign/get', 'integrated/get'),
  },
  linkedin: { 'create-campaign': [read, read, write], 'remove-campaign': [read, write] },
  twitter: {
    'verify-account': [global, read],
    'create-campaign': [read, write],
    'fetch-metrics': [read, stats],
  },
  snapchat: {
    'push-settings': [read, read, write],
    'activate-campaign': [read, write],
    'pause-campaign': [read, write],
  },
};

/** The requests that an operation makes when nothing is in its way; a look-up reads a list. */
export const callsOf = (
  platform: Platform,
  kind: OperationKind,
  purpose: 'call' | 'lookup',
): readonly CountedCall[] => {
  if (purpose === 'lookup') return platform === 'tiktok' ? onTiktok('campaign/get') : [read];
  return special[platform]?.[kind] ?? usual[kind];
};

/** Who goes first when calls are short: what spares money, then what is waited for, then what comes again anyway. */
export type Rank = 'urgent' | 'normal' | 'sync';

export const rankOf = (kind: OperationKind): Rank => {
  if (kind === 'pause-campaign' || kind === 'remove-campaign') return 'urgent';
  return kind === 'push-settings' || kind === 'fetch-metrics' ? 'sync' : 'normal';
};
