import { codecs, streamCategories } from './domain-events.ts';
import { categoryOf, type StoredEvent } from './event.ts';

const field = (event: StoredEvent, name: string): string | undefined => {
  const value = (event.data as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
};

const isOurs = (event: StoredEvent): boolean =>
  (streamCategories as readonly string[]).includes(categoryOf(event.stream));

/** A rule may name an orchestration, or none, or one only when it is run: its events stay in the order of its stream. */
const isOfRule = (event: StoredEvent): boolean => categoryOf(event.stream) === 'rule';

/** The public contract: every domain event, in causal order per orchestration (else per stream). */
export const campaignEventsTopic = {
  name: 'campaign-events',
  types: streamCategories.flatMap((category): readonly string[] => codecs[category].types),
  keyOf: (event: StoredEvent): string | undefined =>
    isOurs(event) ? ((isOfRule(event) ? undefined : field(event, 'orchestrationId')) ?? event.stream) : undefined,
} as const;

const work: readonly string[] = ['OperationRequested', 'OperationDue'];

/** The work of the sync-workers, by ad account: one worker owns an account at a time. */
export const platformOperationsTopic = {
  name: 'platform-operations',
  types: work,
  keyOf: (event: StoredEvent): string | undefined =>
    work.includes(event.type) ? `${field(event, 'platform')}:${field(event, 'adAccountId')}` : undefined,
} as const;
