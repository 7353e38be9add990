import type { WorkflowTarget } from '@campaigns/contracts';
import type { WorkflowEventOf } from './input.ts';
import type { Failure } from './run.ts';

type Started = WorkflowEventOf<'WorkflowStarted'>['data'];

const undeployable = ({ flight, at }: Started, target: WorkflowTarget): string | undefined => {
  if (target.budget.micros <= 0) return 'No budget is allocated to this platform';
  const end = Date.parse(flight.endAt);
  if (end <= Date.parse(flight.startAt)) return 'The end of the flight does not lie after its start';
  return end <= Date.parse(at) ? 'The end of the flight lies in the past' : undefined;
};

const withoutCampaign = ({ platformCampaignId }: WorkflowTarget): string | undefined =>
  platformCampaignId === null ? 'No campaign exists on the platform' : undefined;

/** What is wrong with a platform before anybody is asked; found in the first step. */
export const faultsAtStart = (started: Started): readonly Failure[] =>
  started.targets.flatMap((target) => {
    const { goal } = started.purpose;
    const isMaking = goal === 'deploy' || goal === 'plan';
    const error = isMaking ? undeployable(started, target) : withoutCampaign(target);
    const step = started.steps[0];
    return error === undefined || step === undefined ? [] : [{ step, mappingId: target.mappingId, error }];
  });
