import { type CampaignDomainEvent, type RecordedEvent, toDecimal } from '@campaigns/contracts';
import type { Statement } from './statement.ts';

const sent = `update read.orchestration_platforms set sent_budget = $2, sent_at_most = greatest($2, sent_at_most)
  where mapping_id = $1`;
const confirmed = `update read.orchestration_platforms set sent_at_most = sent_budget, confirmed_budget = sent_budget
  where mapping_id = any ($1) and sent_budget is not null`;

/** Budgets that go out to platforms, and those that they confirm. */
export const ledgerRows = (recorded: RecordedEvent<CampaignDomainEvent>): readonly Statement[] => {
  if (recorded.type === 'WorkflowSettled') return [{ text: confirmed, values: [recorded.data.pushed] }];
  if (recorded.type !== 'DeploymentRequested' && recorded.type !== 'SyncRequested') return [];
  return recorded.data.targets.map(({ mappingId, budget }) => ({
    text: sent,
    values: [mappingId, toDecimal(budget.micros)],
  }));
};
