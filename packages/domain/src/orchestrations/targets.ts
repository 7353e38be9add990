import type { AdCreative, Flight, WorkflowId, WorkflowTarget } from '@campaigns/contracts';
import { derivedId, RuleViolation } from '@campaigns/event-sourcing';
import type { ExistingOrchestration, Mapping } from './state.ts';

const dayMs = 86_400_000;

export const toTarget = (state: ExistingOrchestration, mapping: Mapping): WorkflowTarget => ({
  mappingId: mapping.mappingId,
  platform: mapping.platform,
  connectionId: mapping.connectionId,
  adAccountId: mapping.adAccountId,
  platformCampaignId: mapping.platformCampaignId,
  status: mapping.status,
  budget: { micros: mapping.budgetMicros, currency: state.totalBudget.currency },
  config: mapping.config,
  tag: mapping.tag,
  ...(mapping.adGroup === undefined ? {} : { adGroup: mapping.adGroup, ads: [...mapping.ads] }),
});

/** Creatives have no id of their own: the orchestration's and their place in its list make it. */
export const creativeIdOf = (orchestrationId: string, index: number): string =>
  derivedId(orchestrationId, 'creative', String(index));

export const creativesOf = ({ orchestrationId, creatives }: ExistingOrchestration): readonly AdCreative[] =>
  creatives.map((creative, index) => ({ ...creative, creativeId: creativeIdOf(orchestrationId, index) }));

/** With the budget that the platform may have at most, so that what is lowered can go out before what is raised. */
export const toSyncTarget = (state: ExistingOrchestration, mapping: Mapping): WorkflowTarget => {
  const target = toTarget(state, mapping);
  if (mapping.sent === null) return target;
  return { ...target, previousBudget: { micros: mapping.sent.atMostMicros, currency: target.budget.currency } };
};

/** What every request for a run carries. */
export const workflowRequest = (
  state: ExistingOrchestration,
  workflowId: WorkflowId,
  flight: Flight,
  mappings: readonly Mapping[],
  targetOf = toTarget,
) => ({
  orchestrationId: state.orchestrationId,
  workflowId,
  name: state.name,
  objective: state.objective,
  flight,
  targets: mappings.map((mapping) => targetOf(state, mapping)),
});

/** Compares instants, not their texts: "09:00:00Z" and "09:00:00.000Z" are the same one. */
export const isAfter = (instant: string, other: string): boolean => Date.parse(instant) > Date.parse(other);

/** The scheduled flight, or one that starts now and lasts the planned days. A flight that campaigns were made for is kept. */
export const flightAt = (state: ExistingOrchestration, now: string): Flight => {
  const { startAt, endAt, durationDays } = state.schedule;
  const planned = startAt !== null && isAfter(startAt, now) ? startAt : now;
  // A campaign that is there has the dates that it was made with, and keeps them.
  const isKept =
    state.status === 'active' || state.mappings.some(({ platformCampaignId }) => platformCampaignId !== null);
  const start = isKept && state.flight !== null ? state.flight.startAt : planned;
  const end = endAt ?? new Date(Date.parse(start) + durationDays * dayMs).toISOString();
  if (!isAfter(end, now) || !isAfter(end, start)) {
    throw new RuleViolation('flight-over', 'The end of the flight lies in the past', { endAt: end });
  }
  return { startAt: start, endAt: end };
};

/**
 * First day to read results of: the flight's first; whoever reads leaves out what was read before and cannot be restated any
 * more. Never a day that the account has not reached. One day earlier than in UTC, because west of Greenwich it is still the
 * day before.
 */
export const resultsSince = (flight: Flight, now: string): string => {
  const begun = Math.min(Date.parse(flight.startAt), Date.parse(now)) - dayMs;
  return new Date(begun).toISOString().slice(0, 10);
};
