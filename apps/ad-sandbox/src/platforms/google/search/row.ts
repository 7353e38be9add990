import type { Results } from '../../../delivery/results.ts';
import type { Campaign } from '../../../state/campaign.ts';
import type { Child } from '../../../state/child.ts';
import type { Account, SharedBudget } from '../../../state/facts.ts';
import type { Criterion } from '../criteria.ts';

/** An entry of the log of changes; `at` is real epoch ms. */
export type Change = Readonly<{
  type: 'CAMPAIGN' | 'CAMPAIGN_CRITERION' | 'AD_GROUP' | 'AD_GROUP_CRITERION' | 'AD_GROUP_AD';
  status: 'ADDED' | 'CHANGED' | 'REMOVED';
  at: number;
}>;

/** What a query's fields are read from. `now` is the campaign's own time in epoch ms, `date` the day of a segmented row. */
export type Row = Readonly<{
  customer: Account;
  campaign?: Campaign;
  adGroup?: Child;
  ad?: Child;
  criterion?: Criterion;
  change?: Change;
  /** Of the customer's hierarchy, and how far below it: 0 is the customer itself. */
  client?: Readonly<{ account: Account; level: number }>;
  budget?: SharedBudget;
  /** Campaigns on the budget that are not removed. */
  spenders: () => readonly Campaign[];
  now: number;
  /** Reviews run in real time; epoch ms. */
  reviewedAt: number;
  date?: string;
  results: Results;
}>;

export type Value = string | number | boolean;

/** `INT64` is read as a number and written as text; an enum's names are the only values it can be compared with. */
export type Field = Readonly<{
  type: 'STRING' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'DATE_TIME' | 'ENUM' | 'LIST';
  names?: readonly string[];
  read: (row: Row) => Value | undefined;
  /** Of a field that holds several values: it can be selected, and nothing else. */
  list?: (row: Row) => readonly unknown[];
}>;
