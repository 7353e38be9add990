import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import { invalid } from './errors.ts';
import { type Parameters, wholeNumber } from './parameters.ts';

const defaultLimit = 25;
const mostRows = 5000;

const cursorOf = (key: number): string => Buffer.from(`k${key}`).toString('base64url');

const keyOfCursor = (cursor: unknown, name: string): number => {
  const [, digits] = /^k(\d+)$/.exec(Buffer.from(String(cursor), 'base64url').toString('latin1')) ?? [];
  if (digits === undefined) throw invalid(name, 'Invalid cursors values');
  return Number(digits);
};

/** A row with what its place in the list is known by; keys fall from row to row. */
export type Keyed<Row> = Readonly<{ key: number; row: Row }>;

const linkTo = ({ baseUrl, path, parameters }: PlatformRequest, limit: number, after: string): string => {
  const { before: _, ...kept } = parameters;
  return `${baseUrl}${path}?${new URLSearchParams({ ...kept, limit: String(limit), after })}`;
};

type Cut<Row> = Readonly<{ page: readonly Keyed<Row>[]; hasMore: boolean }>;

const cut = <Row>(rows: readonly Keyed<Row>[], parameters: Parameters, limit: number): Cut<Row> => {
  const { after, before } = parameters;
  if (before !== undefined) {
    const first = keyOfCursor(before, 'before');
    return { page: rows.filter(({ key }) => key > first).slice(-limit), hasMore: true };
  }
  const last = after === undefined ? Number.POSITIVE_INFINITY : keyOfCursor(after, 'after');
  const rest = rows.filter(({ key }) => key < last);
  return { page: rest.slice(0, limit), hasMore: rest.length > limit };
};

/** One page. Cursors mark a row, not a number of rows, so a page stays whole when rows come in at the top. */
export const pageOf = <Row>(
  request: PlatformRequest,
  parameters: Parameters,
  rows: readonly Keyed<Row>[],
  shown: (row: Row) => JsonObject,
): Answer => {
  const limit = wholeNumber(parameters, 'limit', mostRows) ?? defaultLimit;
  const { page, hasMore } = cut(rows, parameters, limit);
  const [first, last] = [page.at(0), page.at(-1)];
  const data = page.map(({ row }) => shown(row));
  if (first === undefined || last === undefined) return { status: 200, body: { data } };
  const after = cursorOf(last.key);
  const paging = {
    cursors: { before: cursorOf(first.key), after },
    ...(hasMore ? { next: linkTo(request, limit, after) } : {}),
  };
  return { status: 200, body: { data, paging } };
};
