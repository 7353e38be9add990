import type { WorkflowPurpose } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { definitionOf, definitionVersion } from './definitions.ts';
import type { WorkflowEventOf, WorkflowRequest } from './input.ts';
import { directionOf } from './sync.ts';

const purposeOf = (request: WorkflowRequest): WorkflowPurpose => {
  switch (request.type) {
    case 'DeploymentRequested':
      return { goal: 'deploy', failurePolicy: request.data.failurePolicy };
    case 'PauseRequested':
      return { goal: 'pause' };
    case 'ResumeRequested':
      return { goal: 'resume' };
    case 'CompletionRequested':
      return { goal: 'complete' };
    case 'SyncRequested': {
      const { syncType, trigger, since, changedSince } = request.data;
      const from = changedSince === undefined ? {} : { changedSince };
      return { goal: 'sync', syncType, direction: directionOf(syncType), trigger, since, ...from };
    }
    default:
      return assertNever(request);
  }
};

const adsWanted = ({ creatives, accepted }: Extract<WorkflowRequest, { type: 'DeploymentRequested' }>['data']) => ({
  ...(creatives === undefined ? {} : { creatives }),
  ...(accepted === undefined ? {} : { accepted }),
});

export const startedBy = (request: WorkflowRequest, at: string): WorkflowEventOf<'WorkflowStarted'> => {
  const { workflowId, orchestrationId, name, objective, flight, targets } = request.data;
  const purpose = purposeOf(request);
  const ads = request.type === 'DeploymentRequested' ? adsWanted(request.data) : {};
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
