import type { Campaign, CampaignChanges, PlatformName } from './campaign.ts';

export type Account = Readonly<{
  platform: PlatformName;
  adAccountId: string;
  name: string;
  currency: string;
  timeZone: string;
  loginCustomerId?: string;
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

/** Everything that ever changes the sandbox. A journal line holds the facts of one call, so a call is kept whole or not at all. */
export type Fact =
  | Readonly<{ type: 'AccountOpened'; account: Account }>
  | Readonly<{ type: 'TokenGranted'; platform: PlatformName; adAccountId: string; tokenHash: string }>
  | Readonly<{ type: 'TokensChanged'; platform: PlatformName; adAccountId: string; state: TokenState }>
  | Readonly<{ type: 'CampaignCreated'; campaign: Campaign }>
  | Readonly<{ type: 'CampaignChanged'; platform: PlatformName; id: string; changes: CampaignChanges }>
  | Readonly<{ type: 'BudgetSaved'; adAccountId: string; budget: SharedBudget }>;

export type Commit = Readonly<{ at: number; facts: readonly Fact[] }>;
