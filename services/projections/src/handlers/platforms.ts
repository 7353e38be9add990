import { type EventOf, type Handlers, json, type Statement, statement } from '../statement.ts';

const activeCount = (orchestrationId: string): Statement =>
  statement(
    `update campaign_orchestrations set active_platform_count =
       (select count(*) from orchestration_platforms p where p.orchestration_id = $1 and p.status = 'active')
     where orchestration_id = $1`,
    [orchestrationId],
  );

const setBudgets = ({ data, metadata }: EventOf<'BudgetChanged'>): Statement =>
  statement(
    `update orchestration_platforms p set allocated_budget = a.micros / 1000000, updated_at = $4
     from unnest($2::text[], $3::numeric[]) as a (platform, micros)
     where p.orchestration_id = $1 and p.platform = a.platform`,
    [
      data.orchestrationId,
      data.allocation.map(({ platform }) => platform),
      data.allocation.map(({ amountMicros }) => amountMicros),
      metadata.occurredAt,
    ],
  );

export const platformHandlers: Handlers = {
  OrchestrationDrafted: ({ data, metadata }) => [
    statement(
      `insert into orchestration_platforms (mapping_id, orchestration_id, org_id, platform, connection_id, ad_account_id,
         status, currency, allocated_budget, config, created_at, updated_at)
       select m.mapping_id, $1, $2, m.platform, m.connection_id, m.ad_account_id, 'pending', $3, m.micros / 1000000,
         m.config, $4, $4
       from unnest($5::uuid[], $6::text[], $7::uuid[], $8::text[], $9::numeric[], $10::jsonb[])
         as m (mapping_id, platform, connection_id, ad_account_id, micros, config)`,
      [
        data.orchestrationId,
        data.orgId,
        data.totalBudget.currency,
        metadata.occurredAt,
        data.mappings.map(({ mappingId }) => mappingId),
        data.mappings.map(({ platform }) => platform),
        data.mappings.map(({ connectionId }) => connectionId),
        data.mappings.map(({ adAccountId }) => adAccountId),
        data.mappings.map(
          (mapping) => data.allocation.find(({ platform }) => platform === mapping.platform)?.amountMicros ?? 0,
        ),
        data.mappings.map(({ config }) => json(config)),
      ],
    ),
  ],
  DeploymentRequested: ({ data, metadata }) => [
    statement(
      `update orchestration_platforms set status = 'creating', status_error = null, updated_at = $2
       where mapping_id = any ($1::uuid[])`,
      [data.targets.map(({ mappingId }) => mappingId), metadata.occurredAt],
    ),
  ],
  BudgetChanged: (event) => [setBudgets(event)],
  OperationSettled: ({ data, metadata }) => {
    const created =
      data.outcome.status === 'succeeded' && data.outcome.result.kind === 'create-campaign' ? data.outcome.result : null;
    if (created === null) return [];
    return [
      statement('update orchestration_platforms set platform_campaign_id = $2, updated_at = $3 where mapping_id = $1', [
        data.mappingId,
        created.platformCampaignId,
        metadata.occurredAt,
      ]),
    ];
  },
  PlatformCampaignStatusChanged: ({ data, metadata }) => [
    statement(
      `update orchestration_platforms set status = $2, platform_campaign_id = $3, status_error = $4, updated_at = $5
       where mapping_id = $1`,
      [data.mappingId, data.status, data.platformCampaignId, data.error, metadata.occurredAt],
    ),
    activeCount(data.orchestrationId),
  ],
};
