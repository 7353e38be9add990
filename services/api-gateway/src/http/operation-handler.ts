import type { RestOperationId, restOperations } from '@campaigns/contracts';
import type { CommandContext } from '@campaigns/event-sourcing';
import type { z } from 'zod';
import type { Caller } from '../auth/authenticate.ts';
import type { Answer } from './answer.ts';

/** What a handler needs to make a command: ids that an `Idempotency-Key` makes repeatable, and the envelope. */
export type CommandSeed = Readonly<{
  /** A new id for a noun; the same again for the same key. */
  newId: (noun: string) => string;
  /** Whether ids repeat when the request does. */
  repeatable: boolean;
  /** ISO instant of the request. */
  now: string;
  /** The envelope of the events; `expectedRevision` comes from `If-Match`. */
  context: CommandContext;
}>;

type Operation = (typeof restOperations)[RestOperationId];
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type OperationRequest<Op extends Operation> = Readonly<{
  params: Parsed<Op['params']>;
  query: Parsed<Op['query']>;
  body: Parsed<Op['body']>;
  caller: Caller;
}> &
  (Op['method'] extends 'get' ? unknown : Readonly<{ command: CommandSeed }>);

export type OperationHandler<Op extends Operation> = (
  request: OperationRequest<Op>,
) => Promise<Answer<z.output<Op['response']>>>;

export type HandlersFor<Ids extends RestOperationId> = {
  readonly [Id in Ids]: OperationHandler<(typeof restOperations)[Id]>;
};
