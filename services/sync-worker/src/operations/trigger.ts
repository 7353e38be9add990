import {
  type OperationTask,
  operationCodec,
  type operationContext,
  type Platform,
  type StoredEvent,
  type StreamName,
  workflowCodec,
} from '@campaigns/contracts';
import type { z } from 'zod';

type Of<Shape> = { readonly [Name in keyof Shape]: Shape[Name] extends z.ZodType ? z.infer<Shape[Name]> : never };
export type OperationContext = Of<typeof operationContext>;

/** What sets an operation going: that it was asked for, or that the wait of its deferral is over. */
export type Trigger = Readonly<{
  kind: 'requested' | 'due';
  context: OperationContext;
  task: OperationTask;
  /** After which it is not put off any more; absent where it was asked for without. */
  deadline?: string | undefined;
  /** The event itself: its ids and organisation go into whatever follows. */
  cause: StoredEvent;
}>;

export const operationStream = (operationId: string): StreamName => `operation-${operationId}`;

const contextOf = (data: OperationContext): OperationContext => ({
  operationId: data.operationId,
  workflowId: data.workflowId,
  orchestrationId: data.orchestrationId,
  mappingId: data.mappingId,
  connectionId: data.connectionId,
  platform: data.platform as Platform,
  adAccountId: data.adAccountId,
});

/** The trigger in an event; `undefined` for any other event. Throws ZodError when the stored data fits no known shape. */
export const triggerOf = (cause: StoredEvent): Trigger | undefined => {
  if (cause.type === 'OperationRequested') {
    const event = workflowCodec.decode(cause);
    if (event.type !== 'OperationRequested') return undefined;
    const { task, deadline } = event.data;
    return { kind: 'requested', context: contextOf(event.data), task, deadline, cause };
  }
  if (cause.type === 'OperationDue') {
    const event = operationCodec.decode(cause);
    if (event.type !== 'OperationDue') return undefined;
    const { task, deadline } = event.data;
    return { kind: 'due', context: contextOf(event.data), task, deadline, cause };
  }
  return undefined;
};
