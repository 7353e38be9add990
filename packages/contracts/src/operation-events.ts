import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import {
  mostCalls,
  operationContext,
  operationError,
  operationKind,
  operationResult,
  operationTask,
  platformCall,
} from './platform-operation.ts';

const context = z.object(operationContext);

/** As it was asked for; see `OperationRequested`. */
const deadline = z.iso.datetime().optional();

/** What was asked of the platform on the way to an outcome; absent when nothing was. */
const calls = z.array(platformCall).max(mostCalls).optional();

/** The intent, written before the platform is called. `purpose: lookup` only reads, to learn an unknown outcome. */
const operationAttempted = defineEvent(
  'OperationAttempted',
  context.extend({ attempt: z.int().min(1), purpose: z.enum(['call', 'lookup']), task: operationTask }),
);
/** Comes again at `until`: a rate limit, a retry, or the next look for an unknown outcome. */
const operationDeferred = defineEvent(
  'OperationDeferred',
  context.extend({
    until: z.iso.datetime(),
    reason: z.enum(['rate-limit', 'retry', 'unknown-outcome']),
    error: operationError,
    attempt: z.int().min(0),
    /** Looks for an unknown outcome that found nothing so far. */
    looks: z.int().min(0),
    /** Repeated so that whoever does the work again needs no other stream. */
    task: operationTask,
    deadline,
    calls,
  }),
);
/** The wait of a deferral is over, by its timer or by a person; derived from the deferral, so it happens once. */
const operationDue = defineEvent('OperationDue', context.extend({ task: operationTask, deadline }));
const operationSucceeded = defineEvent('OperationSucceeded', context.extend({ result: operationResult, calls }));
const operationFailed = defineEvent(
  'OperationFailed',
  context.extend({ kind: operationKind, error: operationError, calls }),
);

const operationEvent = z.discriminatedUnion('type', [
  operationAttempted,
  operationDeferred,
  operationDue,
  operationSucceeded,
  operationFailed,
]);
export type OperationEvent = z.infer<typeof operationEvent>;

export const operationCodec = eventCodec<OperationEvent>(operationEvent, [
  'OperationAttempted',
  'OperationDeferred',
  'OperationDue',
  'OperationSucceeded',
  'OperationFailed',
]);
