import type { JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Budget, Campaign, CampaignChanges, CampaignStatus } from '../../state/campaign.ts';
import { microsIn } from './checks.ts';
import { groupOf } from './group.ts';
import { idIn } from './urns.ts';

/** A campaign as its caller wrote it; its details are all of that but the name. */
export const documentOf = ({ details, name }: Campaign): JsonObject => ({ ...details, name });

/** Conversions that were associated with a campaign, by id; they stand beside its fields. */
const associated = '$conversions';
export const conversionsOf = ({ details }: Campaign): readonly string[] =>
  (details[associated] as readonly string[] | undefined) ?? [];
export const withConversion = (campaign: Campaign, id: string): JsonObject => ({
  ...campaign.details,
  [associated]: [...new Set([...conversionsOf(campaign), id])],
});

/** Its fields as a caller sees them. */
export const fieldsOf = (campaign: Campaign): JsonObject => {
  const { [associated]: _, ...fields } = documentOf(campaign);
  return fields;
};

/** Whether it waits for what counts as a conversion. */
export const lacksConversion = (campaign: Campaign): boolean =>
  String(campaign.details['objectiveType']).startsWith('WEBSITE_CONVERSION') && conversionsOf(campaign).length === 0;

/** Deleted as a draft: LinkedIn keeps nothing of it. */
export const isErased = ({ status, details }: Campaign): boolean =>
  status === 'deleted' && details['status'] === 'DRAFT';

const statuses: Readonly<Record<string, CampaignStatus>> = {
  ACTIVE: 'active',
  PAUSED: 'paused',
  DRAFT: 'paused',
  ARCHIVED: 'archived',
  CANCELED: 'archived',
  PENDING_DELETION: 'deleted',
};

/** A daily budget alone, or one for the whole lifetime that a daily one may cap. */
const budgetOf = ({ dailyBudget, totalBudget }: JsonObject, currency: string): Budget => {
  const daily = microsIn(dailyBudget, currency);
  const total = microsIn(totalBudget, currency);
  if (total === undefined) return { kind: 'daily', micros: daily ?? 0 };
  return { kind: 'lifetime', micros: total, ...(daily === undefined ? {} : { dailyCapMicros: daily }) };
};

/** What is kept of a document, and what delivery obeys. A campaign in a group that is not active stays active in name, and delivers nothing. */
export const traitsOf = (document: JsonObject, owner: AccountState) => {
  const { name, ...details } = document;
  const { status, campaignGroup, runSchedule = {} } = details;
  const { start, end } = runSchedule as Readonly<{ start?: number; end?: number }>;
  const isHeld = groupOf(owner, idIn('sponsoredCampaignGroup', campaignGroup))?.status !== 'ACTIVE';
  return {
    name: String(name),
    details,
    status: status === 'ACTIVE' && isHeld ? ('paused' as const) : (statuses[String(status)] ?? 'paused'),
    budget: budgetOf(document, owner.account.currency),
    startAt: start,
    endAt: end,
  };
};

/** A campaign rewritten. */
export const changesTo = (document: JsonObject, owner: AccountState, updatedAt: number): CampaignChanges => {
  const { startAt = null, endAt = null, ...traits } = traitsOf(document, owner);
  return { ...traits, startAt, endAt, updatedAt };
};
