import { type PlatformOutcome, type StoredEvent, type StreamName, workflowCodec } from '@campaigns/contracts';
import { type ExistingOrchestration, operatorDecider, type Run } from '@campaigns/domain';
import { type CommandContext, type EventStore, fold, toAppend } from '@campaigns/event-sourcing';
import type { Firing } from './timer.ts';

/** A run that may have started campaigns, and has not ended. */
export type RunUnderWay = Readonly<{
  stream: StreamName;
  run: Run;
  events: readonly StoredEvent[];
  revision: bigint | 'no-stream';
}>;

/** Whether a run is under way that starts campaigns. */
export const mayStart = ({ lifecycleRun }: ExistingOrchestration): boolean =>
  lifecycleRun?.goal === 'deploy' || lifecycleRun?.goal === 'resume';

/** The orchestration itself hears of what such a run has started only when it has ended. */
export const runUnderWay = async (
  store: EventStore,
  state: ExistingOrchestration,
): Promise<RunUnderWay | undefined> => {
  const { lifecycleRun } = state;
  if (lifecycleRun === null || !mayStart(state)) return undefined;
  const stream = `workflow-${lifecycleRun.workflowId}` as const;
  const { events, revision } = await store.load(stream);
  const run = fold(operatorDecider, events.map(workflowCodec.decode));
  return run.status === 'absent' || run.status === 'ended' ? undefined : { stream, run, events, revision };
};

export const outcomesSoFar = ({ platforms }: Run): readonly PlatformOutcome[] =>
  platforms.map(({ target: { mappingId, platform }, status, platformCampaignId, tag, adGroup, ads, plan }) => ({
    ...{ mappingId, platform, status, platformCampaignId, tag, error: null },
    ...(adGroup === undefined ? {} : { adGroup, ads: [...ads] }),
    ...(plan === undefined ? {} : { plan: [...plan] }),
  }));

const reason = 'The whole budget is spent';

/**
 * Brings a run to its end that waits for a person and holds up a pause: it goes on with what is well where only that is left,
 * or puts back what it did, since what it has not started shall not start. One that waits for a platform ends by itself, within
 * the hour that an activation may take. Nothing to append when that was said before.
 */
export const letGo = ({ stream, run, events, revision }: RunUnderWay, context: CommandContext): Firing['append'] => {
  const isRepeated = events.some(({ metadata }) => metadata.commandId === context.commandId);
  if (isRepeated || run.status !== 'needs_operator') return undefined;
  const isLastStep = run.step === run.started.steps.at(-1);
  const now = context.occurredAt;
  const decided = operatorDecider.decide(
    isLastStep ? { type: 'ResumeRun', data: { now } } : { type: 'CancelRun', data: { reason, now } },
    run,
  );
  if (decided.length === 0) return undefined;
  return { stream, expected: revision, events: toAppend(decided, workflowCodec, context) };
};
