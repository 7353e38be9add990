import type { FieldChange } from '@campaigns/contracts';
import { canonicalJson } from '@campaigns/event-sourcing';
import { type PlannedDeployment, plannedContent } from './plan-hash.ts';

type Json = FieldChange['before'];

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] | undefined =>
  typeof value === 'object' && value !== null ? Object.entries(value) : undefined;

const asJson = (value: unknown): Json => (value === undefined ? null : (value as Json));

const differencesAt = (field: string, before: unknown, after: unknown): readonly FieldChange[] => {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const [left, right] = [entriesOf(before), entriesOf(after)];
  if (left === undefined || right === undefined) return [{ field, before: asJson(before), after: asJson(after) }];
  const [olds, news] = [new Map(left), new Map(right)];
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((key) =>
    differencesAt(field === '' ? key : `${field}.${key}`, olds.get(key), news.get(key)),
  );
};

/** Where two deployments would buy something else, such as `platforms.meta.budget.amount`; amounts in currency units. */
export const planDifferences = (before: PlannedDeployment, after: PlannedDeployment): readonly FieldChange[] =>
  differencesAt('', plannedContent(before), plannedContent(after));
