import {
  type OrchestrationEvent,
  restPrefix,
  type WorkflowId,
  type WorkflowView,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import type { Orchestration, OrchestrationCommand } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import type { OrchestrationReads } from '../orchestrations/orchestration-reads.ts';
import { tellingWhatChanged } from '../plans/plan-changed.ts';
import type { PlanLog } from '../plans/plan-log.ts';
import { creditedByOf } from '../recommendations/credited-by.ts';
import { requestAmong, requestedWorkflow } from './requested-workflow.ts';
import type { WorkflowReads } from './workflow-reads.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  plans: PlanLog;
  orchestrationReads: OrchestrationReads;
  reads: WorkflowReads;
  back: ReadBack;
}>;

type Ids =
  | 'deployOrchestration'
  | 'optimizeOrchestration'
  | 'rotateCreatives'
  | 'cleanUpOrchestration'
  | 'syncOrchestration'
  | 'pauseOrchestration'
  | 'resumeOrchestration'
  | 'completeOrchestration'
  | 'listWorkflows'
  | 'getOrchestrationWorkflow'
  | 'getWorkflow'
  | 'listSyncLogs'
  | 'listPlatformCalls';

type Started = Readonly<{
  params: Readonly<{ orchestrationId: string }>;
  caller: Caller;
  command: CommandSeed;
}>;

const success = true as const;

export const workflowHandlers = ({
  orchestrations,
  plans,
  orchestrationReads,
  reads,
  back,
}: Dependencies): HandlersFor<Ids> => {
  /** The run that a command asked for; `null` when there was nothing to run. */
  const start = async (
    { params, caller, command }: Started,
    make: (workflowId: WorkflowId) => OrchestrationCommand,
  ): Promise<WorkflowView | null> => {
    const workflowId = workflowIdSchema.parse(command.newId('workflow'));
    const { events, position } = await orchestrations.handle(
      `orchestration-${params.orchestrationId}`,
      (state) => {
        ownOrchestration(caller.orgId, state);
        return make(workflowId);
      },
      command.context,
    );
    const isReadable = await back.isReadable(position);
    const request = requestAmong(events);
    if (request === undefined) return null;
    // The read side may be behind; that the run was asked for is certain.
    const known = isReadable ? await reads.find(caller.orgId, request.data.workflowId) : undefined;
    return known ?? requestedWorkflow(request, { by: caller.subject, at: command.now });
  };

  const accepted = async (request: Started, make: (workflowId: WorkflowId) => OrchestrationCommand) => {
    const workflow = await start(request, make);
    if (workflow === null) throw new TypeError('The command asked for no workflow');
    const Location = `${restPrefix}/${workflow.orchestration_id}/workflows/${workflow.workflow_id}`;
    return { status: 202, headers: { Location }, body: { success, workflow } };
  };

  const found = async (orgId: string, workflowId: string, orchestrationId?: string) => {
    const workflow = await reads.find(orgId, workflowId);
    const isHere = orchestrationId === undefined || workflow?.orchestration_id === orchestrationId;
    if (workflow === undefined || !isHere) throw new Problem('workflow-not-found', 'There is no such workflow');
    return { status: 200, body: { success, workflow } };
  };

  return {
    deployOrchestration: (request) => {
      const { now } = request.command;
      const { failure_policy: failurePolicy, accept, plan_hash: planHash } = request.body;
      const wanted = { now, failurePolicy, accepted: accept, planHash };
      return tellingWhatChanged(plans, { ...wanted, orchestrationId: request.params.orchestrationId }, () =>
        accepted(request, (workflowId) => ({ type: 'RequestDeployment', data: { workflowId, ...wanted } })),
      );
    },
    optimizeOrchestration: (request) => {
      const { apply, most_change_percent: mostChangePercent, since_days: sinceDays, credited_by } = request.body;
      const { now } = request.command;
      return accepted(request, (workflowId) => ({
        type: 'RequestOptimization',
        data: { workflowId, now, apply, mostChangePercent, sinceDays, creditedBy: creditedByOf(credited_by) },
      }));
    },
    cleanUpOrchestration: (request) =>
      accepted(request, (workflowId) => ({ type: 'RequestCleanUp', data: { workflowId, now: request.command.now } })),
    syncOrchestration: (request) => {
      const { sync_type: syncType, direction } = request.body;
      const { now } = request.command;
      return accepted(request, (workflowId) => ({
        type: 'RequestSync',
        data: { workflowId, syncType, trigger: 'manual', now, direction },
      }));
    },
    pauseOrchestration: (request) => {
      const data = { now: request.command.now, platforms: request.body.platforms };
      return accepted(request, (workflowId) => ({ type: 'RequestPause', data: { workflowId, ...data } }));
    },
    resumeOrchestration: (request) => {
      const data = { now: request.command.now, platforms: request.body.platforms };
      return accepted(request, (workflowId) => ({ type: 'RequestResume', data: { workflowId, ...data } }));
    },
    rotateCreatives: (request) => {
      const data = { now: request.command.now, rotations: [request.body] };
      return accepted(request, (workflowId) => ({ type: 'RequestRotation', data: { workflowId, ...data } }));
    },
    completeOrchestration: async (request) => {
      const workflow = await start(request, (workflowId) => ({
        type: 'RequestCompletion',
        data: { workflowId, now: request.command.now },
      }));
      if (workflow === null) return { status: 200, body: { success, workflow } };
      const Location = `${restPrefix}/${workflow.orchestration_id}/workflows/${workflow.workflow_id}`;
      return { status: 202, headers: { Location }, body: { success, workflow } };
    },
    listWorkflows: async ({ caller, params, query }) => {
      const { items, nextCursor } = await reads.list(caller.orgId, params.orchestrationId, query);
      if (items.length === 0) await orchestrationReads.requireKnown(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success, workflows: [...items], next_cursor: nextCursor } };
    },
    getOrchestrationWorkflow: ({ caller, params }) => found(caller.orgId, params.workflowId, params.orchestrationId),
    getWorkflow: ({ caller, params }) => found(caller.orgId, params.workflowId),
    listSyncLogs: async ({ caller, params, query }) => {
      const { items, nextCursor } = await reads.syncLogs(caller.orgId, params.orchestrationId, query);
      if (items.length === 0) await orchestrationReads.requireKnown(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success, sync_logs: [...items], next_cursor: nextCursor } };
    },
    listPlatformCalls: async ({ caller, params, query }) => {
      const { items, nextCursor } = await reads.calls(caller.orgId, params.orchestrationId, query);
      if (items.length === 0) await orchestrationReads.requireKnown(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success, calls: [...items], next_cursor: nextCursor } };
    },
  };
};
