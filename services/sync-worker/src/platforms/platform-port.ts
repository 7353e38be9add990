import type { CampaignSpec, DailyMetrics, PlatformCall } from '@campaigns/contracts';
import type { Credentials } from '../vault/credentials.ts';

export type AdAccount = Readonly<{
  /** As the platform writes it; Meta's may carry the `act_` prefix, Google's dashes, LinkedIn's may be a URN. */
  adAccountId: string;
  /** ISO 4217 */
  currency: string;
  /** IANA name; the platform counts its days in it (LinkedIn: in UTC, whatever stands here). */
  timeZone: string;
}>;

/** A request that was made, as it may be kept and shown. */
export type MadeRequest = Omit<PlatformCall, 'at'>;

/** What every call to a platform carries. */
export type AccountCall = Readonly<{
  account: AdAccount;
  credentials: Credentials;
  signal: AbortSignal;
  /** Told of each request once it has ended. */
  made?: (request: MadeRequest) => void;
  /** Whether a request that changes something may still be sent: later, another worker may be looking for what it did. */
  mayStillChange?: () => boolean;
}>;

/** What was spent on one day of the account's time zone. */
export type DaySpend = Readonly<{ date: string; micros: number }>;

export type RemoteBudget = Readonly<{
  /** In the platform's own period: a day (Google), the whole flight (the others). `null` when it has none. */
  micros: number | null;
  /** X: the most that a day may cost, where there is such a limit beside the total. */
  dailyCapMicros?: number;
  /** Google: the budget is an object of its own. */
  resourceName?: string;
  /** Google, when asked for: what a daily amount has to be measured against. */
  spend?: readonly DaySpend[];
}>;

/** A campaign as the platform has it now. */
export type RemoteCampaign = Readonly<{
  platformCampaignId: string;
  /** With the tag. */
  name: string;
  status: 'active' | 'paused' | 'removed';
  /** The platform's own word; only its own adapter reads it. */
  objective: string | null;
  budget: RemoteBudget;
  /** The date that the platform counts under, when it answered: the account's; on LinkedIn that of UTC. */
  today: string;
}>;

/** A difference in the budget, both in the platform's own period. */
export type BudgetChange = Readonly<{ field: 'budget' | 'daily_budget'; before: number | null; after: number }>;

export type CampaignChange = Readonly<{ name?: string; budgetMicros?: number }>;

export type DateRange = Readonly<{ since: string; until: string }>;

/**
 * One ad platform in our terms. Every method throws `PlatformError` and nothing else on purpose; a `createCampaign`
 * whose outcome cannot be known throws class `unknown-outcome`.
 */
export type PlatformAdapter = Readonly<{
  verifyAccount: (call: AccountCall) => Promise<Readonly<{ currency: string; timeZone: string }>>;
  /** Creates it paused, in one request. `name` carries the tag. */
  createCampaign: (
    call: AccountCall,
    campaign: Readonly<{ spec: CampaignSpec; name: string; operationId: string; now: Date }>,
  ) => Promise<Readonly<{ platformCampaignId: string }>>;
  /** Ids of all campaigns that are not removed and carry the tag, compared exactly on our side. */
  findByTag: (call: AccountCall, look: Readonly<{ tag: string; name: string }>) => Promise<readonly string[]>;
  /** Throws class `not-found` when the platform does not know the id; a removed campaign has status `removed`. */
  readCampaign: (
    call: AccountCall,
    platformCampaignId: string,
    options?: Readonly<{ spendSince?: string }>,
  ) => Promise<RemoteCampaign>;
  /** `undefined` when the platform's budget is what the spec asks for. Pure. */
  budgetChange: (remote: RemoteCampaign, spec: CampaignSpec, account: AdAccount) => BudgetChange | undefined;
  updateCampaign: (call: AccountCall, remote: RemoteCampaign, change: CampaignChange) => Promise<void>;
  setStatus: (call: AccountCall, platformCampaignId: string, status: 'active' | 'paused') => Promise<void>;
  removeCampaign: (call: AccountCall, platformCampaignId: string) => Promise<void>;
  /** Rows as the platform gives them; days without delivery may be missing. */
  fetchDailyMetrics: (call: AccountCall, remote: RemoteCampaign, range: DateRange) => Promise<readonly DailyMetrics[]>;
}>;
