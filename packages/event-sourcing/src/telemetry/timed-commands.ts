import { categoryOf, type StreamName } from '@campaigns/contracts';
import { ConcurrencyExhausted, RevisionMismatch, RuleViolation } from '../errors.ts';
import { attribute } from './attributes.ts';
import { eventSourcingMetrics } from './metrics.ts';
import { timed } from './timed.ts';

type Taken = Readonly<{ repeated: boolean; events: readonly unknown[] }>;

type Handle<Command, Context, Result extends Taken> = (
  stream: StreamName,
  command: Command,
  context: Context,
) => Promise<Result>;

const outcomeOf = ({ repeated, events }: Taken): string => {
  if (repeated) return 'repeated';
  return events.length === 0 ? 'unchanged' : 'appended';
};

const outcomeOfError = (error: unknown): string => {
  if (error instanceof RuleViolation || error instanceof RevisionMismatch) return 'refused';
  return error instanceof ConcurrencyExhausted ? 'conflict' : 'failed';
};

const nameOf = (command: unknown): string =>
  typeof command === 'object' && command !== null && 'type' in command ? String(command.type) : 'unnamed';

/** The handler with a duration and an outcome for each command. */
export const timedCommands = <Command, Context, Result extends Taken>(
  handle: Handle<Command, Context, Result>,
): Handle<Command, Context, Result> => {
  const handling = timed('commands', eventSourcingMetrics.command);
  return (stream, command, context) => {
    const about = { [attribute.streamCategory]: categoryOf(stream), [attribute.command]: nameOf(command) };
    return handling(about, () => handle(stream, command, context), outcomeOf, outcomeOfError);
  };
};
