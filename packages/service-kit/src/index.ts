export { acceleratedClock, type Clock, systemClock } from './clock.ts';
export { isDatabaseAway } from './database-away.ts';
export { type Lifecycle, lifecycle } from './lifecycle.ts';
export { loadConfig, variables } from './load-config.ts';
export { createLogger } from './logger.ts';
export { etagOf, Problem, problemBody, toProblem } from './problem.ts';
