import type { Answer, PlatformRequest } from '../http/exchange.ts';
import type { Campaign, PlatformName } from '../state/campaign.ts';
import type { Fact } from '../state/facts.ts';
import type { Store } from '../state/store.ts';

export const operations = [
  'create',
  'update',
  'pause',
  'resume',
  'delete',
  'read',
  'list',
  'report',
  'verify',
  'token',
] as const;
export type Operation = (typeof operations)[number];

/** What a request asks for, known before it is done, so that a fault can be put before or after it. */
export type Plan = Readonly<{ operation?: Operation; adAccountId?: string; run: () => Answer }>;

/** What is being asked for, as far as the answer of a fault needs it. */
export type Faulted = Readonly<{
  operation?: Operation;
  adAccountId?: string;
  waitSeconds: number;
  /** Epoch ms, for platforms that name the end of a wait and not its length. */
  now: number;
}>;

export type World = Readonly<{
  store: Store;
  /** How long a new campaign stays out of lists, in real ms (Meta, LinkedIn). */
  listLagMs: () => number;
}>;

/** What a human changes behind our back. */
export type Edit = Readonly<{
  name?: string | undefined;
  status?: Exclude<Campaign['status'], 'deleted'> | undefined;
  budgetMicros?: number | undefined;
  deleted?: boolean | undefined;
}>;

/** One ad platform. Adding one is a folder with this, and what docs/adding-a-platform.md names. */
export type PlatformModule = Readonly<{
  name: PlatformName;
  /** Account ids as this platform's calls carry them, without decoration. */
  accountId: (given: string) => string;
  /** Routing and classification only: nothing is changed before `run`. Throws `Refusal`. */
  plan: (request: PlatformRequest, world: World) => Plan;
  /** What an out-of-band edit changes. */
  edit: (campaign: Campaign, edit: Edit, store: Store) => readonly Fact[];
  faults: Readonly<{
    rateLimit: (faulted: Faulted) => Answer;
    serverError: () => Answer;
    tokenExpired: () => Answer;
    /** The person who gave the token did not allow this with it. */
    missingScope: () => Answer;
    validation: () => Answer;
  }>;
}>;
