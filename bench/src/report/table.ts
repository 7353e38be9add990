import { type Aim, type Figure, reachesAim } from './figure.ts';

/** Three significant digits, thousands set apart: nothing here is known more exactly. */
export const shown = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 4 });

const aimText = ({ of, is, than }: Aim, unit: string): string =>
  `${is === 'at least' ? '≥' : '≤'} ${of === 'ratio' ? `${shown(than)}x` : `${shown(than)} ${unit}`}`;

const aimCells = (figure: Figure): readonly string[] =>
  figure.aim === undefined ? ['', ''] : [aimText(figure.aim, figure.unit), reachesAim(figure) ? 'yes' : 'NO'];

const ratioText = ({ ratio, spread }: Figure): string => {
  if (ratio === undefined) return '';
  return spread === undefined ? `${shown(ratio)}x` : `${shown(ratio)}x (${spread.map(shown).join(' to ')})`;
};

const rowOf = (benchmark: string, figure: Figure): readonly string[] => [
  `${benchmark}: ${figure.name}`,
  `${shown(figure.value)} ${figure.unit}`,
  figure.limit === undefined ? '' : `${shown(figure.limit.value)} ${figure.unit}`,
  figure.limit?.name ?? '',
  ratioText(figure),
  ...aimCells(figure),
];

const head = ['figure', 'value', 'limit', 'the limit is', 'ratio', 'aim', 'met'] as const;
const toTheLeft = new Set<number>([0, 3]);

/** All figures of a run, in columns as wide as their widest cell. */
export const tableOf = (results: readonly Readonly<{ benchmark: string; figures: readonly Figure[] }>[]): string => {
  const rows = results.flatMap(({ benchmark, figures }) => figures.map((figure) => rowOf(benchmark, figure)));
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        toTheLeft.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
};
