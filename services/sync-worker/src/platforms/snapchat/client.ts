import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import { queryText } from '../../http/query-text.ts';
import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformError } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import { itemError, snapchatError } from './errors.ts';
import { isUsedUp, resetWaitMs } from './rate-limit.ts';

/** Every answer is a list under the first name; each of its items lies under the second. */
const itemNames = {
  campaigns: 'campaign',
  adsquads: 'adsquad',
  ads: 'ad',
  creatives: 'creative',
  organizations: 'organization',
  timeseries_stats: 'timeseries_stat',
} as const;
type List = keyof typeof itemNames;

export type SnapchatRequest = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the version, e.g. `/campaigns/d5129c2c-…`. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  body?: Readonly<Record<string, unknown>>;
}>;

type Items<Item> = Readonly<{ items: readonly Item[]; answer: HttpAnswer }>;

export type SnapchatClient = Readonly<{
  send: <Schema extends z.ZodType>(
    call: AccountCall,
    request: SnapchatRequest,
    list: List,
    schema: Schema,
  ) => Promise<Items<z.infer<Schema>>>;
  /** The one item that an answer is about. Throws like an unreadable answer when there is none. */
  sendForOne: <Schema extends z.ZodType>(
    call: AccountCall,
    request: SnapchatRequest,
    list: List,
    schema: Schema,
  ) => Promise<Readonly<{ item: z.infer<Schema>; answer: HttpAnswer }>>;
  /** All items of a list, page by page, and the last answer. */
  list: <Schema extends z.ZodType>(
    call: AccountCall,
    request: Pick<SnapchatRequest, 'path' | 'query'>,
    list: List,
    schema: Schema,
  ) => Promise<Items<z.infer<Schema>>>;
}>;

const envelope = z.looseObject({
  request_status: z.string(),
  error_code: z.string().optional(),
  debug_message: z.string().optional(),
  display_message: z.string().optional(),
  paging: z.object({ next_link: z.string().optional() }).optional(),
});
type Envelope = z.infer<typeof envelope>;

const itemOutcomes = z.array(
  z.object({ sub_request_status: z.string(), sub_request_error_reason: z.string().optional() }),
);

/** Documentation and recordings differ in case. */
const isSuccess = (status: string): boolean => status.toLowerCase() === 'success';

/** The error in an answer, on either of its two levels; `undefined` when there is none that could be read. */
const errorIn = (answer: HttpAnswer, told: Envelope | undefined, list: List): PlatformError | undefined => {
  const { status } = answer;
  const { error_code: code, debug_message: debug, display_message: display } = told ?? {};
  const message = debug ?? display;
  // A refused token comes with an empty body, and the body of a rate limit is not documented.
  if (status === 401) return snapchatError({ code, message }, status);
  if (status === 429) return snapchatError({ code, message }, status, resetWaitMs(answer));
  if (told === undefined) return undefined;
  // An item can fail in an answer that is HTTP 200, and says more than the request does.
  const failed = itemOutcomes.safeParse(told[list]).data?.find((item) => !isSuccess(item.sub_request_status));
  if (failed !== undefined) return itemError(failed.sub_request_error_reason, status);
  return isSuccess(told.request_status) && status < 300 ? undefined : snapchatError({ code, message }, status);
};

/** `baseUrl` carries the version, e.g. `https://adsapi.snapchat.com/v1`. Throws `PlatformError`. */
export const snapchatClient = (
  dependencies: Readonly<{ baseUrl: string; send: PlatformCall; limits: AccountLimits }>,
): SnapchatClient => {
  const { baseUrl, limits } = dependencies;

  const answerTo = async (call: AccountCall, request: SnapchatRequest): Promise<HttpAnswer> => {
    const { method, path, query, body } = request;
    const answer = await dependencies.send(call, {
      method,
      url: `${baseUrl}${path}${query === undefined ? '' : `?${queryText(query)}`}`,
      headers: {
        authorization: `Bearer ${call.credentials.accessToken.reveal()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      mutates: method !== 'GET',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const waitMs = isUsedUp(answer) ? resetWaitMs(answer) : undefined;
    if (waitMs !== undefined) limits.blockFor('snapchat', call.account.adAccountId, waitMs);
    return answer;
  };

  const exchange = async <Schema extends z.ZodType>(
    call: AccountCall,
    request: SnapchatRequest,
    list: List,
    schema: Schema,
  ): Promise<Items<z.infer<Schema>> & Readonly<{ nextLink: string | undefined }>> => {
    const mutates = request.method !== 'GET';
    const answer = await answerTo(call, request);
    if (isOutcomeUnknown(answer, mutates)) throw gatewayError(answer);
    const told = envelope.safeParse(jsonIn(answer)).data;
    const error = errorIn(answer, told, list);
    if (error !== undefined) throw error;
    if (told === undefined) throw unreadable(answer, mutates);
    const item = itemNames[list];
    const rows = shaped(z.array(z.object({ [item]: schema })), told[list], answer, mutates);
    return { items: rows.map((row) => row[item] as z.infer<Schema>), answer, nextLink: told.paging?.next_link };
  };

  return {
    send: exchange,

    sendForOne: async (call, request, list, schema) => {
      const { items, answer } = await exchange(call, request, list, schema);
      const [item] = items;
      if (item === undefined) throw unreadable(answer, request.method !== 'GET');
      return { item, answer };
    },

    list: async (call, { path, query }, list, schema) => {
      const all: z.infer<typeof schema>[] = [];
      let cursor: string | undefined;
      for (;;) {
        const pageQuery = { ...query, ...(cursor === undefined ? {} : { cursor }) };
        const page = await exchange(call, { method: 'GET', path, query: pageQuery }, list, schema);
        all.push(...page.items);
        if (page.nextLink === undefined) return { items: all, answer: page.answer };
        // Of the link only the cursor is followed: the token goes to the configured host and no other.
        cursor = URL.parse(page.nextLink)?.searchParams.get('cursor') ?? undefined;
        if (cursor === undefined) throw unreadable(page.answer, false);
      }
    },
  };
};
