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
                                  where a.platform = p.platform), p.allocated_budget)
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
/** Budgets are on their way: until they are confirmed the platform may have the larger of all that was sent. */
const setSent = statement(
  'platforms-sent',
  `update orchestration_platforms p set sent_budget = s.budget, sent_at_most = greatest(s.budget, p.sent_at_most),
     updated_at = $2
   from jsonb_to_recordset($3) s (mapping_id uuid, budget numeric)
   where p.orchestration_id = $1 and p.mapping_id = s.mapping_id`,
);
const confirmSent = statement(
  'platforms-confirmed',
  `update orchestration_platforms set sent_at_most = sent_budget, confirmed_budget = sent_budget, updated_at = $2
   where orchestration_id = $1 and mapping_id in (select id::uuid from jsonb_array_elements_text($3) id)
     and sent_budget is not null`,
);
const nothingSent = 'sent_budget = null, sent_at_most = null, confirmed_budget = null';
const forgetSent = statement(
  'platforms-nothing-sent',
  `update orchestration_platforms set ${nothingSent} where mapping_id = $1 and orchestration_id = $2`,
);
const forgetOwnNames = statement(
  'platforms-own-names',
  'update orchestration_platforms set own_name = null, updated_at = $2 where orchestration_id = $1',
);
/** What was never sent stays unknown, unless both name and budget have come from outside. */
const adopt = statement(
  'platforms-adopted',
  `update orchestration_platforms set status = coalesce($3, status), own_name = coalesce($4, own_name), updated_at = $6,
     allocated_budget = coalesce($5::numeric, allocated_budget),
     sent_budget = case when sent_budget is not null or $4::text is not null then coalesce($5::numeric, sent_budget) end,
     sent_at_most = case when sent_budget is not null or $4::text is not null then coalesce($5::numeric, sent_at_most) end,
     confirmed_budget = case when confirmed_budget is not null then coalesce($5::numeric, confirmed_budget) end
   where mapping_id = $1 and orchestration_id = $2`,
);
const setGone = statement(
  'platforms-gone',
  `update orchestration_platforms set status = 'failed', platform_campaign_id = null, platform_ad_group_id = null,
     status_error = 'The campaign was removed on the platform', updated_at = $3, ${nothingSent}
   where mapping_id = $1 and orchestration_id = $2`,
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

const sent = ({ data, metadata }: Recorded<'DeploymentRequested' | 'SyncRequested'>): Statement =>
  setSent(
    ...[data.orchestrationId, metadata.occurredAt],
    json(data.targets.map(({ mappingId, budget }) => ({ mapping_id: mappingId, budget: decimal(budget.micros) }))),
  );

/** Whether a sync brings names and budgets to the platforms. */
const carriesSettings = ({ syncType, direction }: Recorded<'SyncRequested'>['data']): boolean =>
  direction !== 'pull' && (syncType === 'full' || syncType === 'settings');

const adopted = ({ data, metadata }: Recorded<'ExternalChangeAdopted'>): Statement => {
  const { mappingId, orchestrationId, adopted: taken } = data;
  if (taken.removed === true) return setGone(mappingId, orchestrationId, metadata.occurredAt);
  const budget = taken.budget === undefined ? null : decimal(taken.budget.micros);
  return adopt(mappingId, orchestrationId, taken.status ?? null, taken.name ?? null, budget, metadata.occurredAt);
};

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
  OrchestrationUpdated: ({ data, metadata }) =>
    data.name === undefined ? [] : [forgetOwnNames(data.orchestrationId, metadata.occurredAt)],
  DeploymentRequested: (event) => {
    const { data, metadata } = event;
    const ids = json(data.targets.map(({ mappingId }) => mappingId));
    return [setCreating(metadata.occurredAt, ids, data.orchestrationId), sent(event)];
  },
  SyncRequested: (event) => (carriesSettings(event.data) ? [sent(event)] : []),
  WorkflowSettled: ({ data, metadata }) =>
    data.pushed.length === 0 ? [] : [confirmSent(data.orchestrationId, metadata.occurredAt, json(data.pushed))],
  ExternalChangeAdopted: (event) => [adopted(event)],
  BudgetChanged: ({ data, metadata }) => [
    setBudgets(
      ...[data.orchestrationId, metadata.occurredAt, data.totalBudget.currency],
      json(Object.fromEntries(data.allocation.map(({ platform, amountMicros }) => [platform, decimal(amountMicros)]))),
    ),
  ],
  PlatformCampaignStatusChanged: ({ data, metadata }) => {
    const { mappingId, orchestrationId, status, platformCampaignId, tag, error } = data;
    // With a tag and no id it may have been made after all, and may spend.
    const isGone = platformCampaignId === null && tag === null;
    return [
      setStatus(mappingId, status, platformCampaignId, error, metadata.occurredAt, orchestrationId),
      ...(isGone ? [forgetSent(mappingId, orchestrationId)] : []),
    ];
  },
  OperationSettled: ({ data, metadata }) => settled(data, metadata.occurredAt),
};
