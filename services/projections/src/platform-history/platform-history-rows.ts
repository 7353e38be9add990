import type { Handlers, Recorded } from '../statements/handlers.ts';
import { type Statement, statement } from '../statements/statement.ts';

const insertHistory = statement(
  'platform-history-insert',
  `insert into platform_history (mapping_id, revision, org_id, orchestration_id, platform, changed_at, status,
     platform_campaign_id, currency, allocated_budget, total_budget)
   select p.mapping_id, $2, p.org_id, p.orchestration_id, p.platform, $3, p.status, p.platform_campaign_id, p.currency,
     p.allocated_budget, o.total_budget
   from orchestration_platforms p join campaign_orchestrations o on o.orchestration_id = p.orchestration_id
   where p.orchestration_id = $1`,
);

type Changing =
  | 'OrchestrationDrafted'
  | 'DeploymentRequested'
  | 'BudgetChanged'
  | 'ExternalChangeAdopted'
  | 'PlatformCampaignStatusChanged';

/** As the same event has just left the platforms' rows. */
const asNow = ({ data, revision, metadata }: Recorded<Changing>): readonly Statement[] => [
  insertHistory(data.orchestrationId, revision, metadata.occurredAt),
];

export const platformHistoryRows: Handlers = {
  OrchestrationDrafted: asNow,
  DeploymentRequested: asNow,
  BudgetChanged: asNow,
  ExternalChangeAdopted: asNow,
  PlatformCampaignStatusChanged: asNow,
};
