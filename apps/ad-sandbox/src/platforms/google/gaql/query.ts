import type { Refusal } from '../../../http/exchange.ts';
import { refused } from '../failure.ts';

export type Literal = Readonly<{ text: string; quoted: boolean }>;

export const operators = [
  '=',
  '!=',
  '>',
  '>=',
  '<',
  '<=',
  'IN',
  'NOT IN',
  'LIKE',
  'NOT LIKE',
  'IS NULL',
  'IS NOT NULL',
  'BETWEEN',
  'DURING',
] as const;
export type Operator = (typeof operators)[number];

/** `values` has the one operand, two for BETWEEN, all of a list, or none for IS NULL. */
export type Condition = Readonly<{ field: string; operator: Operator; values: readonly Literal[] }>;

export type Ordering = Readonly<{ field: string; descending: boolean }>;

/** A query of the Google Ads query language; field names as written: `campaign.id`. Conditions all hold. */
export type Query = Readonly<{
  select: readonly string[];
  from: string;
  where: readonly Condition[];
  orderBy: readonly Ordering[];
  limit?: number;
}>;

export const queryError = (name: string, message: string): Refusal =>
  refused('queryError', name, `Error in query: ${message}`);
