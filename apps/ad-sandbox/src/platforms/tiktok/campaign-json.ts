import type { Campaign } from '../../state/campaign.ts';
import { invalid } from './envelope.ts';

const utcText = (instant: number): string => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');

const secondary: Readonly<Record<Campaign['status'], string>> = {
  active: 'CAMPAIGN_STATUS_ENABLE',
  paused: 'CAMPAIGN_STATUS_DISABLE',
  archived: 'CAMPAIGN_STATUS_DISABLE',
  deleted: 'CAMPAIGN_STATUS_DELETE',
};

export const secondaryStatus = ({ status }: Campaign): string => secondary[status];

/** The campaign as `/campaign/create/`, `/update/` and `/get/` return it; times are UTC. */
export const campaignJson = (campaign: Campaign): Readonly<Record<string, unknown>> => ({
  campaign_id: campaign.id,
  advertiser_id: campaign.adAccountId,
  campaign_name: campaign.name,
  campaign_type: 'REGULAR_CAMPAIGN',
  ...campaign.details,
  budget: campaign.budget.micros / 1_000_000,
  operation_status: campaign.status === 'active' ? 'ENABLE' : 'DISABLE',
  secondary_status: secondaryStatus(campaign),
  is_new_structure: true,
  create_time: utcText(campaign.createdAt),
  modify_time: utcText(campaign.updatedAt),
});

/** Attributes a campaign may carry besides the ones every campaign has; also what `fields` may name. */
export const optionalAttributes = [
  'app_promotion_type',
  'budget_optimize_on',
  'campaign_type',
  'sales_destination',
  'special_industries',
  'po_number',
  'virtual_objective_type',
] as const;

const known = new Set<string>([
  'campaign_id',
  'advertiser_id',
  'campaign_name',
  'objective_type',
  'budget_mode',
  'budget',
  'operation_status',
  'secondary_status',
  'is_new_structure',
  'create_time',
  'modify_time',
  ...optionalAttributes,
]);

/** Only the fields asked for. Throws `Refusal` 40002 for one that does not exist. */
export const pickedFields = (
  json: Readonly<Record<string, unknown>>,
  fields: readonly string[] | undefined,
): Readonly<Record<string, unknown>> => {
  if (fields === undefined) return json;
  for (const field of fields) if (!known.has(field)) throw invalid(`fields: Unknown field ${field}.`);
  return Object.fromEntries(fields.filter((field) => field in json).map((field) => [field, json[field]]));
};
