import type { DeadLetter } from '@campaigns/event-sourcing';

const longestReason = 60;

/** On one line, and no longer than a line of a table can be. */
const shortened = (reason: string): string => {
  const line = reason.replaceAll(/\s+/g, ' ').trim();
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
};

const heading = ['ID', 'GROUP', 'TOPIC', 'KEY', 'EVENT', 'REASON', 'ATTEMPTS', 'DIED AT'] as const;

const rowOf = ({ id, group, topic, key, event, reason, attempts, diedAt }: DeadLetter): readonly string[] => [
  ...[id, group, topic, key, event.type, shortened(reason), `${attempts}`, diedAt.toISOString()],
];

/** Lines of a table, a letter each, under a line with the names of the columns. */
export const letterTable = (letters: readonly DeadLetter[]): readonly string[] => {
  const rows = [heading, ...letters.map(rowOf)];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
