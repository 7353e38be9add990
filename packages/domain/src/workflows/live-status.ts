import type { OperationKind, Orphan, PlatformOutcome, WorkflowType } from '@campaigns/contracts';
import {
  activationTask,
  asItIs,
  askEach,
  cleanUpErrorOf,
  type Definition,
  healthy,
  type OnCampaign,
  pauseTask,
  type Step,
} from './definition.ts';
import type { PlatformRun, Run } from './run.ts';

const pause: Step = {
  name: 'pause_campaigns',
  waves: (run) => [askEach(run, 'pause_campaigns', healthy(run), pauseTask)],
};

const activate: Step = {
  name: 'activate_campaigns',
  waves: (run) => [askEach(run, 'activate_campaigns', healthy(run), activationTask)],
};

/** Campaigns of which a change by this run was done, or may have been. */
const touched = (run: Run, kind: OperationKind): readonly PlatformRun[] =>
  run.platforms.filter(({ target }) =>
    Object.values(run.operations).some(
      (asked) =>
        asked.mappingId === target.mappingId &&
        asked.kind === kind &&
        run.started.steps.includes(asked.step) &&
        (asked.outcome === 'succeeded' || asked.outcome === 'unclear'),
    ),
  );

/** What was active before it was paused. */
const pausedHere = (run: Run): readonly PlatformRun[] =>
  touched(run, 'pause-campaign').filter(({ target }) => target.status === 'active');

/** What was not active before it was activated. */
const activatedHere = (run: Run): readonly PlatformRun[] =>
  touched(run, 'activate-campaign').filter(({ target }) => target.status !== 'active');

const putBack = (task: OnCampaign, which: (run: Run) => readonly PlatformRun[]): Step => ({
  name: 'roll_back',
  waves: (run) => [askEach(run, 'roll_back', which(run), task)],
});

const notPutBack = (run: Run): readonly Orphan[] =>
  run.platforms.flatMap((platform) => {
    const reason = cleanUpErrorOf(run, platform);
    const { platformCampaignId, tag, target } = platform;
    return reason === null ? [] : [{ platform: target.platform, platformCampaignId, tag, reason }];
  });

const outcomeOf = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const outcome = asItIs(run, platform);
  const cleanUpError = cleanUpErrorOf(run, platform);
  if (cleanUpError === null) return outcome;
  const error = `It could not be put back to what it was: ${cleanUpError}`;
  return { ...outcome, error: outcome.error === null ? error : `${outcome.error}; ${error}` };
};

/** One step over all platforms; each comes out as it really is. */
const oneStep = (workflowType: WorkflowType, step: Step, undo: Step): Definition => ({
  workflowType,
  steps: [step],
  isStopped: () => false,
  cleanUp: undefined,
  undo,
  orphansOf: notPutBack,
  outcomeOf,
});

export const pauseCampaigns = oneStep('deactivation', pause, putBack(activationTask, pausedHere));
export const activateCampaigns = oneStep('activation', activate, putBack(pauseTask, activatedHere));
