import type { JsonObject } from '../../http/exchange.ts';
import type { Campaign } from '../../state/campaign.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalObject, type Parameters, wholeNumber } from './parameters.ts';
import { bidStrategies } from './settings.ts';

const capped: readonly unknown[] = ['LOWEST_COST_WITH_BID_CAP', 'COST_CAP'];

/** The least return on what is spent, times 10,000; it can be asked for only where value is the goal. */
const roasFloor = (parameters: Parameters): JsonObject => {
  const constraints = optionalObject(parameters, 'bid_constraints');
  const floor = wholeNumber(constraints ?? {}, 'roas_average_floor');
  if (floor === undefined) {
    throw invalid('bid_constraints', 'bid_constraints.roas_average_floor is required for LOWEST_COST_WITH_MIN_ROAS');
  }
  if (parameters['optimization_goal'] !== 'VALUE') {
    throw invalid('optimization_goal', 'LOWEST_COST_WITH_MIN_ROAS needs the optimization goal VALUE');
  }
  return { bid_constraints: { roas_average_floor: floor } };
};

/**
 * How an ad set bids. The strategy stands where the budget does; what it needs stands on the ad set, also when the
 * strategy is that of the campaign. Throws `Refusal` 100.
 */
export const bidSettings = ({ budget, details }: Campaign, parameters: Parameters): JsonObject => {
  const own = parameters['bid_strategy'];
  if (own !== undefined && budget.kind !== 'none') {
    throw invalid('bid_strategy', 'The bid strategy is set on the campaign, which has the budget');
  }
  const strategy = own === undefined ? details['bid_strategy'] : oneOf(own, 'bid_strategy', bidStrategies);
  const amount = wholeNumber(parameters, 'bid_amount');
  if (capped.includes(strategy) && amount === undefined) {
    throw invalid('bid_amount', `The parameter bid_amount is required for the bid strategy ${strategy}`);
  }
  return {
    ...(own === undefined ? {} : { bid_strategy: strategy }),
    ...(amount === undefined ? {} : { bid_amount: String(amount) }),
    ...(strategy === 'LOWEST_COST_WITH_MIN_ROAS' ? roasFloor(parameters) : {}),
  };
};
