import { requestProblems } from './request-problems.ts';
import { ruleProblems } from './rule-problems.ts';
import { stateProblems } from './state-problems.ts';

/** Everything that the API refuses, once: HTTP status, title, explanation and remedy. */
export const problemCatalogue = { ...requestProblems, ...stateProblems, ...ruleProblems } as const;
