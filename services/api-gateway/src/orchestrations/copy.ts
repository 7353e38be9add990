import type { DuplicateBody, OrchestrationEvent, OrchestrationId, Schedule } from '@campaigns/contracts';
import { type ExistingOrchestration, scaleAllocation } from '@campaigns/domain';
import type { ChosenConnections } from '../connections/choose-connections.ts';
import { splitOf, totalOf } from './amounts.ts';
import { draftedMappings } from './drafted-mappings.ts';

type Drafted = Extract<OrchestrationEvent, { type: 'OrchestrationDrafted' }>['data'];

export type CopyInputs = Readonly<{
  orchestrationId: OrchestrationId;
  body: DuplicateBody;
  /** The original's own connections. */
  chosen: ChosenConnections;
  now: string;
}>;

const longestName = 200;
const suffix = ' (copy)';
const copyName = (name: string): string => `${name.slice(0, longestName - suffix.length).toWellFormed()}${suffix}`;

const dayMs = 86_400_000;

/** Dates that are still to come; otherwise none, and a flight as long as the original's. */
const scheduleOf = ({ startAt, endAt, durationDays, ...rest }: Schedule, now: string): Schedule => {
  const isToCome = (instant: string | null): boolean => instant === null || Date.parse(instant) > Date.parse(now);
  if (isToCome(startAt) && isToCome(endAt)) return { startAt, endAt, durationDays, ...rest };
  const isFixed = startAt !== null && endAt !== null;
  const days = isFixed ? Math.ceil((Date.parse(endAt) - Date.parse(startAt)) / dayMs) : durationDays;
  return {
    ...{ startAt: null, endAt: null, durationDays: Math.max(1, days) },
    ...(rest.late === undefined ? {} : { late: rest.late }),
  };
};

/** A draft of the same, with the budgets and settings that the original has by now. */
export const copyOf = (
  original: ExistingOrchestration,
  { orchestrationId, body, chosen, now }: CopyInputs,
): Drafted => {
  const { orgId, templateId, description, category, objective, mappings, sync, failurePolicy } = original;
  const { currency } = original.totalBudget;
  const totalBudget = body.total_budget === undefined ? original.totalBudget : totalOf(body.total_budget, currency);
  const parts = splitOf(original);
  const isSameTotal = totalBudget.micros === original.totalBudget.micros;
  return {
    ...{ orchestrationId, orgId, templateId, name: body.name ?? copyName(original.name), description },
    ...{ category, objective, totalBudget, sync, failurePolicy },
    allocation: [...(isSameTotal ? parts : scaleAllocation(parts, totalBudget))],
    mappings: draftedMappings(orchestrationId, chosen, mappings),
    schedule: scheduleOf(original.schedule, now),
    creatives: original.creatives,
    creativeRequirements: original.creativeRequirements,
    clonedFrom: original.orchestrationId,
  };
};
