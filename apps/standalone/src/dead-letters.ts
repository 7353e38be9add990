import { join } from 'node:path';
import type { DeadLetter, DeadLetters } from '@campaigns/event-sourcing';
import { z } from 'zod';
import { readFlags, runCommand, say } from './command-line.ts';
import { letterTable } from './letter-table.ts';
import { openDeadLetters } from './system-dead-letters.ts';

const help = `Usage: pnpm dead-letters list [--group G]
       pnpm dead-letters show ID
       pnpm dead-letters retry ID
       pnpm dead-letters retry --all [--group G]
       pnpm dead-letters discard ID

Messages that a service could not handle, kept until a person decides: looks at them, hands them to their group again, or
throws them away. Takes the Kafka of KAFKA_BROKERS and KAFKA_NAMESPACE; without them the database of DATABASE_URL, else
that of the system that runs on the data folder (DATA_DIR, default .data). docs/runbooks/dead-letters.md says more.`;

type Asked =
  | Readonly<{ action: 'list' | 'retry-all'; group: string | undefined }>
  | Readonly<{ action: 'show'; id: string }>
  | Readonly<{ action: 'retry'; id: string }>
  | Readonly<{ action: 'discard'; id: string }>;

const expected = 'Expected list, show ID, retry ID, retry --all or discard ID; --help says what is possible';

const flags = z
  .object({
    words: z.array(z.string()),
    group: z.string().min(1, '--group: expected the name of a group').optional(),
    all: z.boolean().default(false),
  })
  .transform(({ words: [action, id, ...more], group, all }, context): Asked => {
    const isOfMany = id === undefined && more.length === 0;
    const isOfOne = id !== undefined && id !== '' && more.length === 0 && !all && group === undefined;
    if (action === 'list' && isOfMany && !all) return { action, group };
    if (action === 'retry' && isOfMany && all) return { action: 'retry-all', group };
    if ((action === 'show' || action === 'retry' || action === 'discard') && isOfOne) return { action, id };
    context.addIssue(expected);
    return z.NEVER;
  });

const asJson = (letter: DeadLetter): string =>
  JSON.stringify(letter, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value), 2);

const unknown = (id: string): Error => new Error(`There is no dead letter ${id}`);

const list = async (letters: DeadLetters, filter: Readonly<{ group?: string }>): Promise<void> => {
  const found = await letters.list(filter);
  if (found.length === 0) return say('No dead letters.');
  for (const line of letterTable(found)) say(line);
};

const show = async (letters: DeadLetters, id: string): Promise<void> => {
  const letter = (await letters.list()).find((each) => each.id === id);
  if (letter === undefined) throw unknown(id);
  say(asJson(letter));
};

const retry = async (letters: DeadLetters, id: string): Promise<void> => {
  if (!(await letters.retry(id))) throw unknown(id);
  say(`Handed to its group again: ${id}`);
};

const retryAll = async (letters: DeadLetters, filter: Readonly<{ group?: string }>): Promise<void> => {
  const count = await letters.retryAll(filter);
  say(count === 0 ? 'No dead letters.' : `Handed to their groups again: ${count}`);
};

const discard = async (letters: DeadLetters, id: string): Promise<void> => {
  if (!(await letters.discard(id))) throw unknown(id);
  say(`Discarded: ${id}`);
};

const act = (letters: DeadLetters, asked: Asked): Promise<void> => {
  if (asked.action === 'show') return show(letters, asked.id);
  if (asked.action === 'retry') return retry(letters, asked.id);
  if (asked.action === 'discard') return discard(letters, asked.id);
  const filter = asked.group === undefined ? {} : { group: asked.group };
  return asked.action === 'list' ? list(letters, filter) : retryAll(letters, filter);
};

const asked = readFlags(flags, { group: { type: 'string' }, all: { type: 'boolean' } }, help, { allowWords: true });

await runCommand(async () => {
  const letters = await openDeadLetters(process.env, join(import.meta.dirname, '../../..'));
  try {
    await act(letters, asked);
  } finally {
    await letters.close();
  }
});
