import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import { queryText } from '../../http/query-text.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { AccountCall } from '../platform-port.ts';
import { tiktokError } from './errors.ts';

const envelope = z.object({ code: z.number(), message: z.string().default(''), data: z.unknown().optional() });

export type TiktokAnswer<Data> = Readonly<{ data: Data; answer: HttpAnswer }>;

export type TiktokClient = Readonly<{
  get: <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    query: Readonly<Record<string, unknown>>,
    schema: Schema,
  ) => Promise<TiktokAnswer<z.infer<Schema>>>;
  post: <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    body: Readonly<Record<string, unknown>>,
    schema: Schema,
  ) => Promise<TiktokAnswer<z.infer<Schema>>>;
  /** All rows of a list, page by page, and the last answer. */
  list: <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    query: Readonly<Record<string, unknown>>,
    row: Schema,
    pageSize: number,
  ) => Promise<Readonly<{ rows: readonly z.infer<Schema>[]; answer: HttpAnswer }>>;
}>;

/** `baseUrl` carries the version; paths end in a slash, or TikTok does not know them. Throws `PlatformError`. */
export const tiktokClient = ({ baseUrl, send }: Readonly<{ baseUrl: string; send: PlatformCall }>): TiktokClient => {
  const exchange = async <Schema extends z.ZodType>(
    call: AccountCall,
    request: Readonly<{ method: 'GET' | 'POST'; path: string; body?: string }>,
    schema: Schema,
  ): Promise<TiktokAnswer<z.infer<Schema>>> => {
    const { method, path, body } = request;
    const mutates = method === 'POST';
    const answer = await send(call, {
      method,
      url: `${baseUrl}${path}`,
      headers: {
        'access-token': call.credentials.accessToken.reveal(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      mutates,
      ...(body === undefined ? {} : { body }),
    });
    if (isOutcomeUnknown(answer, mutates)) throw gatewayError(answer);
    const parsed = envelope.safeParse(jsonIn(answer));
    if (!parsed.success) throw unreadable(answer, mutates);
    const { code, message, data } = parsed.data;
    // Failures come with HTTP 200; only the code tells.
    if (code !== 0) throw tiktokError(code, message);
    return { data: shaped(schema, data, answer, mutates), answer };
  };

  const get: TiktokClient['get'] = (call, path, query, schema) =>
    exchange(call, { method: 'GET', path: `${path}?${queryText(query)}` }, schema);

  return {
    get,
    post: (call, path, body, schema) => exchange(call, { method: 'POST', path, body: JSON.stringify(body) }, schema),
    list: async (call, path, query, row, pageSize) => {
      const schema = z.object({
        list: z.array(row).default([]),
        page_info: z.object({ total_page: z.number().default(1) }).prefault({}),
      });
      const rows: z.infer<typeof row>[] = [];
      for (let page = 1; ; page += 1) {
        const { data, answer } = await get(call, path, { ...query, page, page_size: pageSize }, schema);
        rows.push(...data.list);
        if (page >= data.page_info.total_page) return { rows, answer };
      }
    },
  };
};
