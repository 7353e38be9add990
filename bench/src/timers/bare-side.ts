import { operationCodec } from '@campaigns/contracts';
import { dueAfter, dueCommandId } from '@campaigns/domain';
import { type EventStore, type EventToAppend, toAppend } from '@campaigns/event-sourcing';
import { type Deferred, deferOperations } from './deferred-operations.ts';

/** As many as the timer service has in hand. */
const atOnce = 200;

type Decided = Deferred & Readonly<{ events: readonly EventToAppend[] }>;

const decide = async (store: EventStore, deferred: Deferred): Promise<Decided> => {
  const last = (await store.load(deferred.stream)).events.at(-1);
  const due = last === undefined ? undefined : dueAfter(last);
  if (last === undefined || due === undefined) throw new Error(`${deferred.stream} does not wait`);
  const { orgId, actor, correlationId, causationId, occurredAt } = last.metadata;
  const context = { commandId: dueCommandId(last), orgId, actor, correlationId, causationId, occurredAt };
  return { ...deferred, events: toAppend([due], operationCodec, context) };
};

const append = async (store: EventStore, { stream, revision, events }: Decided): Promise<void> => {
  const { outcome } = await store.append(stream, revision, events);
  if (outcome !== 'appended') throw new Error(`Unexpected ${outcome} on ${stream}`);
};

/** What firing cannot do without, per second: reading each stream, and appending to it. No table of timers. */
export const readAndAppend = async (store: EventStore, count: number): Promise<number> => {
  const deferred = await deferOperations(store, count);
  const startedAt = performance.now();
  for (let from = 0; from < count; from += atOnce) {
    const decided = await Promise.all(deferred.slice(from, from + atOnce).map((each) => decide(store, each)));
    await Promise.all(decided.map((each) => append(store, each)));
  }
  return (count * 1_000) / (performance.now() - startedAt);
};
