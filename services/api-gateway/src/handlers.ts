import {
  alertCodec,
  alertSettingsCodec,
  attributionCodec,
  authorizationCodec,
  connectionCodec,
  type OrchestrationId,
  type OrgId,
  orchestrationCodec,
  recommendationCodec,
  ruleCodec,
  templateCodec,
  webhookCodec,
  workflowCodec,
} from '@campaigns/contracts';
import {
  alertDecider,
  alertSettingsDecider,
  authorizationDecider,
  connectionDecider,
  operatorDecider,
  orchestrationDecider,
  recommendationDecider,
  ruleDecider,
  templateDecider,
  touchpointImportDecider,
  webhookDecider,
} from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import type { AuthorizationSlips } from '@campaigns/grant-handover';
import { tenantReader } from '@campaigns/read-access';
import { ruleHistories, ruleSnapshots } from '@campaigns/rule-snapshot';
import { spendHistories } from '@campaigns/spend-history';
import type { Pool } from 'pg';
import { alertHandlers } from './alerts/alert-handlers.ts';
import { alertReads } from './alerts/alert-reads.ts';
import { attributionHandlers } from './attribution/attribution-handlers.ts';
import { attributionReads } from './attribution/attribution-reads.ts';
import { deciding } from './commands/deciding.ts';
import { ownOrchestration } from './commands/ownership.ts';
import type { Progress } from './commands/progress.ts';
import { readBack } from './commands/read-back.ts';
import { authorizationHandlers, type Connecting } from './connections/authorization-handlers.ts';
import { connectionChooser } from './connections/choose-connections.ts';
import { connectionHandlers } from './connections/connection-handlers.ts';
import { connectionReads } from './connections/connection-reads.ts';
import { creativeHandlers } from './creatives/creative-handlers.ts';
import { creativeReads } from './creatives/creative-reads.ts';
import { driftHandlers } from './drift/drift-handlers.ts';
import { driftReads } from './drift/drift-reads.ts';
import type { Handlers } from './http/operation-routes.ts';
import { budgetHandlers } from './orchestrations/budget-handlers.ts';
import { ledgerReads } from './orchestrations/ledger-reads.ts';
import { lifeCycleHandlers } from './orchestrations/life-cycle-handlers.ts';
import { orchestrationHandlers } from './orchestrations/orchestration-handlers.ts';
import { orchestrationReads } from './orchestrations/orchestration-reads.ts';
import { performanceHandlers } from './orchestrations/performance-handlers.ts';
import { performanceReads } from './orchestrations/performance-reads.ts';
import { planHandlers } from './plans/plan-handlers.ts';
import { planLog } from './plans/plan-log.ts';
import { allocationHandlers } from './recommendations/allocation-handlers.ts';
import { recommendationHandlers } from './recommendations/recommendation-handlers.ts';
import { recommendationReads } from './recommendations/recommendation-reads.ts';
import { backtestHandlers } from './rules/backtest-handlers.ts';
import { backtestThread } from './rules/backtest-thread.ts';
import { previewHandlers } from './rules/preview-handlers.ts';
import { ruleHandlers } from './rules/rule-handlers.ts';
import { ruleReads } from './rules/rule-reads.ts';
import { undoHandlers } from './rules/undo-handlers.ts';
import { templateHandlers } from './templates/template-handlers.ts';
import { templateReads } from './templates/template-reads.ts';
import { type WebhookSettings, webhookHandlers } from './webhooks/webhook-handlers.ts';
import { webhookReads } from './webhooks/webhook-reads.ts';
import { hurryOperation } from './workflows/hurry-operation.ts';
import { workflowHandlers } from './workflows/workflow-handlers.ts';
import { workflowReads } from './workflows/workflow-reads.ts';
import { workflowVerbHandlers } from './workflows/workflow-verb-handlers.ts';

type Dependencies = Readonly<{
  store: EventStore;
  readPool: Pool;
  progress: Progress;
  slips: AuthorizationSlips;
  connecting: Connecting;
  /** May write the schema `webhooks`. */
  pool: Pool;
  webhooks: WebhookSettings;
  /** The time of the business. */
  now: () => Date;
}>;

/** A handler for every operation of the contract. */
export const createHandlers = (dependencies: Dependencies): Handlers => {
  const { store, readPool, pool, progress, slips, connecting, webhooks, now } = dependencies;
  const read = tenantReader(readPool);
  const back = readBack(progress);
  const templates = deciding(store, templateDecider, templateCodec);
  const connections = deciding(store, connectionDecider, connectionCodec);
  const authorizations = deciding(store, authorizationDecider, authorizationCodec);
  const orchestrations = deciding(store, orchestrationDecider, orchestrationCodec);
  const plans = planLog(store);
  const reads = orchestrationReads(read, now);
  const workflows = workflowReads(read);
  const accounts = connectionReads(read);
  const chooseConnections = connectionChooser({ connections, reads: accounts });
  const ruling = {
    ...{ rules: deciding(store, ruleDecider, ruleCodec), reads: ruleReads(read), back, now },
    ...{ store, orchestrations, snapshots: ruleSnapshots({ store, read }), histories: ruleHistories({ store, read }) },
    checkOrchestration: async (orgId: OrgId, id: OrchestrationId) =>
      void ownOrchestration(orgId, await orchestrations.stateOf(`orchestration-${id}`)),
  };
  return {
    ...templateHandlers({ templates, reads: templateReads(read), back }),
    ...connectionHandlers({ connections, reads: accounts, back }),
    ...authorizationHandlers({ store, authorizations, connections, reads: accounts, slips, back, connecting }),
    ...orchestrationHandlers({ orchestrations, templates, chooseConnections, reads, back }),
    ...lifeCycleHandlers({ orchestrations, chooseConnections, reads, back }),
    ...budgetHandlers({ orchestrations, reads, ledger: ledgerReads(read), workflows, back }),
    ...performanceHandlers({ store, progress, reads: performanceReads(read), orchestrations: reads, now }),
    ...creativeHandlers({ reads: creativeReads(read), orchestrations: reads }),
    ...attributionHandlers({
      imports: deciding(store, touchpointImportDecider, attributionCodec),
      ...{ reads: attributionReads(read), back, now },
    }),
    ...ruleHandlers(ruling),
    ...previewHandlers(ruling),
    ...backtestHandlers({ ...ruling, replay: backtestThread() }),
    ...undoHandlers(ruling),
    ...recommendationHandlers({
      recommendations: deciding(store, recommendationDecider, recommendationCodec),
      ...{ reads: recommendationReads(read), orchestrations: reads, back },
    }),
    ...allocationHandlers({ orchestrations, reads, histories: spendHistories(read, now), back, now }),
    ...alertHandlers({
      alerts: deciding(store, alertDecider, alertCodec),
      settings: deciding(store, alertSettingsDecider, alertSettingsCodec),
      ...{ orchestrations, reads: alertReads(read), back },
    }),
    ...webhookHandlers({
      webhooks: deciding(store, webhookDecider, webhookCodec),
      ...{ reads: webhookReads({ read, pool }), back, pool, settings: webhooks },
    }),
    ...driftHandlers({ reads: driftReads(read), now }),
    ...workflowVerbHandlers({
      workflows: deciding(store, operatorDecider, workflowCodec),
      ...{ orchestrations, hurry: hurryOperation(store), reads: workflows, back },
    }),
    ...workflowHandlers({ orchestrations, plans, orchestrationReads: reads, reads: workflows, back }),
    ...planHandlers({ log: plans, orchestrations, connections: accounts, workflows, back, now }),
  };
};
