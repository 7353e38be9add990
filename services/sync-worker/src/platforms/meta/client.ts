import type { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import { queryText } from '../../http/query-text.ts';
import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { AccountCall } from '../platform-port.ts';
import { metaError, metaErrorBody } from './errors.ts';
import { usageWaitMs } from './usage.ts';

export type MetaRequest = Readonly<{
  method: 'GET' | 'POST' | 'DELETE';
  /** Behind the version, e.g. `/act_1/campaigns`. */
  path: string;
  /** Objects and lists are sent as JSON text. */
  query?: Readonly<Record<string, unknown>>;
  body?: Readonly<Record<string, unknown>>;
}>;

export type MetaAnswer<Data> = Readonly<{ data: Data; answer: HttpAnswer }>;

export type MetaClient = <Schema extends z.ZodType>(
  call: AccountCall,
  request: MetaRequest,
  schema: Schema,
) => Promise<MetaAnswer<z.infer<Schema>>>;

/** Digits only, however the account is written. */
export const bareAccountId = (adAccountId: string): string => adAccountId.replace(/^act_/, '');

/** `baseUrl` carries the version, e.g. `https://graph.facebook.com/v26.0`. Throws `PlatformError`. */
export const metaClient =
  ({ baseUrl, send, limits }: Readonly<{ baseUrl: string; send: PlatformCall; limits: AccountLimits }>): MetaClient =>
  async (call, { method, path, query, body }, schema) => {
    const mutates = method !== 'GET';
    const answer = await send(call, {
      method,
      url: `${baseUrl}${path}${query === undefined ? '' : `?${queryText(query)}`}`,
      headers: {
        authorization: `Bearer ${call.credentials.accessToken.reveal()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      mutates,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (isOutcomeUnknown(answer, mutates)) throw gatewayError(answer);
    const { adAccountId } = call.account;
    const json = jsonIn(answer);
    const failure = metaErrorBody.safeParse(json);
    if (failure.success) {
      const waitMs = usageWaitMs(answer.headers, bareAccountId(adAccountId), true);
      throw metaError(failure.data.error, answer.status, waitMs);
    }
    const nearlyUsedUpMs = usageWaitMs(answer.headers, bareAccountId(adAccountId), false);
    if (nearlyUsedUpMs !== undefined) limits.blockFor('meta', adAccountId, nearlyUsedUpMs);
    if (answer.status >= 300) throw unreadable(answer, mutates);
    return { data: shaped(schema, json, answer, mutates), answer };
  };
