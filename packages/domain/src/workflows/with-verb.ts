import { assertNever } from '@campaigns/event-sourcing';
import type { WorkflowEventOf } from './input.ts';
import { type Failure, type Run, triesKey } from './run.ts';

type Acted = WorkflowEventOf<'OperatorActed'>['data'];

/** Failures that nobody has decided on yet: in a planned step, on a platform that still takes part. */
export const undecided = ({ failures, setAside, started }: Run): readonly Failure[] =>
  failures.filter(
    ({ step, mappingId }) => started.steps.includes(step) && setAside.every((aside) => aside.mappingId !== mappingId),
  );

/** Those that a verb is about. */
export const meant = (run: Run, { step, platform }: Pick<Acted, 'step' | 'platform'>): readonly Failure[] =>
  undecided(run).filter(
    (failure) =>
      failure.step === step &&
      (platform === null ||
        run.platforms.some(({ target }) => target.mappingId === failure.mappingId && target.platform === platform)),
  );

/** Those among them of something that can be asked for again: not what was wrong before anybody was asked. */
export const repeatable = (run: Run, about: Pick<Acted, 'step' | 'platform'>): readonly Failure[] =>
  meant(run, about).filter(({ step, mappingId }) =>
    Object.values(run.operations).some((asked) => asked.step === step && asked.mappingId === mappingId),
  );

const retried = (run: Run, acted: Acted): Run => {
  const again = repeatable(run, acted);
  const counted = again.map(({ step, mappingId }) => triesKey(step, mappingId));
  const tries = { ...run.tries, ...Object.fromEntries(counted.map((key) => [key, (run.tries[key] ?? 0) + 1])) };
  return { ...run, failures: run.failures.filter((failure) => !again.includes(failure)), tries };
};

const skipped = (run: Run, acted: Acted): Run => {
  const reason = acted.reason ?? '';
  const ids = new Set(meant(run, acted).map(({ mappingId }) => mappingId));
  return { ...run, setAside: [...run.setAside, ...[...ids].map((mappingId) => ({ mappingId, reason }))] };
};

/** The run after a person said how it goes on. */
export const withVerb = (run: Run, acted: Acted): Run => {
  switch (acted.verb) {
    case 'retry':
      return retried(run, acted);
    case 'skip':
      return skipped(run, acted);
    case 'resume':
      return { ...run, isResumed: true };
    case 'cancel':
      return { ...run, cancelled: run.cancelled ?? acted.reason ?? '' };
    default:
      return assertNever(acted.verb);
  }
};
