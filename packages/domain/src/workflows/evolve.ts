import { isCreation, type WorkflowEvent } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { faultsAtStart } from './faults-at-start.ts';
import type { WorkflowEventOf } from './input.ts';
import type { Run, WorkflowRun } from './run.ts';
import { withOutcome } from './with-outcome.ts';
import { withVerb } from './with-verb.ts';

const begun = (data: WorkflowEventOf<'WorkflowStarted'>['data']): Run => ({
  status: 'running',
  started: data,
  lastAt: data.at,
  step: null,
  finished: [],
  platforms: data.targets.map((target) => ({
    target,
    status: target.status,
    platformCampaignId: target.platformCampaignId,
    tag: target.tag,
    adGroup: target.adGroup,
    ads: target.ads ?? [],
    plan: undefined,
    adopted: undefined,
    totals: undefined,
  })),
  operations: {},
  open: 0,
  created: [],
  removed: [],
  failures: faultsAtStart(data),
  tries: {},
  setAside: [],
  isResumed: false,
  cancelled: null,
  analysis: undefined,
  recommendation: undefined,
});

const asked = (
  run: Run,
  { operationId, mappingId, step, task }: WorkflowEventOf<'OperationRequested'>['data'],
): Run => ({
  ...run,
  open: run.open + 1,
  operations: {
    ...run.operations,
    [operationId]: {
      mappingId,
      step,
      kind: task.kind,
      tag: 'tag' in task && isCreation(task.kind) ? task.tag : null,
      creativeId: task.kind === 'create-ad' ? task.creative.creativeId : null,
      outcome: 'open',
    },
  },
});

const evolveRun = (run: Run, event: Exclude<WorkflowEvent, { type: 'WorkflowStarted' }>): Run => {
  switch (event.type) {
    case 'StepStarted':
      return { ...run, step: event.data.step };
    case 'OperationRequested':
      return asked(run, event.data);
    case 'OperationSettled':
      return withOutcome(run, event.data);
    case 'StepCompleted':
    case 'StepFailed':
      return { ...run, step: null, finished: [...run.finished, event.data.step] };
    case 'OperatorNeeded':
      return { ...run, status: 'needs_operator' };
    case 'OperatorActed':
      return withVerb({ ...run, status: 'running' }, event.data);
    case 'AnalysisRequested':
      return { ...run, analysis: 'asked' };
    case 'RecommendationsMade':
      return { ...run, analysis: 'answered', recommendation: event.data.recommendation };
    case 'WorkflowCompleted':
    case 'WorkflowFailed':
      return { ...run, status: 'ended' };
    default:
      return assertNever(event);
  }
};

/** Total and silent: an event that cannot apply leaves the state as it was. */
export const evolve = (state: WorkflowRun, event: WorkflowEvent): WorkflowRun => {
  if (event.type === 'WorkflowStarted') return state.status === 'absent' ? begun(event.data) : state;
  return state.status === 'absent' ? state : { ...evolveRun(state, event), lastAt: event.data.at };
};
