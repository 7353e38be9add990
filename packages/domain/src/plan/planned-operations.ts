import type {
  DeploymentRequested,
  MappingId,
  OperationRequested,
  OperationResult,
  OperationTask,
  PlanLine,
  Platform,
  StepName,
  WorkflowEvent,
} from '@campaigns/contracts';
import { plainResult } from '../workflows/plain-result.ts';
import { campaignWorkflow } from '../workflows/workflow.ts';

/** A call that a deployment will make, in order. */
export type PlannedOperation = Readonly<{
  mappingId: MappingId;
  platform: Platform;
  step: StepName;
  task: OperationTask;
}>;

/** What the platforms said of a deployment, by mapping; nothing of those that did not answer. */
export type KnownLines = ReadonlyMap<MappingId, readonly PlanLine[]>;

type Asked = OperationRequested['data'];

const resultOf = ({ task, mappingId }: Asked, currency: string, lines: KnownLines): OperationResult => {
  const result = plainResult(task, { currency });
  const plan = lines.get(mappingId);
  return result.kind === 'verify-account' && plan !== undefined ? { ...result, plan: [...plan] } : result;
};

/**
 * The calls of a deployment in which nothing goes wrong, by the code that carries it out: the run itself, answered as the
 * platforms would. `at` is when it would begin.
 */
export const plannedOperations = (
  deployment: DeploymentRequested['data'],
  at: string,
  lines: KnownLines = new Map(),
): readonly PlannedOperation[] => {
  const currencies = new Map(deployment.targets.map(({ mappingId, budget }) => [mappingId, budget.currency]));
  const planned: PlannedOperation[] = [];
  let run = campaignWorkflow.initialState;
  const open: Asked[] = [];
  const apply = (events: readonly WorkflowEvent[]): void => {
    for (const event of events) {
      run = campaignWorkflow.evolve(run, event);
      if (event.type === 'OperationRequested') open.push(event.data);
    }
  };
  apply(campaignWorkflow.decide({ type: 'DeploymentRequested', data: deployment, at }, run));
  for (let asked = open.shift(); asked !== undefined; asked = open.shift()) {
    const { mappingId, platform, step, task, operationId, workflowId, orchestrationId, connectionId, adAccountId } =
      asked;
    planned.push({ mappingId, platform, step, task });
    const context = { operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId };
    const result = resultOf(asked, currencies.get(mappingId) ?? '', lines);
    apply(campaignWorkflow.decide({ type: 'OperationSucceeded', data: { ...context, result }, at }, run));
  }
  return planned;
};
