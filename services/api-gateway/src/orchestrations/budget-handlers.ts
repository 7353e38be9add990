import { type OrchestrationEvent, type WorkflowId, workflowId as workflowIdSchema } from '@campaigns/contracts';
import {
  type ExistingOrchestration,
  type Orchestration,
  type OrchestrationCommand,
  scaleAllocation,
} from '@campaigns/domain';
import { etagOf } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import type { WorkflowReads } from '../workflows/workflow-reads.ts';
import { allocationOf, changesOf, splitOf, totalOf } from './amounts.ts';
import type { LedgerReads } from './ledger-reads.ts';
import { type ChangeRequest, namingFields, sendChange } from './orchestration-change.ts';
import type { OrchestrationReads } from './orchestration-reads.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  reads: OrchestrationReads;
  ledger: LedgerReads;
  workflows: WorkflowReads;
  back: ReadBack;
}>;

const pushOf = (events: readonly OrchestrationEvent[]): string | undefined =>
  events.find((event) => event.type === 'SyncRequested')?.data.workflowId;

export const budgetHandlers = (
  dependencies: Dependencies,
): HandlersFor<'getBudget' | 'changeBudget' | 'adjustBudget'> => {
  const { reads, ledger, workflows } = dependencies;

  const change = async (
    request: ChangeRequest,
    make: (state: ExistingOrchestration, workflowId: WorkflowId) => OrchestrationCommand,
  ) => {
    const { params, caller, command } = request;
    const workflowId = workflowIdSchema.parse(command.newId('workflow'));
    const push = pushOf(await sendChange(dependencies, request, (state) => make(state, workflowId)));
    const [orchestration, workflow] = await Promise.all([
      reads.details(caller.orgId, params.orchestrationId),
      push === undefined ? null : workflows.find(caller.orgId, push),
    ]);
    const headers = { ETag: etagOf(orchestration.revision) };
    return { status: 200, headers, body: { success: true as const, orchestration, workflow: workflow ?? null } };
  };

  return {
    getBudget: async ({ caller, params }) => {
      const budget = await ledger(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success: true, budget } };
    },
    changeBudget: (request) => {
      const { body, command } = request;
      return change(request, (state, workflowId) => {
        const { currency } = state.totalBudget;
        const totalBudget = totalOf(body.total_budget, currency);
        const allocation =
          body.budget_allocation === undefined
            ? scaleAllocation(splitOf(state), totalBudget)
            : allocationOf(body.budget_allocation, currency);
        return { type: 'ChangeBudget', data: { totalBudget, allocation, workflowId, now: command.now } };
      });
    },
    adjustBudget: (request) =>
      namingFields({ 'allocation-exceeds-total': '#/changes', 'amount-not-payable': '#/changes' }, () =>
        change(request, ({ totalBudget }, workflowId) => {
          const changes = changesOf(request.body.changes, totalBudget.currency);
          return { type: 'AdjustAllocation', data: { changes, workflowId, now: request.command.now } };
        }),
      ),
  };
};
