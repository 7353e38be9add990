import { campaignNow, dailyRows } from '../../delivery/reports.ts';
import { sumOfResults } from '../../delivery/results.ts';
import type { JsonObject } from '../../http/exchange.ts';
import { minorUnitMicros } from '../../money/currency.ts';
import type { Campaign, CampaignStatus } from '../../state/campaign.ts';
import type { Account } from '../../state/facts.ts';
import type { Store } from '../../state/store.ts';
import { localDay, offsetText } from '../../time/zone.ts';
import { type Fields, pick } from './fields.ts';

const statusTexts: Readonly<Record<CampaignStatus, string>> = {
  active: 'ACTIVE',
  paused: 'PAUSED',
  archived: 'ARCHIVED',
  deleted: 'DELETED',
};

export const statusText = ({ status }: Campaign): string => statusTexts[status];

const minorText = (micros: number, currency: string): string => String(Math.floor(micros / minorUnitMicros(currency)));

const remainingMicros = (store: Store, campaign: Campaign, { timeZone }: Account): number => {
  const { kind, micros } = campaign.budget;
  const today = localDay(timeZone, campaignNow(store, campaign)).date;
  const rows = dailyRows(store, campaign, kind === 'daily' ? { since: today, until: today } : {});
  return Math.max(0, micros - sumOfResults(rows).spendMicros);
};

export type CampaignView = Readonly<{ store: Store; account: Account; campaign: Campaign }>;

const time =
  (read: (campaign: Campaign) => number | undefined) =>
  ({ account, campaign }: CampaignView): string | undefined => {
    const instant = read(campaign);
    return instant === undefined ? undefined : offsetText(account.timeZone, instant);
  };
const budget =
  (kind: 'daily' | 'lifetime') =>
  ({ account, campaign }: CampaignView): string | undefined =>
    campaign.budget.kind === kind ? minorText(campaign.budget.micros, account.currency) : undefined;
const detail =
  (name: string) =>
  ({ campaign }: CampaignView): unknown =>
    campaign.details[name];
const status = ({ campaign }: CampaignView): string => statusText(campaign);

/** Amounts are text in minor units, times text in the account's time zone. */
export const campaignFields: Fields<CampaignView> = {
  id: ({ campaign }) => campaign.id,
  account_id: ({ campaign }) => campaign.adAccountId,
  name: ({ campaign }) => campaign.name,
  objective: detail('objective'),
  status,
  configured_status: status,
  effective_status: status,
  daily_budget: budget('daily'),
  lifetime_budget: budget('lifetime'),
  budget_remaining: ({ store, account, campaign }) =>
    campaign.budget.kind === 'none'
      ? undefined
      : minorText(remainingMicros(store, campaign, account), account.currency),
  start_time: time(({ startAt, createdAt }) => startAt ?? createdAt),
  stop_time: time(({ endAt }) => endAt),
  created_time: time(({ createdAt }) => createdAt),
  updated_time: time(({ updatedAt }) => updatedAt),
  // Only ads are reviewed, so a campaign never has an issue.
  issues_info: () => undefined,
  bid_strategy: detail('bid_strategy'),
  buying_type: detail('buying_type'),
  special_ad_categories: detail('special_ad_categories'),
  spend_cap: detail('spend_cap'),
  is_adset_budget_sharing_enabled: detail('is_adset_budget_sharing_enabled'),
  promoted_object: detail('promoted_object'),
  adlabels: detail('adlabels'),
};

/** The fields asked for and the id; nothing but the id when none are. */
export const campaignJson = (view: CampaignView, fields: readonly string[] = []): JsonObject => ({
  ...pick(campaignFields, fields, view),
  id: view.campaign.id,
});
