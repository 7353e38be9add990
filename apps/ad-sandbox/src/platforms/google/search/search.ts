import { createHash } from 'node:crypto';
import { type Answer, isObject, parsedJson, Refusal } from '../../../http/exchange.ts';
import type { AccountState } from '../../../state/account-state.ts';
import type { Store } from '../../../state/store.ts';
import { newRequestId, ok, refused } from '../failure.ts';
import { parsedQuery } from '../gaql/parse.ts';
import type { Query } from '../gaql/query.ts';
import { camelCase, messageOf } from '../json-message.ts';
import { resourceOf } from './fields.ts';
import type { Row } from './row.ts';
import { rowJson } from './row-json.ts';
import { idsIn, rowsFor } from './run-query.ts';

const rowsPerPage = 10_000;

type Found = Readonly<{ rows: readonly Row[]; query: Query }>;

const found = (store: Store, owner: AccountState, text: string | undefined): Found => {
  if (text === undefined || text.trim() === '') {
    throw refused('queryError', 'QUERY_ERROR', 'Error in query: the query is missing.');
  }
  const query = parsedQuery(text);
  return { rows: rowsFor(store, owner, query), query };
};

/** A page without rows has no `results` at all. */
const batchOf = (rows: readonly Row[], { select, from }: Query): Readonly<Record<string, unknown>> => {
  const resource = resourceOf(from) ?? 'campaign';
  const fieldMask = select.map((name) => name.split('.').map(camelCase).join('.')).join(',');
  return {
    ...(rows.length === 0 ? {} : { results: rows.map((row) => rowJson(row, select, resource)) }),
    fieldMask,
  };
};

/** The campaign that an answer is about, when it is about one. */
const concerning = (query: Query): Readonly<{ concerning?: string }> => {
  const [only, ...others] = idsIn(query) ?? [];
  return only === undefined || others.length > 0 ? {} : { concerning: only };
};

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);

const tokenFor = (text: string, start: number): string =>
  Buffer.from(JSON.stringify({ query: digestOf(text), start })).toString('base64url');

/** Where the page starts; a token goes with the query it was given for. */
const startOf = (token: string | undefined, text: string): number => {
  if (token === undefined || token === '') return 0;
  const content = parsedJson(Buffer.from(token, 'base64url').toString('utf8'));
  if (isObject(content) && content['query'] === digestOf(text) && Number.isSafeInteger(content['start'])) {
    return Number(content['start']);
  }
  throw refused('requestError', 'INVALID_PAGE_TOKEN', 'The page token is invalid for this query.');
};

const consumption = (rows: readonly Row[]): string => String(Math.max(1, rows.length));

const searchShape = {
  customerId: 'text',
  query: 'text',
  pageToken: 'text',
  pageSize: 'int64',
  validateOnly: 'boolean',
} as const;

/** `googleAds:search`: pages of 10,000 rows. Throws `Refusal`. */
export const search = (store: Store, owner: AccountState, body: unknown): Answer => {
  const message = messageOf(searchShape, body, '');
  if (message.pageSize !== undefined) {
    throw refused('requestError', 'PAGE_SIZE_NOT_SUPPORTED', 'Setting the page size is not supported.');
  }
  const { query: text = '' } = message;
  const { rows, query } = found(store, owner, text);
  if (message.validateOnly === true) return ok({});
  const start = startOf(message.pageToken, text);
  const end = start + rowsPerPage;
  const nextPageToken = end < rows.length ? { nextPageToken: tokenFor(text, end) } : {};
  return {
    ...ok({
      ...batchOf(rows.slice(start, end), query),
      ...nextPageToken,
      queryResourceConsumption: consumption(rows),
    }),
    ...concerning(query),
  };
};

const streamShape = { customerId: 'text', query: 'text' } as const;

const batchesOf = <T>(rows: readonly T[]): readonly (readonly T[])[] => {
  const count = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  return Array.from({ length: count }, (_, index) => rows.slice(index * rowsPerPage, (index + 1) * rowsPerPage));
};

/** `googleAds:searchStream`: a JSON array of batches without paging. Throws `Refusal`. */
export const searchStream = (store: Store, owner: AccountState, body: unknown): Answer => {
  const message = messageOf(streamShape, body, '');
  const { rows, query } = found(store, owner, message.query);
  const requestId = newRequestId();
  const batches = batchesOf(rows).map((batch) => ({
    ...batchOf(batch, query),
    requestId,
    queryResourceConsumption: consumption(rows),
  }));
  return { ...ok(batches, requestId), ...concerning(query) };
};

/** Errors of a stream come in an array, too. */
export const streamed = (act: () => Answer): Answer => {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal({ ...error.answer, body: [error.answer.body] });
  }
};
