export const platformNames = ['meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat'] as const;
export type PlatformName = (typeof platformNames)[number];

export type CampaignStatus = 'active' | 'paused' | 'archived' | 'deleted';

/**
 * `sharedBy` is how many campaigns spend a budget that belongs to none of them alone (Google's shared budgets);
 * `dailyCapMicros` is what a day may cost beside a budget for the whole lifetime (X, LinkedIn).
 */
export type Budget = Readonly<{
  kind: 'daily' | 'lifetime' | 'none';
  micros: number;
  sharedBy?: number;
  dailyCapMicros?: number;
}>;

/** One campaign of any platform. Times are real epoch ms; `details` holds what only its platform knows, as it was sent. */
export type Campaign = Readonly<{
  platform: PlatformName;
  adAccountId: string;
  id: string;
  /** Counts the campaigns of the platform, from 0; the id is derived from it. */
  serial: number;
  name: string;
  status: CampaignStatus;
  budget: Budget;
  startAt?: number;
  endAt?: number;
  createdAt: number;
  updatedAt: number;
  /** Google: the campaign budget it spends. */
  budgetId?: string;
  /** TikTok: the idempotency key it was created with. */
  requestId?: string;
  details: Readonly<Record<string, unknown>>;
}>;

/** What may change. A key that is present replaces the value; `startAt` and `endAt` of `null` clear it. */
export type CampaignChanges = Readonly<{
  name?: string;
  status?: CampaignStatus;
  budget?: Budget;
  budgetId?: string;
  startAt?: number | null;
  endAt?: number | null;
  details?: Readonly<Record<string, unknown>>;
  /** Absent when the change is a consequence of another one and the platform does not call it an edit. */
  updatedAt?: number;
}>;

type Flight = Readonly<{ startAt?: number; endAt?: number }>;
type FlightChanges = Readonly<{ startAt?: number | null; endAt?: number | null }>;

/** The times that hold after a change: those named in it, where `null` clears one, else those of before. */
export const flightAfter = (
  before: Flight,
  { startAt = before.startAt, endAt = before.endAt }: FlightChanges,
): Flight => ({
  ...(startAt === undefined || startAt === null ? {} : { startAt }),
  ...(endAt === undefined || endAt === null ? {} : { endAt }),
});

export const changed = (campaign: Campaign, changes: CampaignChanges): Campaign => {
  const { startAt: _start, endAt: _end, ...rest } = changes;
  const { startAt: _oldStart, endAt: _oldEnd, ...kept } = campaign;
  return { ...kept, ...rest, ...flightAfter(campaign, changes) };
};
