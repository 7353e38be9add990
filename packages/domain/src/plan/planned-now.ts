import type { WorkflowId } from '@campaigns/contracts';
import { derivedId, RuleViolation } from '@campaigns/event-sourcing';
import type { EventOf, RequestPlan } from '../orchestrations/commands.ts';
import { requestPlan } from '../orchestrations/decide-deployment.ts';
import type { ExistingOrchestration } from '../orchestrations/state.ts';
import { type PlannedDeployment, plannedTimes } from './plan-hash.ts';

/** A plan's request, as a deployment that can be compared with another. `at` is when it was asked for, of that state. */
export const asPlanned = (
  { schedule }: ExistingOrchestration,
  request: EventOf<'PlanRequested'>['data'],
  at: string,
): PlannedDeployment => ({ ...request, ...plannedTimes(schedule, request.flight, at) });

/** What a deployment would carry now; `undefined` where there is nothing to deploy. */
export const plannedNow = (
  state: ExistingOrchestration,
  wishes: Omit<RequestPlan['data'], 'workflowId'>,
): PlannedDeployment | undefined => {
  const workflowId = derivedId(state.orchestrationId, 'planned-now', wishes.now) as WorkflowId;
  try {
    const [event] = requestPlan({ type: 'RequestPlan', data: { workflowId, ...wishes } }, state);
    return event?.type === 'PlanRequested' ? asPlanned(state, event.data, wishes.now) : undefined;
  } catch (error) {
    if (error instanceof RuleViolation) return undefined;
    throw error;
  }
};
