import type { Ledger } from '../delivery/ledger.ts';
import type { AccountState } from './account-state.ts';
import type { Campaign, PlatformName } from './campaign.ts';
import type { Child } from './child.ts';
import type { TokenState } from './facts.ts';
import { type Grants, noGrants } from './grants.ts';

/** A campaign's own calendar: it starts at `origin` (simulated) in the real instant `activatedAt`. */
export type Flight = Readonly<{
  activatedAt: number;
  ledger: Ledger;
  /** From which simulated instant on which ads share what it delivers, oldest first. */
  adPeriods: { readonly from: number; readonly adIds: readonly string[] }[];
}>;

/** `secret` signs the token's requests to X. A token that a person's consent led to ends in time and belongs to a grant. */
export type TokenRecord = {
  state: TokenState;
  readonly adAccountIds: Set<string>;
  secret?: string;
  readonly expiresAt?: number;
  readonly grantId?: string;
};

/** The whole state, in memory. Maps are keyed by `platform/id`. */
export type State = Grants &
  Readonly<{
    seed: number;
    dayMs: number;
    accounts: Map<string, AccountState>;
    campaigns: Map<string, Campaign>;
    positions: Map<string, number>;
    flights: Map<string, Flight>;
    tokens: Map<string, TokenRecord>;
    /** By `platform/kind/id`. */
    children: Map<string, Child>;
    childKeysByCampaign: Map<string, readonly string[]>;
    /** Decisions on ads that are still to come, the next one first. */
    dueReviews: { readonly at: number; readonly platform: PlatformName; readonly campaignId: string }[];
    /** Real ms that the look at a new ad takes; set by the control interface. */
    reviewing: { delayMs: number };
    /** Behaviours that were seen on some accounts and not on others, by name; turned on by the control interface. */
    switches: Set<string>;
    counters: {
      campaigns: Record<PlatformName, number>;
      budgets: number;
      groups: number;
      /** By `platform/kind`. */
      children: Map<string, number>;
    };
  }>;

export const keyOf = (platform: PlatformName, id: string): string => `${platform}/${id}`;

export const emptyState = (seed: number, dayMs: number): State => ({
  seed,
  dayMs,
  accounts: new Map(),
  campaigns: new Map(),
  positions: new Map(),
  flights: new Map(),
  tokens: new Map(),
  children: new Map(),
  childKeysByCampaign: new Map(),
  dueReviews: [],
  reviewing: { delayMs: 0 },
  switches: new Set(),
  ...noGrants(),
  counters: {
    campaigns: { meta: 0, google: 0, tiktok: 0, linkedin: 0, twitter: 0, snapchat: 0 },
    budgets: 0,
    groups: 0,
    children: new Map(),
  },
});

export const accountOf = (state: State, platform: PlatformName, adAccountId: string): AccountState | undefined =>
  state.accounts.get(keyOf(platform, adAccountId));

export const campaignOf = (state: State, platform: PlatformName, id: string): Campaign | undefined =>
  state.campaigns.get(keyOf(platform, id));

/** Campaigns of the account, oldest first, deleted ones included. */
export const campaignsOf = (state: State, { account, campaignIds }: AccountState): Campaign[] =>
  campaignIds.flatMap((id) => campaignOf(state, account.platform, id) ?? []);

/** Campaigns of that exact name that are not deleted; found without a scan. */
export const campaignsNamed = (state: State, { account, idsByName }: AccountState, name: string): Campaign[] =>
  [...(idsByName.get(name) ?? [])].flatMap((id) => campaignOf(state, account.platform, id) ?? []);
