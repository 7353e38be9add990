import type { WorkflowPurpose } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { definitionOf, definitionVersion } from './definitions.ts';
import type { WorkflowEventOf, WorkflowRequest } from './input.ts';
import { directionOf } from './sync.ts';

const purposeOf = (request: WorkflowRequest): WorkflowPurpose => {
  switch (request.type) {
    case 'PlanRequested':
      return { goal: 'plan', failurePolicy: request.data.failurePolicy, planHash: request.data.planHash };
    case 'DeploymentRequested':
      return { goal: 'deploy', failurePolicy: request.data.failurePolicy };
    case 'PauseRequested':
      return { goal: 'pause' };
    case 'ResumeRequested':
      return { goal: 'resume' };
    case 'CompletionRequested':
      return { goal: 'complete' };
    case 'SyncRequested': {
      const { syncType, trigger, since, changedSince, policy, direction = directionOf(syncType) } = request.data;
      const from = changedSince === undefined ? {} : { changedSince };
      return {
        goal: 'sync',
        syncType,
        direction,
        trigger,
        since,
        ...from,
        ...(policy === undefined ? {} : { policy }),
      };
    }
    case 'OptimizationRequested': {
      const { since, apply, mostChangePercent, creditedBy } = request.data;
      const model = creditedBy === undefined ? {} : { creditedBy };
      return { goal: 'optimize', since, apply, mostChangePercent, ...model };
    }
    case 'RotationRequested':
      return { goal: 'rotate', rotations: request.data.rotations };
    case 'CleanUpRequested':
      return { goal: 'clean_up' };
    default:
      return assertNever(request);
  }
};

const adsWanted = ({
  data,
}: WorkflowRequest): Pick<WorkflowEventOf<'WorkflowStarted'>['data'], 'creatives' | 'accepted'> => ({
  ...('creatives' in data && data.creatives !== undefined ? { creatives: data.creatives } : {}),
  ...('accepted' in data && data.accepted !== undefined ? { accepted: data.accepted } : {}),
});

export const startedBy = (request: WorkflowRequest, at: string): WorkflowEventOf<'WorkflowStarted'> => {
  const { workflowId, orchestrationId, name, objective, flight, targets } = request.data;
  const purpose = purposeOf(request);
  const ads = adsWanted(request);
  const { workflowType, steps } = definitionOf({ purpose, definitionVersion, ...ads });
  return {
    type: 'WorkflowStarted',
    data: {
      workflowId,
      orchestrationId,
      workflowType,
      definitionVersion,
      purpose,
      steps: steps.map((step) => step.name),
      name,
      objective,
      flight,
      targets,
      ...ads,
      at,
    },
  };
};
