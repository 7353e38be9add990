import { randomUUID } from 'node:crypto';
import { type CommandContext, derivedId } from '@campaigns/event-sourcing';
import type { Request } from 'express';
import type { Caller } from '../auth/authenticate.ts';
import { ifMatchOf, traceparentOf } from './headers.ts';
import type { CommandSeed } from './operation-handler.ts';

type About = Readonly<{
  request: Request;
  caller: Caller;
  requestId: string;
  /** Method and path; part of what a key stands for. */
  target: string;
  key: string | undefined;
  acceptsIfMatch: boolean;
  now: Date;
}>;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** The same key at the same target of the same organisation gives the same ids: that is what makes a repeat harmless. */
export const commandSeed = ({ request, caller, requestId, target, key, acceptsIfMatch, now }: About): CommandSeed => {
  const seed = key === undefined ? randomUUID() : derivedId(caller.orgId, target, key);
  const correlationId = uuid.test(requestId) ? requestId : randomUUID();
  const traceparent = traceparentOf(request);
  const expectedRevision = acceptsIfMatch ? ifMatchOf(request) : undefined;
  const context: CommandContext = {
    commandId: derivedId(seed, 'command'),
    orgId: caller.orgId,
    actor: { kind: 'user', id: caller.subject },
    correlationId,
    causationId: correlationId,
    occurredAt: now.toISOString(),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  };
  return { newId: (noun) => derivedId(seed, noun), repeatable: key !== undefined, now: now.toISOString(), context };
};
