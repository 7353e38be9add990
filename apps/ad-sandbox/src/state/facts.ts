import type { Campaign, CampaignChanges, PlatformName } from './campaign.ts';
import type { Child, ChildChanges, ChildKind } from './child.ts';
import type { GrantFact } from './grants.ts';

export const standings = ['open', 'pending', 'closed'] as const;
export const accesses = ['manage', 'view'] as const;

export type Account = Readonly<{
  platform: PlatformName;
  adAccountId: string;
  name: string;
  currency: string;
  timeZone: string;
  loginCustomerId?: string;
  /** Whether it can run ads; open when absent. Told in lists of accounts only: no call is refused for it. */
  standing?: (typeof standings)[number];
  /** What the person may do with it; manage when absent. Told likewise. */
  access?: (typeof accesses)[number];
  /** X: whether something pays; it does when absent. */
  funded?: boolean;
  /** Google: an account that only holds others. */
  manager?: boolean;
  createdAt: number;
}>;

export type TokenState = 'valid' | 'expired' | 'revoked';

/** Google's campaign budget, an object of its own. */
export type SharedBudget = Readonly<{
  id: string;
  serial: number;
  name: string;
  period: 'DAILY' | 'CUSTOM_PERIOD';
  micros: number;
  explicitlyShared: boolean;
  deliveryMethod: 'STANDARD' | 'ACCELERATED';
  removed: boolean;
}>;

/** LinkedIn's campaign group, which its campaigns stand in; `details` is the rest of it, as it was sent. */
export type CampaignGroup = Readonly<{
  id: string;
  serial: number;
  name: string;
  status: 'ACTIVE' | 'DRAFT';
  createdAt: number;
  details: Readonly<Record<string, unknown>>;
}>;

/** Everything that ever changes the sandbox. A journal line holds the facts of one call, so a call is kept whole or not at all. */
export type Fact =
  | Readonly<{ type: 'AccountOpened'; account: Account }>
  | Readonly<{
      type: 'TokenGranted';
      platform: PlatformName;
      adAccountId: string;
      tokenHash: string;
      /** X: what the token's requests are signed with. A hash could not check a signature, so a sandbox keeps it as it is. */
      tokenSecret?: string;
    }>
  | Readonly<{ type: 'TokensChanged'; platform: PlatformName; adAccountId: string; state: TokenState }>
  | Readonly<{ type: 'CampaignCreated'; campaign: Campaign }>
  | Readonly<{ type: 'CampaignChanged'; platform: PlatformName; id: string; changes: CampaignChanges }>
  | Readonly<{ type: 'ChildCreated'; child: Child }>
  | Readonly<{ type: 'ChildChanged'; platform: PlatformName; kind: ChildKind; id: string; changes: ChildChanges }>
  | Readonly<{ type: 'BudgetSaved'; adAccountId: string; budget: SharedBudget }>
  | Readonly<{ type: 'CampaignGroupCreated'; adAccountId: string; group: CampaignGroup }>
  | GrantFact;

export type Commit = Readonly<{ at: number; facts: readonly Fact[] }>;
