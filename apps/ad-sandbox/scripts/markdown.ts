export type Row = readonly [subject: string, ...cells: string[]];

/** Columns are padded, so that the text reads like a table as well. */
export const table = (head: Row, rows: readonly Row[]): string => {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => [...(row[column] ?? '')].length)));
  const line = (row: readonly string[], filler = ' '): string =>
    `| ${row.map((cell, column) => cell + filler.repeat((widths[column] ?? 0) - [...cell].length)).join(' | ')} |`;
  const rule = line(
    head.map(() => ''),
    '-',
  );
  return [line(head), rule, ...rows.map((row) => line(row))].join('\n');
};

/** Notes below a table, numbered in the order in which its cells refer to them; a text is there once, for all it is about. */
export const notes = () => {
  const subjects = new Map<string, Set<string>>();
  return {
    numberOf: (subject: string, text: string): number => {
      subjects.set(text, (subjects.get(text) ?? new Set()).add(subject));
      return [...subjects.keys()].indexOf(text) + 1;
    },
    list: (): string =>
      [...subjects].map(([text, about], index) => `${index + 1}. ${[...about].join(', ')}: ${text}.`).join('\n'),
  };
};
