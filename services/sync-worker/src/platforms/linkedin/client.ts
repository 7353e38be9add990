import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../../http/answer.ts';
import type { HttpAnswer, HttpRequest } from '../../http/http-call.ts';
import type { PlatformCall } from '../platform-call.ts';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import { linkedinError, linkedinErrorBody } from './errors.ts';
import { bareId } from './urns.ts';

export type LinkedinClient = Readonly<{
  /** `path` carries its query, already in LinkedIn's grammar. */
  get: <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    schema: Schema,
  ) => Promise<Readonly<{ data: z.infer<Schema>; answer: HttpAnswer }>>;
  /** The elements of a search, or all of them, page by page, to the end or to the page after which they are enough. */
  search: <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    search: string | undefined,
    element: Schema,
    areEnough?: (elements: readonly z.infer<Schema>[]) => boolean,
  ) => Promise<readonly z.infer<Schema>[]>;
  /** The elements of another finder than `q=search`, to the end. */
  find: <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    query: string,
    element: Schema,
  ) => Promise<readonly z.infer<Schema>[]>;
  /** The new id: in a header, or in what an action answers. */
  create: (call: AccountCall, path: string, body: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Changes the given fields and leaves the others. */
  update: (call: AccountCall, path: string, set: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Puts an object under a key of its own; putting it again changes nothing. */
  put: (call: AccountCall, path: string, body: Readonly<Record<string, unknown>>) => Promise<void>;
  remove: (call: AccountCall, path: string) => Promise<void>;
}>;

type Request = Readonly<{
  method: HttpRequest['method'];
  path: string;
  body?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}>;

const actionAnswer = z.object({ value: z.object({ creative: z.string() }) });

const pageSize = 100;

/** The version of LinkedIn's API that this adapter is written for, `YYYYMM`; each lives for about a year. */
export const linkedinVersion = '202607';

/** `baseUrl` without a version: LinkedIn takes it (`YYYYMM`) in a header. Throws `PlatformError`. */
export const linkedinClient = ({
  baseUrl,
  version,
  send,
}: Readonly<{ baseUrl: string; version: string; send: PlatformCall }>): LinkedinClient => {
  const exchange = async (call: AccountCall, { method, path, body, headers }: Request): Promise<HttpAnswer> => {
    const mutates = method !== 'GET';
    const answer = await send(call, {
      method,
      url: `${baseUrl}${path}`,
      headers: {
        authorization: `Bearer ${call.credentials.accessToken.reveal()}`,
        'linkedin-version': version,
        'x-restli-protocol-version': '2.0.0',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      mutates,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (isOutcomeUnknown(answer, mutates)) throw gatewayError(answer);
    // Changes are answered without a body, or with one that can be read: a page of a proxy is no success.
    const isPage = answer.body !== '' && jsonIn(answer) === undefined;
    if (answer.status < 300 && !isPage) return answer;
    const failure = linkedinErrorBody.safeParse(jsonIn(answer));
    throw failure.success ? linkedinError(failure.data, answer) : unreadable(answer, mutates);
  };

  const getWith = async <Schema extends z.ZodType>(
    call: AccountCall,
    path: string,
    schema: Schema,
    headers: Readonly<Record<string, string>>,
  ) => {
    const answer = await exchange(call, { method: 'GET', path, headers });
    return { data: shaped(schema, jsonIn(answer), answer, false), answer };
  };

  const get: LinkedinClient['get'] = (call, path, schema) => getWith(call, path, schema, {});

  /** Page by page, to the end or to the page after which the elements are enough. */
  const pages = async <Schema extends z.ZodType>(
    call: AccountCall,
    { url, headers }: Readonly<{ url: string; headers: Readonly<Record<string, string>> }>,
    element: Schema,
    areEnough: (elements: readonly z.infer<Schema>[]) => boolean,
  ): Promise<readonly z.infer<Schema>[]> => {
    const page = z.object({
      elements: z.array(element),
      metadata: z.object({ nextPageToken: z.string().optional() }).optional(),
    });
    const elements: z.infer<Schema>[] = [];
    let next = '';
    for (;;) {
      const { data } = await getWith(call, `${url}&pageSize=${pageSize}${next}`, page, headers);
      elements.push(...data.elements);
      // Only a missing token is the end; a short or empty page is not.
      const token = data.metadata?.nextPageToken;
      if (token === undefined || areEnough(elements)) return elements;
      next = `&pageToken=${encodeURIComponent(token)}`;
    }
  };

  return {
    get,

    search: (call, path, search, element, areEnough = () => false) => {
      const criteria = search === undefined ? '' : `&search=${search}`;
      return pages(call, { url: `${path}?q=search${criteria}`, headers: {} }, element, areEnough);
    },

    find: (call, path, query, element) =>
      pages(call, { url: `${path}?${query}`, headers: { 'x-restli-method': 'FINDER' } }, element, () => false),

    create: async (call, path, body) => {
      const answer = await exchange(call, { method: 'POST', path, body });
      const { headers } = answer;
      const acted = actionAnswer.safeParse(jsonIn(answer));
      const id =
        headers.get('x-restli-id') ??
        headers.get('x-linkedin-id') ??
        (acted.success ? acted.data.value.creative : null);
      if (id !== null) return bareId(id);
      throw new PlatformError({ class: 'unknown-outcome', code: 'no-id', message: 'LinkedIn answered without an id' });
    },

    update: async (call, path, set) => {
      const headers = { 'x-restli-method': 'PARTIAL_UPDATE' };
      await exchange(call, { method: 'POST', path, body: { patch: { $set: set } }, headers });
    },

    put: async (call, path, body) => {
      await exchange(call, { method: 'PUT', path, body });
    },

    remove: async (call, path) => {
      await exchange(call, { method: 'DELETE', path });
    },
  };
};
