import { isObject } from '../../../http/exchange.ts';
import type { Campaign } from '../../../state/campaign.ts';
import { localText } from '../../../time/zone.ts';
import { camelCase } from '../json-message.ts';
import {
  biddingStrategies,
  biddingTypes,
  channelSubTypes,
  channelTypes,
  euDeclarations,
} from '../mutate/campaign-shape.ts';
import { endText } from '../mutate/flight.ts';
import { resourceName } from '../resource-name.ts';
import type { Field, Row, Value } from './row.ts';

const statuses = { active: 'ENABLED', paused: 'PAUSED', archived: 'PAUSED', deleted: 'REMOVED' } as const;

const ofCampaign =
  (read: (campaign: Campaign, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.campaign === undefined ? undefined : read(row.campaign, row);

const valueAt = (value: unknown, [root, ...below]: readonly string[]): Value | undefined => {
  if (root !== undefined) return isObject(value) ? valueAt(value[root], below) : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
};

/** A field that only the platform's own details hold, under the same name. */
const detail = (type: Field['type'], path: string, names?: readonly string[]): Field => ({
  type,
  ...(names === undefined ? {} : { names }),
  read: ofCampaign(({ details }) => {
    const value = valueAt(details, path.split('.').map(camelCase));
    return type === 'INT64' && value !== undefined ? Number(value) : value;
  }),
});

const phaseOf = ({ status, startAt, endAt }: Campaign, now: number): string => {
  if (status === 'deleted') return 'REMOVED';
  if (endAt !== undefined && now >= endAt) return 'ENDED';
  if (status !== 'active') return 'PAUSED';
  return startAt !== undefined && now < startAt ? 'PENDING' : 'ELIGIBLE';
};

const servingOf: Readonly<Record<string, string>> = {
  REMOVED: 'NONE',
  PAUSED: 'NONE',
  ENDED: 'ENDED',
  PENDING: 'PENDING',
  ELIGIBLE: 'SERVING',
};

const biddingTypeOf = ({ details }: Campaign): string | undefined =>
  biddingTypes[biddingStrategies.findIndex((name) => details[name] !== undefined)];

/** What can be selected of a campaign, below `campaign.`. */
export const campaignFields: Readonly<Record<string, Field>> = {
  resource_name: {
    type: 'STRING',
    read: ofCampaign(({ adAccountId, id }) => resourceName(adAccountId, 'campaigns', id)),
  },
  id: { type: 'INT64', read: ofCampaign(({ id }) => Number(id)) },
  name: { type: 'STRING', read: ofCampaign(({ name }) => name) },
  status: { type: 'ENUM', names: ['ENABLED', 'PAUSED', 'REMOVED'], read: ofCampaign(({ status }) => statuses[status]) },
  primary_status: {
    type: 'ENUM',
    names: [
      'ELIGIBLE',
      'PAUSED',
      'REMOVED',
      'ENDED',
      'PENDING',
      'LEARNING',
      'LIMITED',
      'MISCONFIGURED',
      'NOT_ELIGIBLE',
    ],
    read: ofCampaign((campaign, { now }) => phaseOf(campaign, now)),
  },
  serving_status: {
    type: 'ENUM',
    names: ['SERVING', 'NONE', 'ENDED', 'PENDING', 'SUSPENDED'],
    read: ofCampaign((campaign, { now }) => servingOf[phaseOf(campaign, now)]),
  },
  advertising_channel_type: detail('ENUM', 'advertising_channel_type', channelTypes),
  advertising_channel_sub_type: detail('ENUM', 'advertising_channel_sub_type', channelSubTypes),
  campaign_budget: {
    type: 'STRING',
    read: ofCampaign(({ adAccountId, budgetId }) =>
      budgetId === undefined ? undefined : resourceName(adAccountId, 'campaignBudgets', budgetId),
    ),
  },
  bidding_strategy_type: { type: 'ENUM', names: biddingTypes, read: ofCampaign(biddingTypeOf) },
  start_date_time: {
    type: 'DATE_TIME',
    read: ofCampaign(({ startAt }, { customer }) =>
      startAt === undefined ? undefined : localText(customer.timeZone, startAt),
    ),
  },
  end_date_time: {
    type: 'DATE_TIME',
    read: ofCampaign(({ endAt }, { customer }) =>
      endAt === undefined ? undefined : endText(customer.timeZone, endAt),
    ),
  },
  contains_eu_political_advertising: detail('ENUM', 'contains_eu_political_advertising', euDeclarations),
  tracking_url_template: detail('STRING', 'tracking_url_template'),
  final_url_suffix: detail('STRING', 'final_url_suffix'),
  'network_settings.target_google_search': detail('BOOLEAN', 'network_settings.target_google_search'),
  'network_settings.target_search_network': detail('BOOLEAN', 'network_settings.target_search_network'),
  'network_settings.target_content_network': detail('BOOLEAN', 'network_settings.target_content_network'),
  'network_settings.target_partner_search_network': detail('BOOLEAN', 'network_settings.target_partner_search_network'),
  'app_campaign_setting.app_id': detail('STRING', 'app_campaign_setting.app_id'),
  'maximize_conversions.target_cpa_micros': detail('INT64', 'maximize_conversions.target_cpa_micros'),
  'maximize_conversion_value.target_roas': detail('DOUBLE', 'maximize_conversion_value.target_roas'),
  'target_cpa.target_cpa_micros': detail('INT64', 'target_cpa.target_cpa_micros'),
  'target_roas.target_roas': detail('DOUBLE', 'target_roas.target_roas'),
  'target_spend.cpc_bid_ceiling_micros': detail('INT64', 'target_spend.cpc_bid_ceiling_micros'),
};
