import { decodeDomainEvent, type StoredEvent } from '@campaigns/contracts';
import { adRows } from '../ads/ad-rows.ts';
import { alertRows } from '../alerts/alert-rows.ts';
import { webhookRows } from '../alerts/webhook-rows.ts';
import { attributionRows } from '../attribution/attribution-rows.ts';
import { connectionRows } from '../connections/connection-rows.ts';
import { dailyMetricRows } from '../daily-metrics/daily-metric-rows.ts';
import { driftRows } from '../drift/drift-rows.ts';
import { metricFactRows } from '../metric-facts/metric-fact-rows.ts';
import { metricLookRows } from '../metric-facts/metric-look-rows.ts';
import { orchestrationRows } from '../orchestrations/orchestration-rows.ts';
import { platformCallRows } from '../platform-calls/platform-call-rows.ts';
import { platformHistoryRows } from '../platform-history/platform-history-rows.ts';
import { platformRows } from '../platforms/platform-rows.ts';
import { recommendationRows } from '../recommendations/recommendation-rows.ts';
import { ruleActionRows } from '../rules/rule-action-rows.ts';
import { ruleEvaluationRows } from '../rules/rule-evaluation-rows.ts';
import { ruleRows } from '../rules/rule-rows.ts';
import { syncLogRows } from '../sync-logs/sync-log-rows.ts';
import { templateRows } from '../templates/template-rows.ts';
import { operationRows } from '../workflows/operation-rows.ts';
import { workflowRows } from '../workflows/workflow-rows.ts';
import type { Handlers, Recorded } from './handlers.ts';
import type { Statement } from './statement.ts';

/** In the order in which one event's statements run: a row comes before those that refer to it. */
const tables: readonly Handlers[] = [
  templateRows,
  connectionRows,
  orchestrationRows,
  // Reads the budgets of the mappings as they were before.
  driftRows,
  platformRows,
  platformHistoryRows,
  adRows,
  workflowRows,
  operationRows,
  syncLogRows,
  dailyMetricRows,
  metricFactRows,
  metricLookRows,
  platformCallRows,
  attributionRows,
  ruleRows,
  ruleEvaluationRows,
  ruleActionRows,
  recommendationRows,
  alertRows,
  webhookRows,
];

type AnyHandler = (event: Recorded<keyof Handlers>) => readonly Statement[];

const handlersByType = new Map<string, AnyHandler[]>();
for (const table of tables) {
  for (const [type, handler] of Object.entries(table)) {
    handlersByType.set(type, [...(handlersByType.get(type) ?? []), handler as AnyHandler]);
  }
}

/**
 * What an event of the log does to the read tables. Nothing for an event that no table shows: such an event is not even
 * decoded. Throws ZodError for one that cannot be decoded.
 */
export const statementsOf = (stored: StoredEvent): readonly Statement[] => {
  const handlers = handlersByType.get(stored.type);
  if (handlers === undefined) return [];
  const event = decodeDomainEvent(stored);
  return event === undefined ? [] : handlers.flatMap((handler) => handler(event));
};
