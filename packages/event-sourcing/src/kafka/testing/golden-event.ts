import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { codecs, type StoredEvent, streamCategories } from '@campaigns/contracts';

const folder = new URL('../../../../contracts/golden/', import.meta.url);

type Golden = Readonly<{ type: string; schemaVersion: number; data: unknown }>;

/** Names of the events that are kept as examples, such as `OrchestrationActivated.v1`: every version of every type. */
export const goldenEventNames: readonly string[] = readdirSync(folder).map((file) => file.slice(0, -'.json'.length));

/** An event of the product as it lies in the log at this position, in a stream of its own. Throws when there is none of this name. */
export const goldenEvent = (name: string, position: number): StoredEvent => {
  const { type, data, schemaVersion } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Golden;
  const category = streamCategories.find((each) => codecs[each].knows(type));
  if (category === undefined) throw new Error(`No stream has events of type ${type}`);
  const eventId = randomUUID();
  return {
    ...{
      type,
      data,
      stream: `${category}-${randomUUID()}`,
      revision: BigInt(position - 1),
      position: BigInt(position),
    },
    metadata: {
      ...{ eventId, orgId: randomUUID(), actor: { kind: 'user', id: 'u-1' } },
      ...{ correlationId: eventId, causationId: eventId, commandId: eventId, schemaVersion },
      occurredAt: '2026-03-01T09:00:00.000Z',
    },
    recordedAt: new Date('2026-03-01T09:00:00.000Z'),
  };
};
