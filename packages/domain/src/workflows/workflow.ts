import type { RecommendationProposed, WorkflowEvent } from '@campaigns/contracts';
import type { Workflow } from '@campaigns/event-sourcing';
import { andWhatFollows } from './engine.ts';
import { evolve } from './evolve.ts';
import type { OperationOutcome, WorkflowEventOf, WorkflowInput, WorkflowRequest } from './input.ts';
import type { Run, WorkflowRun } from './run.ts';
import { startedBy } from './start.ts';

type Heard<Input> = Input & Readonly<{ at: string }>;

/** A request that comes again finds its run begun, and changes nothing. */
const start = (request: Heard<WorkflowRequest>, state: WorkflowRun): readonly WorkflowEvent[] =>
  state.status === 'absent' ? andWhatFollows(state, startedBy(request, request.at), request.at) : [];

const settledBy = (
  outcome: OperationOutcome,
  run: Run,
  at: string,
): WorkflowEventOf<'OperationSettled'> | undefined => {
  const { operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId } = outcome.data;
  const operation = run.operations[operationId];
  const kind = outcome.type === 'OperationSucceeded' ? outcome.data.result.kind : outcome.data.kind;
  if (operation === undefined || operation.outcome !== 'open' || operation.kind !== kind) return undefined;
  const context = { operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId };
  return {
    type: 'OperationSettled',
    data: {
      ...context,
      step: operation.step,
      kind,
      at,
      outcome:
        outcome.type === 'OperationSucceeded'
          ? { status: 'succeeded', result: outcome.data.result }
          : { status: 'failed', error: outcome.data.error },
    },
  };
};

/**
 * An outcome that this run never asked for, or has heard of before, changes nothing. None can come after the end: a run
 * does not end before every operation that it asked for has settled.
 */
const settle = (outcome: Heard<OperationOutcome>, state: WorkflowRun): readonly WorkflowEvent[] => {
  if (state.status !== 'running') return [];
  const at = Date.parse(outcome.at) < Date.parse(state.lastAt) ? state.lastAt : outcome.at;
  const settled = settledBy(outcome, state, at);
  return settled === undefined ? [] : andWhatFollows(state, settled, at);
};

/** What a run did not ask for, or has been answered before, changes nothing. */
const answer = (proposed: Heard<RecommendationProposed>, state: WorkflowRun): readonly WorkflowEvent[] => {
  if (state.status !== 'running' || state.analysis !== 'asked' || state.cancelled !== null) return [];
  const at = Date.parse(proposed.at) < Date.parse(state.lastAt) ? state.lastAt : proposed.at;
  const { recommendationId, workflowId, orchestrationId, parts } = proposed.data;
  const recommendation = {
    allocation: parts.map(({ platform, afterMicros }) => ({ platform, amountMicros: afterMicros })),
    reasons: parts.map(({ platform, beforeMicros, afterMicros, reason }) => ({
      ...{ platform, beforeMicros, afterMicros, reason },
    })),
  };
  const made = { workflowId, orchestrationId, recommendation, recommendationId, at };
  return andWhatFollows(state, { type: 'RecommendationsMade', data: made }, at);
};

const decide = (input: WorkflowInput, state: WorkflowRun): readonly WorkflowEvent[] => {
  switch (input.type) {
    case 'OperationSucceeded':
    case 'OperationFailed':
      return settle(input, state);
    case 'RecommendationProposed':
      return answer(input, state);
    default:
      return start(input, state);
  }
};

/** Every kind of run. One instance per workflow id. What a person says to it is decided in `operator.ts`. */
export const campaignWorkflow: Workflow<WorkflowRun, WorkflowInput, WorkflowEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
