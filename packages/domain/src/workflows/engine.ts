import type { WorkflowEvent } from '@campaigns/contracts';
import { deadlineOf } from './deadlines.ts';
import type { Ask, Definition, Step } from './definition.ts';
import { triesOf } from './definition.ts';
import { definitionOf } from './definitions.ts';
import { runEnded } from './ending.ts';
import { evolve } from './evolve.ts';
import type { Failure, Run, WorkflowRun } from './run.ts';
import { unaskedOf } from './unasked.ts';
import { undecided } from './with-verb.ts';

const idsOf = ({ started: { workflowId, orchestrationId } }: Run) => ({ workflowId, orchestrationId });

const isPlanned = (definition: Definition, step: Step): boolean => definition.steps.includes(step);

/** No further wave and no further planned step is started. */
const isStopped = (run: Run, definition: Definition): boolean => run.cancelled !== null || definition.isStopped(run);

const isOpen = (run: Run, { name }: Step): boolean => !run.finished.includes(name);

/** What has to be put right: of a run that was called off, whatever it did. */
const remedyOf = (run: Run, { cleanUp, undo }: Definition): Step | undefined => {
  if (run.cancelled !== null && undo !== undefined) {
    return isOpen(run, undo) && undo.waves(run).some(({ length }) => length > 0) ? undo : undefined;
  }
  return cleanUp !== undefined && isOpen(run, cleanUp.step) && cleanUp.isNeeded(run) ? cleanUp.step : undefined;
};

/** The next planned step, then what has to be put right; `undefined` when everything is done. */
const stepAfter = (run: Run, definition: Definition): Step | undefined => {
  const planned = isStopped(run, definition) ? undefined : definition.steps.find((step) => isOpen(run, step));
  // A run that is stopped before it began still shows the step in which it was.
  const first = run.finished.length === 0 ? definition.steps[0] : undefined;
  return planned ?? first ?? remedyOf(run, definition);
};

/** Failures that a person has to decide on before the step goes on. */
const awaited = (run: Run, { isAsking = false }: Definition): readonly Failure[] =>
  isAsking && !run.isResumed && run.cancelled === null ? undecided(run) : [];

/** The first wave of which something was not asked for yet. While a person is awaited, only what is tried again. */
const openWave = (run: Run, definition: Definition, step: Step): readonly Ask[] => {
  if (isPlanned(definition, step) && isStopped(run, definition)) return [];
  const isWaiting = awaited(run, definition).length > 0;
  const mayBeAsked = ({ platform: { target } }: Ask): boolean =>
    !isWaiting || triesOf(run, step.name, target.mappingId) > 0;
  const waves = unaskedOf(run, step).map((wave) => wave.filter(mayBeAsked));
  return waves.find((wave) => wave.length > 0) ?? [];
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
    ...(run.started.definitionVersion >= 3 ? { deadline: deadlineOf(task.kind, at) } : {}),
    at,
  },
});

const summary = (run: Run, failures: readonly Failure[]): string =>
  failures
    .map(({ mappingId, error }) => {
      const platform = run.platforms.find(({ target }) => target.mappingId === mappingId)?.target.platform;
      return `${platform}: ${error}`;
    })
    .join('; ');

/** A planned step that was called off with something left to ask for. */
const isCutShort = (run: Run, definition: Definition, step: Step): boolean =>
  run.cancelled !== null &&
  isPlanned(definition, step) &&
  (step.isWaiting?.(run) === true || unaskedOf(run, step).some(({ length }) => length > 0));

const stepEnded = (run: Run, definition: Definition, step: Step, at: string): WorkflowEvent => {
  const failures = run.failures.filter((failure) => failure.step === step.name);
  const failed = run.platforms.filter(({ target }) => failures.some(({ mappingId }) => mappingId === target.mappingId));
  const others = Object.values(run.operations).some(
    (asked) => asked.step === step.name && failures.every(({ mappingId }) => mappingId !== asked.mappingId),
  );
  const data = { ...idsOf(run), step: step.name, at };
  const isLost = !others || (isPlanned(definition, step) && isStopped(run, definition));
  if (failures.length > 0 && isLost) {
    return { type: 'StepFailed', data: { ...data, error: summary(run, failures) } };
  }
  if (isCutShort(run, definition, step)) {
    return { type: 'StepFailed', data: { ...data, error: `Cancelled: ${run.cancelled}` } };
  }
  return { type: 'StepCompleted', data: { ...data, failedPlatforms: failed.map(({ target }) => target.platform) } };
};

const inStep = (run: Run, definition: Definition, step: Step, at: string): readonly WorkflowEvent[] => {
  const wave = openWave(run, definition, step);
  if (wave.length > 0) return wave.map((asked) => requested(run, step, asked, at));
  const open = awaited(run, definition);
  if (open.length > 0) {
    return [{ type: 'OperatorNeeded', data: { ...idsOf(run), step: step.name, reason: summary(run, open), at } }];
  }
  if (isStopped(run, definition)) return [stepEnded(run, definition, step, at)];
  if (step.isWaiting?.(run) === true) return [];
  return [step.conclusion?.(run, at) ?? stepEnded(run, definition, step, at)];
};

const nextEvents = (run: Run, at: string): readonly WorkflowEvent[] => {
  // Whatever is in flight is waited for: its outcome decides what has to be undone.
  if (run.status !== 'running' || run.open > 0) return [];
  const definition = definitionOf(run.started);
  if (run.step === null) {
    const step = stepAfter(run, definition);
    if (step === undefined) return [runEnded(run, definition, at)];
    return [{ type: 'StepStarted', data: { ...idsOf(run), step: step.name, at } }];
  }
  const steps = [...definition.steps, definition.cleanUp?.step, definition.undo];
  const step = steps.find((candidate) => candidate?.name === run.step);
  return step === undefined ? [] : inStep(run, definition, step, at);
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

/** An event, and everything that follows from it by itself. */
export const andWhatFollows = (state: WorkflowRun, first: WorkflowEvent, at: string): readonly WorkflowEvent[] => {
  const run = evolve(state, first);
  return run.status === 'absent' ? [first] : [first, ...advance(run, at)];
};
