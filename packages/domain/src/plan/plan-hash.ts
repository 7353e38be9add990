import { type DeploymentRequested, type Flight, type Schedule, toDecimal } from '@campaigns/contracts';
import { contentHash } from '@campaigns/event-sourcing';

type Deployment = Pick<
  DeploymentRequested['data'],
  'name' | 'objective' | 'flight' | 'targets' | 'creatives' | 'accepted' | 'failurePolicy'
>;

/** Which of a flight's two times go with the moment of the deployment. */
export type PlannedTimes = Readonly<{
  startsNow: boolean;
  /** Length of a flight that starts with the deployment and has no end of its own; `null` where the end is fixed. */
  endsAfterDays: number | null;
}>;

/** A deployment as its request would carry it. */
export type PlannedDeployment = Readonly<Deployment> & PlannedTimes;

/** `now` is the instant that the flight was worked out at. */
export const plannedTimes = (
  { endAt, durationDays }: Pick<Schedule, 'endAt' | 'durationDays'>,
  { startAt }: Flight,
  now: string,
): PlannedTimes => {
  const startsNow = Date.parse(startAt) === Date.parse(now);
  return { startsNow, endsAfterDays: startsNow && endAt === null ? durationDays : null };
};

const instant = (time: string): string => new Date(time).toISOString();

/** What decides what is bought, and nothing that differs between two deployments of the same. */
export const plannedContent = (planned: PlannedDeployment) => ({
  name: planned.name,
  objective: planned.objective,
  failurePolicy: planned.failurePolicy,
  flight: {
    startAt: planned.startsNow ? 'at once' : instant(planned.flight.startAt),
    endAt: planned.endsAfterDays === null ? instant(planned.flight.endAt) : `after ${planned.endsAfterDays} days`,
  },
  accepted: (planned.accepted ?? []).toSorted(),
  creatives: planned.creatives ?? [],
  platforms: Object.fromEntries(
    planned.targets.map(
      ({ platform, name, connectionId, adAccountId, budget, config, platformCampaignId, adGroup, ads }) => [
        platform,
        {
          name: name ?? null,
          connectionId,
          adAccountId,
          budget: { amount: toDecimal(budget.micros), currency: budget.currency },
          config,
          platformCampaignId,
          adGroup: adGroup?.platformAdGroupId ?? null,
          ads: (ads ?? []).map(({ platformAdId }) => platformAdId),
        },
      ],
    ),
  ),
});

/** Equal for two deployments that would buy the same. SHA-256 in hexadecimal. */
export const planHashOf = (planned: PlannedDeployment): string => contentHash(plannedContent(planned));
