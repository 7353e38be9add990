import { type OrchestrationEvent, restPrefix, workflowId as workflowIdSchema } from '@campaigns/contracts';
import type { Orchestration, OrchestrationCommand, PlannedConnection } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { ConnectionReads } from '../connections/connection-reads.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { requestedWorkflow } from '../workflows/requested-workflow.ts';
import type { WorkflowReads } from '../workflows/workflow-reads.ts';
import type { AnsweredPlan, PlanLog, RequestedPlan } from './plan-log.ts';
import { planView } from './plan-view.ts';

type Dependencies = Readonly<{
  log: PlanLog;
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  connections: ConnectionReads;
  workflows: WorkflowReads;
  back: ReadBack;
  now: () => Date;
}>;

/** How long an answer waits for the platforms. */
const planWaitMs = 5_000;

const success = true as const;

export const planHandlers = ({
  log,
  orchestrations,
  connections,
  workflows,
  back,
  now,
}: Dependencies): HandlersFor<'planOrchestration' | 'getPlan'> => {
  const connectionsOf = async (orgId: string, { request }: RequestedPlan) => {
    const views = await connections.several(
      orgId,
      request.targets.map(({ connectionId }) => connectionId),
    );
    return new Map<string, PlannedConnection>(
      views.map(({ connection_id, state, status_reason: reason, currency, expires_at: expiresAt }) => [
        connection_id,
        { state, reason, currency, expiresAt },
      ]),
    );
  };

  const shown = async ({ orgId }: Caller, plan: RequestedPlan, answered: AnsweredPlan) => {
    // What the platforms have said may have suspended a connection.
    await back.isReadable(answered.position);
    const { now: state } = await log.of(plan.request.orchestrationId);
    const orchestration = ownOrchestration(orgId, state);
    const known = await connectionsOf(orgId, plan);
    return planView({ plan, answered, connections: known, orchestration, now: now().toISOString() });
  };

  return {
    planOrchestration: async ({ caller, params, body, command }) => {
      const { orchestrationId } = params;
      const workflowId = workflowIdSchema.parse(command.newId('workflow'));
      const { failure_policy: failurePolicy, accept: accepted } = body;
      await orchestrations.handle(
        `orchestration-${orchestrationId}`,
        (state) => {
          ownOrchestration(caller.orgId, state);
          return { type: 'RequestPlan', data: { workflowId, now: command.now, failurePolicy, accepted } };
        },
        command.context,
      );
      const { plans } = await log.of(orchestrationId);
      const plan = plans.find(({ request }) => request.workflowId === workflowId);
      if (plan === undefined) throw new TypeError('The command asked for no plan');
      await log.untilAnswered(plan, planWaitMs);
      const answered = await log.answered(workflowId);
      const view = answered === undefined ? null : await shown(caller, plan, answered);
      if (view === null) await back.isReadable(plan.position);
      const asked = requestedWorkflow({ type: 'PlanRequested', data: plan.request }, plan);
      const workflow = (await workflows.find(caller.orgId, workflowId)) ?? asked;
      const Location = `${restPrefix}/${orchestrationId}/workflows/${workflowId}`;
      return { status: view === null ? 202 : 200, headers: { Location }, body: { success, plan: view, workflow } };
    },

    getPlan: async ({ caller, params }) => {
      const { now: state, plans } = await log.of(params.orchestrationId);
      ownOrchestration(caller.orgId, state);
      for (const plan of plans) {
        const answered = await log.answered(plan.request.workflowId);
        if (answered !== undefined) {
          return { status: 200, body: { success, plan: await shown(caller, plan, answered) } };
        }
      }
      throw new Problem('plan-not-found', 'No plan of this orchestration has been made');
    },
  };
};
