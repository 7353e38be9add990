import type { Allocation } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, statement } from '../statements/statement.ts';

const insertMappings = statement(
  'platforms-insert',
  `insert into orchestration_platforms (mapping_id, orchestration_id, org_id, platform, connection_id, ad_account_id,
     status, currency, allocated_budget, config, created_at, updated_at)
   select m.mapping_id, $1, $2, m.platform, m.connection_id, m.ad_account_id, 'pending', $3, m.allocated_budget,
     m.config, $4, $4
   from jsonb_to_recordset($5) m (mapping_id uuid, platform text, connection_id uuid, ad_account_id text,
     allocated_budget numeric, config jsonb)`,
);
const setBudgets = statement(
  'platforms-budgets',
  `update orchestration_platforms p set currency = $3, updated_at = $2,
     allocated_budget = coalesce((select a.amount::numeric from jsonb_each_text($4) a (platform, amount)
                                  where a.platform = p.platform), 0)
   where p.orchestration_id = $1`,
);
const setCreating = statement(
  'platforms-creating',
  `update orchestration_platforms set status = 'creating', status_error = null, updated_at = $1
   where mapping_id in (select id::uuid from jsonb_array_elements_text($2) id) and orchestration_id = $3`,
);
const setStatus = statement(
  'platforms-status',
  `update orchestration_platforms set status = $2, platform_campaign_id = $3, status_error = $4, updated_at = $5
   where mapping_id = $1 and orchestration_id = $6`,
);
const setCampaign = statement(
  'platforms-campaign',
  'update orchestration_platforms set platform_campaign_id = $2, updated_at = $3 where mapping_id = $1',
);

const setAdGroup = statement(
  'platforms-ad-group',
  'update orchestration_platforms set platform_ad_group_id = $2, updated_at = $3 where mapping_id = $1',
);
const setPlan = statement(
  'platforms-plan',
  'update orchestration_platforms set plan = $2, updated_at = $3 where mapping_id = $1',
);
const setUnseen = statement(
  'platforms-unseen',
  `update orchestration_platforms set sync_metadata = sync_metadata || jsonb_build_object('changes_read_at', $2::text,
     'not_visible', $3::jsonb) where mapping_id = $1`,
);

type Settled = Recorded<'OperationSettled'>['data'];

/** What has been made exists from this moment on, long before the run reports how the platform came out. */
const settled = ({ mappingId, outcome, at }: Settled, occurredAt: string): readonly Statement[] => {
  if (outcome.status === 'failed') return [];
  const { result } = outcome;
  switch (result.kind) {
    case 'create-campaign':
      return [setCampaign(mappingId, result.platformCampaignId, occurredAt)];
    case 'create-ad-group':
      return [setAdGroup(mappingId, result.platformAdGroupId, occurredAt)];
    case 'remove-campaign':
      return [setAdGroup(mappingId, null, occurredAt)];
    case 'verify-account':
      return result.plan === undefined ? [] : [setPlan(mappingId, json(result.plan), occurredAt)];
    case 'read-changes':
      return [setUnseen(mappingId, at, json(result.unseen))];
    default:
      return [];
  }
};

const amountOf = (parts: readonly Allocation[], platform: Allocation['platform']): string =>
  decimal(parts.find((part) => part.platform === platform)?.amountMicros ?? 0);

export const platformRows: Handlers = {
  OrchestrationDrafted: ({ data, metadata }) => [
    insertMappings(
      ...[data.orchestrationId, data.orgId, data.totalBudget.currency, metadata.occurredAt],
      json(
        data.mappings.map(({ mappingId, platform, connectionId, adAccountId, config }) => ({
          mapping_id: mappingId,
          platform,
          connection_id: connectionId,
          ad_account_id: adAccountId,
          allocated_budget: amountOf(data.allocation, platform),
          config,
        })),
      ),
    ),
  ],
  DeploymentRequested: ({ data, metadata }) => [
    setCreating(metadata.occurredAt, json(data.targets.map(({ mappingId }) => mappingId)), data.orchestrationId),
  ],
  BudgetChanged: ({ data, metadata }) => [
    setBudgets(
      ...[data.orchestrationId, metadata.occurredAt, data.totalBudget.currency],
      json(Object.fromEntries(data.allocation.map(({ platform, amountMicros }) => [platform, decimal(amountMicros)]))),
    ),
  ],
  PlatformCampaignStatusChanged: ({ data, metadata }) => [
    setStatus(
      ...[data.mappingId, data.status, data.platformCampaignId, data.error, metadata.occurredAt],
      data.orchestrationId,
    ),
  ],
  OperationSettled: ({ data, metadata }) => settled(data, metadata.occurredAt),
};
