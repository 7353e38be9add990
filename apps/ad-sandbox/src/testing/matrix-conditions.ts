import type { ErrorClass } from '@campaigns/contracts';
import type { PlatformName } from '../state/campaign.ts';

/** What can go wrong while a platform is asked for something, and what the product makes of it. */

/** An account of its own for each case. */
export const accountIds: Readonly<Record<PlatformName, (serial: number) => string>> = {
  meta: (serial) => `act_${1_000_000 + serial}`,
  google: (serial) => String(1_234_567_000 + serial),
  tiktok: (serial) => `70000000000000${10_000 + serial}`,
  linkedin: (serial) => String(507_000_000 + serial),
  twitter: (serial) => `18ce54d${(36 ** 3 + serial).toString(36)}`,
  snapchat: (serial) => `dbb95f66-0000-4000-8000-${String(serial).padStart(12, '0')}`,
};

export const withoutCampaign = new Set(['verify', 'create', 'list']);
/** They answer with no rows when they are asked for the results of a campaign that they do not know. */
const reportsNothing = new Set<PlatformName>(['google', 'tiktok', 'linkedin']);

export type Ending = ErrorClass | 'answered';

/** Longer than most calls take on a busy machine, and shorter than the latency that is to be too long. */
export const hastyMs = 400;
export const patientMs = 20_000;

export type Condition = Readonly<{
  fault?: Readonly<{ kind: string; latencyMs?: number; waitSeconds?: number }>;
  token?: 'expired' | 'revoked';
  /** The campaign that is asked about, or else the account, does not exist. */
  isMissing?: true;
  /** The caller does not wait for the answer. */
  isHasty?: true;
  /** Whether what was asked for has happened on the platform. */
  happens?: true;
  endsIn: (platform: PlatformName, mutates: boolean, operation: string) => Ending;
}>;

const always = (ending: Ending) => (): Ending => ending;
/** Reading again is safe; what was to be changed may have been. */
const unclear = (_platform: PlatformName, mutates: boolean): Ending => (mutates ? 'unknown-outcome' : 'transient');

export const conditions: Readonly<Record<string, Condition>> = {
  'all is well': { happens: true, endsIn: always('answered') },
  'the answer is slow': { fault: { kind: 'latency', latencyMs: 60 }, happens: true, endsIn: always('answered') },
  'the time runs out before the effect': {
    fault: { kind: 'drop_before', latencyMs: hastyMs + 150 },
    isHasty: true,
    endsIn: unclear,
  },
  'the answer is lost after the effect': { fault: { kind: 'drop_after_commit' }, happens: true, endsIn: unclear },
  'the connection is reset': { fault: { kind: 'drop_before' }, endsIn: unclear },
  'the rate limit is reached': { fault: { kind: 'rate_limit', waitSeconds: 30 }, endsIn: always('rate-limit') },
  'the platform fails': {
    fault: { kind: 'server_error' },
    // X's front end says so with a page, which does not tell how far the call has come.
    endsIn: (platform, mutates) => (platform === 'twitter' ? unclear(platform, mutates) : 'transient'),
  },
  'a gateway fails': { fault: { kind: 'not_json' }, endsIn: unclear },
  'the answer is garbage': { fault: { kind: 'garbage' }, endsIn: unclear },
  'the request is not valid': { fault: { kind: 'validation' }, endsIn: always('validation') },
  'a scope is missing': { fault: { kind: 'missing_scope' }, endsIn: always('permission') },
  'the token has expired': {
    token: 'expired',
    // X's tokens do not run out, so one that is refused counts as taken away.
    endsIn: (platform) => (platform === 'twitter' ? 'token-revoked' : 'token-expired'),
  },
  'the token was revoked': {
    token: 'revoked',
    // Snapchat refuses it as it refuses one that ran out; that it is gone shows when it cannot be refreshed.
    endsIn: (platform) => (platform === 'snapchat' ? 'token-expired' : 'token-revoked'),
  },
  'there is no such campaign or account': {
    isMissing: true,
    endsIn: (platform, _mutates, operation) => {
      if (operation === 'report' && reportsNothing.has(platform)) return 'answered';
      if (!withoutCampaign.has(operation) || platform === 'meta') return 'not-found';
      return platform === 'snapchat' && operation !== 'verify' ? 'not-found' : 'permission';
    },
  },
};
