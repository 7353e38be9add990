import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { AccountCall } from '../platform-port.ts';
import { googleError, googleErrorBody } from './errors.ts';
import { customerId } from './names.ts';

export type GoogleClient = Readonly<{
  /** `POST /customers/{id}/{method}`, e.g. `campaigns:mutate`. */
  post: <Schema extends z.ZodType>(
    call: AccountCall,
    method: string,
    body: Readonly<Record<string, unknown>>,
    schema: Schema,
    mutates: boolean,
  ) => Promise<Readonly<{ data: z.infer<Schema>; answer: HttpAnswer }>>;
  /** All rows of a GAQL query, page by page, and the last answer. */
  search: <Schema extends z.ZodType>(
    call: AccountCall,
    query: string,
    row: Schema,
  ) => Promise<Readonly<{ rows: readonly z.infer<Schema>[]; answer: HttpAnswer }>>;
}>;

/** A text in GAQL quotes. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** `baseUrl` carries the version, e.g. `https://googleads.googleapis.com/v26`. Throws `PlatformError`. */
export const googleClient = ({ baseUrl, send }: Readonly<{ baseUrl: string; send: PlatformCall }>): GoogleClient => {
  const post: GoogleClient['post'] = async (call, method, body, schema, mutates) => {
    const { accessToken, loginCustomerId } = call.credentials;
    const answer = await send(call, {
      method: 'POST',
      url: `${baseUrl}/customers/${customerId(call.account.adAccountId)}/${method}`,
      headers: {
        authorization: `Bearer ${accessToken.reveal()}`,
        'content-type': 'application/json',
        ...(loginCustomerId === undefined ? {} : { 'login-customer-id': loginCustomerId }),
      },
      body: JSON.stringify(body),
      mutates,
    });
    if (isOutcomeUnknown(answer, mutates)) throw gatewayError(answer);
    const json = jsonIn(answer);
    if (answer.status >= 300) {
      const failure = googleErrorBody.safeParse(json);
      throw failure.success ? googleError(failure.data.error, answer.status) : unreadable(answer, mutates);
    }
    return { data: shaped(schema, json, answer, mutates), answer };
  };

  const search: GoogleClient['search'] = async (call, query, row) => {
    // Without rows the answer has no `results` at all.
    const page = z.object({ results: z.array(row).default([]), nextPageToken: z.string().optional() });
    const rows: z.infer<typeof row>[] = [];
    let pageToken: string | undefined;
    for (;;) {
      const body = pageToken === undefined ? { query } : { query, pageToken };
      const { data, answer } = await post(call, 'googleAds:search', body, page, false);
      rows.push(...data.results);
      pageToken = data.nextPageToken === '' ? undefined : data.nextPageToken;
      if (pageToken === undefined) return { rows, answer };
    }
  };

  return { post, search };
};
