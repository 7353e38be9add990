import type { AdCreative, Flight, WorkflowId, WorkflowTarget } from '@campaigns/contracts';
import { derivedId, RuleViolation } from '@campaigns/event-sourcing';
import { pushableBudgets } from './ledger.ts';
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
  ...(mapping.ownName === null ? {} : { name: mapping.ownName }),
  ...(mapping.adGroup === undefined ? {} : { adGroup: mapping.adGroup, ads: [...mapping.ads] }),
});

/** Creatives have no id of their own: the orchestration's and their place in its list make it. */
export const creativeIdOf = (orchestrationId: string, index: number): string =>
  derivedId(orchestrationId, 'creative', String(index));

export const creativesOf = ({ orchestrationId, creatives }: ExistingOrchestration): readonly AdCreative[] =>
  creatives.map((creative, index) => ({ ...creative, creativeId: creativeIdOf(orchestrationId, index) }));

/** With the budget that there is room for now, the one that the platform may have at most, and what it last confirmed. */
export const toSyncTarget = (state: ExistingOrchestration, mapping: Mapping): WorkflowTarget => {
  const target = toTarget(state, mapping);
  const { currency } = target.budget;
  const micros = pushableBudgets(state).get(mapping.mappingId) ?? target.budget.micros;
  const budget = { micros, currency };
  const lastApplied = mapping.applied === null ? {} : { lastApplied: mapping.applied };
  if (mapping.sent === null) return { ...target, budget, ...lastApplied };
  return { ...target, ...lastApplied, budget, previousBudget: { micros: mapping.sent.atMostMicros, currency } };
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

/** The scheduled flight, or one that starts now and lasts the planned days, also when that is over. */
export const flightOrPast = (state: ExistingOrchestration, now: string): Flight => {
  const { startAt, endAt, durationDays } = state.schedule;
  const planned = startAt !== null && isAfter(startAt, now) ? startAt : now;
  // A campaign that is there has the dates that it was made with, and keeps them.
  const isKept =
    state.status === 'active' || state.mappings.some(({ platformCampaignId }) => platformCampaignId !== null);
  const start = isKept && state.flight !== null ? state.flight.startAt : planned;
  return { startAt: start, endAt: endAt ?? new Date(Date.parse(start) + durationDays * dayMs).toISOString() };
};

/** The same; throws `flight-over` when no moment of it is left. */
export const flightAt = (state: ExistingOrchestration, now: string): Flight => {
  const flight = flightOrPast(state, now);
  const { startAt, endAt } = flight;
  if (!isAfter(endAt, now) || !isAfter(endAt, startAt)) {
    throw new RuleViolation('flight-over', 'The end of the flight lies in the past', { endAt });
  }
  return flight;
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
