import type { orchestrationCodec } from '@campaigns/contracts';
import { type Orchestration, type OrchestrationCommand, orchestrationDecider } from '@campaigns/domain';
import type { Decider } from '@campaigns/event-sourcing';

/** Decided on the state that the command meets, again at every attempt; `undefined` changes nothing. */
export const lateDecider = (
  make: (state: Orchestration) => OrchestrationCommand | undefined,
): Decider<Orchestration, undefined, ReturnType<typeof orchestrationCodec.decode>> => ({
  ...orchestrationDecider,
  decide: (_none, state) => {
    const command = make(state);
    return command === undefined ? [] : orchestrationDecider.decide(command, state);
  },
});
