import type { PlatformOutcome, WorkflowEvent } from '@campaigns/contracts';
import type { Ask, Definition, Step } from './definition.ts';
import { definitionOf } from './definitions.ts';
import { evolve } from './evolve.ts';
import type { Run } from './run.ts';

const idsOf = ({ started: { workflowId, orchestrationId } }: Run) => ({ workflowId, orchestrationId });

const isPlanned = (definition: Definition, step: Step): boolean => definition.steps.includes(step);

/** The next planned step, then what has to be put right; `undefined` when everything is done. */
const stepAfter = (run: Run, definition: Definition): Step | undefined => {
  const isOpen = ({ name }: Step): boolean => !run.finished.includes(name);
  const planned = definition.isStopped(run) ? undefined : definition.steps.find(isOpen);
  // A run that is stopped before it began still shows the step in which it was.
  const first = run.finished.length === 0 ? definition.steps[0] : undefined;
  const { cleanUp } = definition;
  const remedy = cleanUp !== undefined && isOpen(cleanUp.step) && cleanUp.isNeeded(run) ? cleanUp.step : undefined;
  return planned ?? first ?? remedy;
};

/** The first wave of which something was not asked for yet. */
const openWave = (run: Run, definition: Definition, step: Step): readonly Ask[] => {
  if (isPlanned(definition, step) && definition.isStopped(run)) return [];
  const unasked = step.waves(run).map((wave) => wave.filter(({ operationId }) => !(operationId in run.operations)));
  return unasked.find((wave) => wave.length > 0) ?? [];
};

const requested = (
  run: Run,
  { name }: Step,
  { operationId, platform: { target }, task }: Ask,
  at: string,
): WorkflowEvent => ({
  type: 'OperationRequested',
  data: {
    operationId,
    ...idsOf(run),
    mappingId: target.mappingId,
    connectionId: target.connectionId,
    platform: target.platform,
    adAccountId: target.adAccountId,
    step: name,
    task,
    at,
  },
});

const stepEnded = (run: Run, definition: Definition, step: Step, at: string): WorkflowEvent => {
  const failures = run.failures.filter((failure) => failure.step === step.name);
  const failed = run.platforms.filter(({ target }) => failures.some(({ mappingId }) => mappingId === target.mappingId));
  const others = Object.values(run.operations).some(
    (asked) => asked.step === step.name && failures.every(({ mappingId }) => mappingId !== asked.mappingId),
  );
  const data = { ...idsOf(run), step: step.name, at };
  const isLost = !others || (isPlanned(definition, step) && definition.isStopped(run));
  if (failures.length > 0 && isLost) {
    return { type: 'StepFailed', data: { ...data, error: summary(run, failures) } };
  }
  return { type: 'StepCompleted', data: { ...data, failedPlatforms: failed.map(({ target }) => target.platform) } };
};

const summary = (run: Run, failures: Run['failures']): string =>
  failures
    .map(({ mappingId, error }) => {
      const platform = run.platforms.find(({ target }) => target.mappingId === mappingId)?.target.platform;
      return `${platform}: ${error}`;
    })
    .join('; ');

const reasonOf = (outcomes: readonly PlatformOutcome[]): string =>
  outcomes.flatMap(({ platform, error }) => (error === null ? [] : [`${platform}: ${error}`])).join('; ');

const runEnded = (run: Run, definition: Definition, at: string): WorkflowEvent => {
  const { purpose } = run.started;
  const outcomes = run.platforms.map((platform) => definition.outcomeOf(run, platform));
  const data = { ...idsOf(run), workflowType: definition.workflowType, purpose, outcomes, at };
  const well = outcomes.filter(({ error }) => error === null);
  if (well.length === outcomes.length) return { type: 'WorkflowCompleted', data };
  const isAllOrNothing = purpose.goal === 'deploy' && purpose.failurePolicy === 'rollback';
  return {
    type: 'WorkflowFailed',
    data: {
      ...data,
      reason: reasonOf(outcomes),
      partial: well.length > 0 && !isAllOrNothing,
      rolledBack: [...run.removed],
    },
  };
};

const nextEvents = (run: Run, at: string): readonly WorkflowEvent[] => {
  // Whatever is in flight is waited for: its outcome decides what has to be undone.
  if (run.status === 'ended' || run.open > 0) return [];
  const definition = definitionOf(run.started);
  if (run.step === null) {
    const step = stepAfter(run, definition);
    if (step === undefined) return [runEnded(run, definition, at)];
    return [{ type: 'StepStarted', data: { ...idsOf(run), step: step.name, at } }];
  }
  const step = [...definition.steps, definition.cleanUp?.step].find((candidate) => candidate?.name === run.step);
  if (step === undefined) return [];
  const wave = openWave(run, definition, step);
  return wave.length > 0
    ? wave.map((asked) => requested(run, step, asked, at))
    : [stepEnded(run, definition, step, at)];
};

/** Everything that follows by itself: up to the next wave of operations, or the end of the run. */
export const advance = (run: Run, at: string): readonly WorkflowEvent[] => {
  const events: WorkflowEvent[] = [];
  let state = run;
  for (;;) {
    const next = nextEvents(state, at);
    if (next.length === 0) return events;
    events.push(...next);
    state = next.reduce(evolve, state as ReturnType<typeof evolve>) as Run;
  }
};
