import type { Ask, Step } from './definition.ts';
import type { Run } from './run.ts';

/** What is left to ask for in each wave of a step, as the run stands now. */
export const unaskedOf = (run: Run, step: Step): readonly (readonly Ask[])[] =>
  step.waves(run).map((wave) => wave.filter(({ operationId }) => !(operationId in run.operations)));
