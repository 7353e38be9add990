import { type Clock, loadClock } from '@campaigns/service-kit';

/**
 * The clock of `CLOCK_SPEED`. It begins at the present, unless `CLOCK_STARTED_AT` lets a system that is started again go on
 * where it was. Throws one error that names every wrong variable.
 */
export const businessClock = (env: NodeJS.ProcessEnv): Clock =>
  loadClock({ ...env, CLOCK_STARTED_AT: env['CLOCK_STARTED_AT'] || new Date().toISOString() });
