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

/** Notes below a table, numbered in the order in which its cells refer to them; the same one is there once. */
export const notes = () => {
  const texts: string[] = [];
  return {
    numberOf: (text: string): number => {
      if (!texts.includes(text)) texts.push(text);
      return texts.indexOf(text) + 1;
    },
    list: (): string => texts.map((text, index) => `${index + 1}. ${text}`).join('\n'),
  };
};
