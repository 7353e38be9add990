import type { JsonObject } from '../../http/exchange.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { documentOf, fieldsOf } from './document.ts';

/** What is marked for deletion is removed when a day of the sandbox has passed. */
const statusText = ({ state, now }: Store, campaign: Campaign): unknown => {
  const { status } = documentOf(campaign);
  return status === 'PENDING_DELETION' && now() - campaign.updatedAt >= state.dayMs ? 'REMOVED' : status;
};

const servingStatus = (status: unknown, campaign: Campaign): string => {
  if (status !== 'ACTIVE') return 'STOPPED';
  return campaign.status === 'active' ? 'RUNNABLE' : 'CAMPAIGN_GROUP_STATUS_HOLD';
};

export const auditStamps = (createdAt: number, updatedAt: number): JsonObject => ({
  created: { time: createdAt },
  lastModified: { time: updatedAt },
});

/** The id is a number, references are URNs, times are epoch milliseconds and amounts are text. */
export const campaignJson = (store: Store, campaign: Campaign): JsonObject => {
  const status = statusText(store, campaign);
  return {
    ...fieldsOf(campaign),
    id: Number(campaign.id),
    status,
    servingStatuses: [servingStatus(status, campaign)],
    changeAuditStamps: auditStamps(campaign.createdAt, campaign.updatedAt),
    version: { versionTag: String(1 + campaign.updatedAt - campaign.createdAt) },
  };
};
