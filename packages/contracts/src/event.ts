import { z } from 'zod';

/** A past-tense fact: its type and what happened. */
export type DomainEvent<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Data }>;

/** Who caused an event: a person with a token, or one of our services. */
export const actor = z.object({ kind: z.enum(['user', 'service']), id: z.string().min(1).max(200) }).readonly();
export type Actor = z.infer<typeof actor>;

/** Travels beside the event; never part of a decision. */
export const eventMetadata = z
  .object({
    eventId: z.uuid(),
    /** Tenant that owns the event; `globalOrgId` for what belongs to all. */
    orgId: z.uuid(),
    actor,
    /** Same for everything that one request set in motion. */
    correlationId: z.uuid(),
    /** The event or request this one directly follows from. */
    causationId: z.uuid(),
    /** The command that decided it: a repeated command is recognised by this id. */
    commandId: z.uuid(),
    schemaVersion: z.int().positive(),
    occurredAt: z.iso.datetime(),
    traceparent: z.string().optional(),
  })
  .readonly();
export type EventMetadata = z.infer<typeof eventMetadata>;

/** `category-id`, such as `orchestration-5b1f…`. */
export type StreamName = `${string}-${string}`;

/** An event as it lies in the log. `data` is JSON as stored; a codec turns it into a typed event. */
export type StoredEvent = Readonly<{
  type: string;
  data: unknown;
  metadata: EventMetadata;
  stream: StreamName;
  /** 0 for the first event of its stream. */
  revision: bigint;
  /** Place in the whole log; grows in commit order, not gapless. */
  position: bigint;
  recordedAt: Date;
}>;

/** What a codec makes of a stored event: the envelope with a typed `type` and `data`. */
export type RecordedEvent<E extends DomainEvent> = Omit<StoredEvent, 'type' | 'data'> & E;

export const defineEvent = <const Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), data }).readonly();

/** The category of a stream: what stands before the first hyphen. */
export const categoryOf = (stream: StreamName): string => stream.slice(0, stream.indexOf('-'));
