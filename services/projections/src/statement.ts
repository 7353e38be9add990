import { createHash } from 'node:crypto';
import type { CampaignDomainEvent, RecordedEvent } from '@campaigns/contracts';

/** One SQL statement; `name` lets Postgres keep its plan. Table names are unqualified: the search path decides. */
export type Statement = Readonly<{ name: string; text: string; values: readonly unknown[] }>;

const names = new Map<string, string>();

const nameOf = (text: string): string => {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `projection-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  names.set(text, name);
  return name;
};

export const statement = (text: string, values: readonly unknown[]): Statement => ({ name: nameOf(text), text, values });

export type EventOf<Type extends CampaignDomainEvent['type']> = RecordedEvent<
  Extract<CampaignDomainEvent, { type: Type }>
>;

/** Pure: what an event does to the read tables. Values come from the event alone, so a rebuild gives the same rows. */
export type Handlers = {
  readonly [Type in CampaignDomainEvent['type']]?: (event: EventOf<Type>) => readonly Statement[];
};

export const json = (value: unknown): string => JSON.stringify(value);
