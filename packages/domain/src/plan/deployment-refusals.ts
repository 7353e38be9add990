import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestDeployment } from '../orchestrations/commands.ts';
import { requestDeployment } from '../orchestrations/decide-deployment.ts';
import { type ExistingOrchestration, isLive } from '../orchestrations/state.ts';

type Wanted = Omit<RequestDeployment['data'], 'planHash'>;

const refusalOf = (state: ExistingOrchestration, data: Wanted): readonly RuleViolation[] => {
  try {
    requestDeployment({ type: 'RequestDeployment', data }, state);
    return [];
  } catch (error) {
    if (error instanceof RuleViolation) return [error];
    throw error;
  }
};

/**
 * Every rule by which a deployment would be refused. The rules stop at the first that is broken, so each platform is asked
 * about by itself as well.
 */
export const deploymentRefusals = (state: ExistingOrchestration, data: Wanted): readonly RuleViolation[] => {
  const each = state.mappings
    .filter((mapping) => !isLive(mapping))
    .flatMap((mapping) => refusalOf({ ...state, mappings: [mapping] }, data));
  const all = [...refusalOf(state, data), ...each];
  return [...new Map(all.map((refusal) => [`${refusal.code} ${refusal.message}`, refusal])).values()];
};
