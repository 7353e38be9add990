import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../state/facts.ts';

/** What results depend on; a journal can only be continued with the same. */
export type JournalHeader = Readonly<{ seed: number; dayMs: number }>;

export type Journal = Readonly<{ append: (commit: Commit) => void; close: () => void }>;

export class JournalUnusable extends Error {
  override readonly name = 'JournalUnusable';
}

const newline = 0x0a;

/** Up to and including the last newline: a line that a crash cut off was never answered, so it never happened. */
const wholeLines = (content: Buffer): Buffer => content.subarray(0, content.lastIndexOf(newline) + 1);

const parsed = <T>(path: string, line: string, number: number): T => {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new JournalUnusable(`${path}: line ${number} is not JSON; the journal is damaged`);
  }
};

const replayLines = (
  path: string,
  content: Buffer,
  header: JournalHeader,
  replay: (commit: Commit) => void,
): boolean => {
  const lines = content.toString('utf8').split('\n').slice(0, -1);
  const [first, ...commits] = lines;
  if (first === undefined) return false;
  const written = parsed<JournalHeader>(path, first, 1);
  if (written.seed !== header.seed || written.dayMs !== header.dayMs) {
    throw new JournalUnusable(
      `${path} was written with seed ${written.seed} and a day of ${written.dayMs} ms; start with these, or with another journal`,
    );
  }
  commits.forEach((line, index) => {
    replay(parsed<Commit>(path, line, index + 2));
  });
  return true;
};

/**
 * Replays every whole line, drops a torn last one, then appends: one JSON line per commit, handed to the operating
 * system before `append` returns. It survives the process being killed, not the machine losing power.
 */
export const openJournal = (path: string, header: JournalHeader, replay: (commit: Commit) => void): Journal => {
  mkdirSync(dirname(path), { recursive: true });
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = wholeLines(content);
  const begun = replayLines(path, whole, header, replay);
  if (whole.length < content.length) truncateSync(path, whole.length);
  const file = openSync(path, 'a');
  const write = (value: unknown): void => {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(file, line, written);
  };
  if (!begun) write(header);
  return { append: write, close: () => closeSync(file) };
};
