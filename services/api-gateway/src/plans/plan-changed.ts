import { asPlanned, planDifferences, plannedNow } from '@campaigns/domain';
import { RuleViolation } from '@campaigns/event-sourcing';
import { Problem } from '@campaigns/service-kit';
import type { PlanLog } from './plan-log.ts';

type Deployment = Readonly<{
  orchestrationId: string;
  planHash: string | undefined;
  now: string;
  failurePolicy?: Parameters<typeof plannedNow>[1]['failurePolicy'];
  accepted?: readonly string[] | undefined;
}>;

/** Where a deployment would not be that of the plan any more, field by field; `null` for a hash that no plan has. */
const differencesFrom = async (
  log: PlanLog,
  { orchestrationId, planHash, now, failurePolicy, accepted }: Deployment,
) => {
  const { now: orchestration, plans } = await log.of(orchestrationId);
  const plan = plans.find(({ request }) => request.planHash === planHash);
  if (orchestration.status === 'absent' || plan === undefined) return null;
  const current = plannedNow(orchestration, { now, failurePolicy, accepted });
  if (current === undefined) return null;
  return planDifferences(asPlanned(plan.orchestration, plan.request, plan.at), current);
};

/** Runs a deployment's command; a refusal because the plan has changed says what has. */
export const tellingWhatChanged = async <Result>(
  log: PlanLog,
  deployment: Deployment,
  run: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RuleViolation) || error.code !== 'plan-changed') throw error;
    const differences = await differencesFrom(log, deployment);
    throw new Problem('plan-changed', error.message, { details: { ...error.details, differences } });
  }
};
