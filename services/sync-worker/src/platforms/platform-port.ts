import type {
  AdCreative,
  CampaignChildren,
  CampaignSpec,
  DailyMetrics,
  PlanLine,
  PlatformCall,
  SeenObject,
} from '@campaigns/contracts';
import type { Likeness } from '@campaigns/domain';
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
  /** Snapchat: the ad group's own budget, when it was asked for; of both the smaller one holds. */
  adGroup?: Readonly<{ id: string; micros: number | null }>;
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

/** The platform's budget beside one of ours, both in the platform's own period. */
export type BudgetComparison = Readonly<{
  field: BudgetChange['field'];
  likeness: Likeness;
  observedMicros: number | null;
  /** What ours comes out as there. */
  oursMicros: number;
}>;

/** In micros; or why it cannot be told. */
export type FlightBudget = Readonly<{ micros: number } | { unknown: string }>;

/** A campaign in the list of an account. */
export type ListedCampaign = Readonly<{ platformCampaignId: string; name: string }>;

export type CampaignChange = Readonly<{ name?: string; budgetMicros?: number }>;

export type DateRange = Readonly<{ since: string; until: string }>;

export type NewAdGroup = Readonly<{
  platformCampaignId: string;
  spec: CampaignSpec;
  /** With the tag. */
  name: string;
  operationId: string;
  now: Date;
}>;

export type NewAd = Readonly<
  NewAdGroup & {
    platformAdGroupId: string;
    creative: AdCreative;
    /** Not made paused: it is shown as soon as what stands above it is. */
    isLive?: boolean;
  }
>;

/** An ad and where it stands. */
export type StandingAd = Readonly<{ platformCampaignId: string; platformAdGroupId: string; platformAdId: string }>;

/** One ad's results, by day. */
export type AdResults = Readonly<{ platformAdId: string; days: readonly DailyMetrics[] }>;

/** What the platform shows of a campaign and all that stands under it. */
export type SeenChanges = Readonly<{
  /** Objects changed since then, or all where the platform cannot tell; one of ours that is gone is in it as `removed`. */
  seen: readonly SeenObject[];
  /** What the platform does not tell, in words for a person, such as `Snapchat does not say who changed an object`. */
  unseen: readonly string[];
}>;

/** Campaigns: the level that has the name and the budget. */
export type CampaignPort = Readonly<{
  verifyAccount: (call: AccountCall) => Promise<Readonly<{ currency: string; timeZone: string }>>;
  /** Creates it paused, in one request. `name` carries the tag. */
  createCampaign: (
    call: AccountCall,
    campaign: Readonly<{ spec: CampaignSpec; name: string; operationId: string; now: Date }>,
  ) => Promise<Readonly<{ platformCampaignId: string }>>;
  /** Ids of all campaigns that are not removed and carry the tag, compared exactly on our side. */
  findByTag: (call: AccountCall, look: Readonly<{ tag: string; name: string }>) => Promise<readonly string[]>;
  /** All campaigns of the account that are not removed, to the last page. Throws rather than leave one out. */
  listCampaigns: (call: AccountCall) => Promise<readonly ListedCampaign[]>;
  /** Throws class `not-found` when the platform does not know the id; a removed campaign has status `removed`. */
  readCampaign: (
    call: AccountCall,
    platformCampaignId: string,
    options?: Readonly<{ spendSince?: string; children?: CampaignChildren | undefined }>,
  ) => Promise<RemoteCampaign>;
  /** `undefined` when the platform's budget is what the spec asks for. Pure. */
  budgetChange: (remote: RemoteCampaign, spec: CampaignSpec, account: AdAccount) => BudgetChange | undefined;
  /** The same question, answered for a spec whose budget may be a former one. Pure. */
  compareBudget: (remote: RemoteCampaign, spec: CampaignSpec, account: AdAccount) => BudgetComparison;
  /** The budget for the whole flight that would come out as exactly what is there now. Pure. */
  flightBudget: (remote: RemoteCampaign, spec: CampaignSpec, account: AdAccount) => FlightBudget;
  updateCampaign: (call: AccountCall, remote: RemoteCampaign, change: CampaignChange) => Promise<void>;
  /**
   * Towards active: ads, then the ad group, then the campaign. Towards paused: the campaign first, then the ad group; ads
   * keep their status. May be repeated.
   */
  setStatus: (
    call: AccountCall,
    platformCampaignId: string,
    status: 'active' | 'paused',
    children?: CampaignChildren,
  ) => Promise<void>;
  /** With everything under it, in the platform's order; what is gone already is left out. May be repeated. */
  removeCampaign: (call: AccountCall, platformCampaignId: string) => Promise<void>;
}>;

/** Ad groups and ads: the level that has the audience, and what is shown. */
export type AdPort = Readonly<{
  /**
   * How all of it comes out here: one line per part of the intent that was given; what was accepted is not in the spec.
   * Without creatives there will be no ad group, so only what the campaign itself carries. Whole creatives are named
   * `creatives.<name>`. Pure; throws class `validation` for what makes no sense.
   */
  plan: (spec: CampaignSpec, creatives: readonly AdCreative[], account: AdAccount) => readonly PlanLine[];
  /** Creates it so that it delivers nothing while its campaign is paused. */
  createAdGroup: (call: AccountCall, adGroup: NewAdGroup) => Promise<Readonly<{ platformAdGroupId: string }>>;
  /** Ids of the campaign's ad groups that are not removed and carry the tag, compared exactly on our side. */
  findAdGroups: (
    call: AccountCall,
    look: Readonly<{ platformCampaignId: string; tag: string; name: string }>,
  ) => Promise<readonly string[]>;
  /** Paused, unless it shall be live; what an ad is put together from is made only where it is not there yet. */
  createAd: (call: AccountCall, ad: NewAd) => Promise<Readonly<{ platformAdId: string }>>;
  findAds: (
    call: AccountCall,
    look: Readonly<{ platformCampaignId: string; platformAdGroupId: string; tag: string; name: string }>,
  ) => Promise<readonly string[]>;
  /**
   * Of one ad, whatever stands above it. May be repeated. Throws class `not-found` or `validation` for one that is gone; X,
   * which forgets what is not shown, only when it is to be shown again.
   */
  setAdStatus: (call: AccountCall, ad: StandingAd, status: 'active' | 'paused') => Promise<void>;
  readChanges: (
    call: AccountCall,
    remote: RemoteCampaign,
    look: Readonly<{ since: Date; children: CampaignChildren | undefined }>,
  ) => Promise<SeenChanges>;
}>;

/** What was spent, and what it brought. */
export type ResultsPort = Readonly<{
  /** For how many days the platform may still change what it reported; those are read again. */
  restatementDays: number;
  /** Rows as the platform gives them; days without delivery may be missing. */
  fetchDailyMetrics: (call: AccountCall, remote: RemoteCampaign, range: DateRange) => Promise<readonly DailyMetrics[]>;
  /** The same by ad, ads that were removed meanwhile too where the platform still shows them. */
  fetchAdMetrics: (
    call: AccountCall,
    remote: RemoteCampaign,
    range: DateRange,
    children: CampaignChildren,
  ) => Promise<readonly AdResults[]>;
}>;

/**
 * One ad platform in our terms. Every method throws `PlatformError` and nothing else on purpose; one that creates and
 * whose outcome cannot be known throws class `unknown-outcome`.
 */
export type PlatformAdapter = CampaignPort & AdPort & ResultsPort;
