import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import { malformed } from './errors.ts';
import { isRecord, type Query, queryOf, recordParameter, wordParameter } from './rest-li.ts';

const mostElements = 1000;

/** What is asked of a field: to have one of the values. */
type Criteria = ReadonlyMap<string, readonly string[]>;

/** `search=(status:(values:List(ACTIVE,PAUSED)))` for fields that can be searched by. */
const criteriaOf = (query: Query, fields: readonly string[]): Criteria => {
  if (query['search'] === undefined) return new Map();
  return new Map(
    Object.entries(recordParameter(query, 'search')).map(([field, criterion]): [string, readonly string[]] => {
      if (!fields.includes(field)) throw malformed(`Query parameter 'search' knows no ${field}`);
      const values = isRecord(criterion) ? criterion['values'] : undefined;
      if (!Array.isArray(values)) throw malformed(`Query parameter 'search': ${field} must be (values:List(...))`);
      return [field, values.map(String)];
    }),
  );
};

const pageSizeOf = (query: Query): number | undefined => {
  const text = wordParameter(query, 'pageSize');
  if (text === undefined) return undefined;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= mostElements) return size;
  throw malformed(`Query parameter 'pageSize' must be between 1 and ${mostElements}`);
};

/** A token marks the last element of a page, so a page stays whole when others come in. */
const tokenOf = (id: number): string => Buffer.from(`after ${id}`).toString('base64url');

const lastSeenOf = (query: Query): number => {
  const token = wordParameter(query, 'pageToken');
  if (token === undefined) return 0;
  const [, id] = /^after (\d+)$/.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  if (id === undefined) throw malformed("Query parameter 'pageToken' is invalid");
  return Number(id);
};

export type Element = Readonly<{ id: number; json: JsonObject; searched: Readonly<Record<string, unknown>> }>;

/** One page of what was found, by id. */
export const pageAnswer = (query: Query, found: readonly Element[]): Answer => {
  const [size, lastSeen] = [pageSizeOf(query), lastSeenOf(query)];
  const sorted = [...found].sort((one, other) => one.id - other.id);
  if (size === undefined && sorted.length > mostElements) throw malformed('Request would return too many entities.');
  const rest = sorted.filter(({ id }) => id > lastSeen);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const metadata = last !== undefined && rest.length > page.length ? { nextPageToken: tokenOf(last.id) } : {};
  return { status: 200, body: { elements: page.map(({ json }) => json), metadata } };
};

/** `?q=search`: the elements, by id, that have one of the values in each field searched by. */
export const searchAnswer = (
  request: PlatformRequest,
  elements: readonly Element[],
  fields: readonly string[],
): Answer => {
  const query = queryOf(request.queryText);
  if (wordParameter(query, 'q') !== 'search') throw malformed("Query parameter 'q' must be search");
  const criteria = [...criteriaOf(query, fields)];
  const found = elements.filter(({ searched }) =>
    criteria.every(([field, values]) => values.includes(String(searched[field]))),
  );
  return pageAnswer(query, found);
};
