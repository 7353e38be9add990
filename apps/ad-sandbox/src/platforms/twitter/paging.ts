import type { Answer } from '../../http/exchange.ts';
import { invalid, ok } from './answers.ts';
import { oneOf, type Parameters } from './parameters.ts';

const mostRows = 1000;
const defaultRows = 200;

/** A row and where it stands in the list: by a time, and rows of one time by number. */
export type Placed<Row> = Readonly<{ at: number; serial: number; row: Row }>;

type Place = Readonly<{ at: number; serial: number }>;

const cursorOf = ({ at, serial }: Place): string => `${at.toString(36)}-${serial.toString(36)}`;

const placeOf = (cursor: string): Place => {
  const [at, serial] = cursor.split('-').map((text) => Number.parseInt(text, 36));
  if (at === undefined || serial === undefined || Number.isNaN(at + serial)) {
    throw invalid('cursor', `Expected a cursor, got "${cursor}" for cursor`);
  }
  return { at, serial };
};

const countOf = ({ count }: Parameters): number => {
  if (count === undefined) return defaultRows;
  const value = Number(count);
  if (!/^\d+$/.test(count) || value < 1 || value > mostRows) {
    throw invalid('count', `Expected an integer between 1 and ${mostRows}, got "${count}" for count`);
  }
  return value;
};

/** One page, from the row after the one that the cursor marks; `next_cursor` is null at the end. */
export const pageOf = <Row>(
  rows: readonly Placed<Row>[],
  parameters: Parameters,
  shown: (row: Row) => unknown,
  newestFirst = false,
): Answer => {
  const { cursor } = parameters;
  const sign = newestFirst ? -1 : 1;
  const compared = (one: Place, other: Place): number => sign * (one.at - other.at || one.serial - other.serial);
  const sorted = rows.toSorted(compared);
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const left = after === undefined ? sorted : sorted.filter((place) => compared(place, after) > 0);
  const page = left.slice(0, countOf(parameters));
  const last = page.at(-1);
  const next = last === undefined || page.length === left.length ? null : cursorOf(last);
  return ok(
    page.map(({ row }) => shown(row)),
    { next_cursor: next },
  );
};

const orders = ['created_at-asc', 'created_at-desc', 'updated_at-asc', 'updated_at-desc'] as const;
export type Order = (typeof orders)[number];

export const orderOf = (parameters: Parameters): Order =>
  oneOf(parameters['sort_by'] ?? 'created_at-asc', 'sort_by', orders);

/** Rows where they stand in a list of that order. */
export const placed = <Row extends Readonly<{ createdAt: number; updatedAt: number; serial: number }>>(
  rows: readonly Row[],
  order: Order,
): readonly Placed<Row>[] =>
  rows.map((row) => ({ at: order.startsWith('updated') ? row.updatedAt : row.createdAt, serial: row.serial, row }));
