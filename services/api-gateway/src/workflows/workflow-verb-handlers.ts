import {
  type OperatorVerb,
  type OrchestrationEvent,
  type Platform,
  restPrefix,
  type StepName,
  type WorkflowEvent,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import {
  type OperatorCommand,
  type Orchestration,
  type OrchestrationCommand,
  openOperations,
  type Run,
  type WorkflowRun,
} from '@campaigns/domain';
import { RuleViolation } from '@campaigns/event-sourcing';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import type { HurryOperation } from './hurry-operation.ts';
import type { WorkflowReads } from './workflow-reads.ts';

type Dependencies = Readonly<{
  workflows: Deciding<WorkflowRun, OperatorCommand, WorkflowEvent>;
  orchestrations: Pick<Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>, 'stateOf'>;
  hurry: HurryOperation;
  reads: WorkflowReads;
  back: ReadBack;
}>;

type Ids = 'retryWorkflowStep' | 'resumeWorkflow' | 'skipWorkflowStep' | 'cancelWorkflow';

type Said = Readonly<{ params: Readonly<{ workflowId: string }>; caller: Caller; command: CommandSeed }>;

const verbs: Readonly<Record<OperatorCommand['type'], OperatorVerb>> = {
  RetryStep: 'retry',
  ResumeRun: 'resume',
  SkipStep: 'skip',
  CancelRun: 'cancel',
};

const notFound = (): Problem => new Problem('workflow-not-found', 'There is no such workflow');

/** What operators say to a run that is under way. Decided on the run's own stream, beside the orchestrators. */
export const workflowVerbHandlers = ({
  workflows,
  orchestrations,
  hurry,
  reads,
  back,
}: Dependencies): HandlersFor<Ids> => {
  /** The run, if it is the caller's. Whose it is never changes. Throws 404, and 409 for one that has not begun. */
  const ownRun = async ({ orgId }: Caller, workflowId: string, action: OperatorVerb): Promise<Run> => {
    const run = await workflows.stateOf(`workflow-${workflowId}`);
    if (run.status === 'absent') {
      if ((await reads.find(orgId, workflowId)) === undefined) throw notFound();
      throw new RuleViolation('illegal-transition', 'The workflow has not begun yet', { status: 'pending', action });
    }
    const orchestration = await orchestrations.stateOf(`orchestration-${run.started.orchestrationId}`);
    if (orchestration.status === 'absent' || orchestration.orgId !== orgId) throw notFound();
    return run;
  };

  const say = async ({ params, caller, command }: Said, said: OperatorCommand) => {
    const workflowId = workflowIdSchema.parse(params.workflowId);
    const { started } = await ownRun(caller, workflowId, verbs[said.type]);
    const { state, position } = await workflows.handle(`workflow-${workflowId}`, () => said, command.context);
    const Location = `${restPrefix}/${started.orchestrationId}/workflows/${workflowId}`;
    const hurried = await hurryOpen(state, said, command);
    await back.untilReadable(hurried ?? position, Location);
    const workflow = await reads.find(caller.orgId, workflowId);
    if (workflow === undefined) throw notFound();
    return { status: 202, headers: { Location }, body: { success: true as const, workflow } };
  };

  /** What waits for its next attempt is tried now. The log position of the last event of that, if any was needed. */
  const hurryOpen = async (state: WorkflowRun, said: OperatorCommand, { context }: CommandSeed) => {
    if (said.type !== 'RetryStep' || state.status === 'absent') return undefined;
    let last: bigint | undefined;
    for (const operationId of openOperations(state, said.data)) last = (await hurry(operationId, context)) ?? last;
    return last;
  };

  const aboutOf = ({ step, platform }: Readonly<{ step: StepName; platform?: Platform | undefined }>) => ({
    step,
    platform,
  });

  return {
    retryWorkflowStep: (request) =>
      say(request, { type: 'RetryStep', data: { ...aboutOf(request.body), now: request.command.now } }),
    resumeWorkflow: (request) => say(request, { type: 'ResumeRun', data: { now: request.command.now } }),
    skipWorkflowStep: (request) =>
      say(request, {
        type: 'SkipStep',
        data: { ...aboutOf(request.body), reason: request.body.reason, now: request.command.now },
      }),
    cancelWorkflow: (request) =>
      say(request, { type: 'CancelRun', data: { reason: request.body.reason, now: request.command.now } }),
  };
};
