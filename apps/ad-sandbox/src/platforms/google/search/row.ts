import type { Results } from '../../../delivery/results.ts';
import type { Campaign } from '../../../state/campaign.ts';
import type { Account, SharedBudget } from '../../../state/facts.ts';

/** What a query's fields are read from. `now` is the campaign's own time in epoch ms, `date` the day of a segmented row. */
export type Row = Readonly<{
  customer: Account;
  campaign?: Campaign;
  /** Of the customer's hierarchy, and how far below it: 0 is the customer itself. */
  client?: Readonly<{ account: Account; level: number }>;
  budget?: SharedBudget;
  /** Campaigns on the budget that are not removed. */
  spenders: () => readonly Campaign[];
  now: number;
  date?: string;
  results: Results;
}>;

export type Value = string | number | boolean;

/** `INT64` is read as a number and written as text; an enum's names are the only values it can be compared with. */
export type Field = Readonly<{
  type: 'STRING' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'DATE_TIME' | 'ENUM';
  names?: readonly string[];
  read: (row: Row) => Value | undefined;
}>;
