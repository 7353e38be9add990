import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { AccountCall } from '../platform-port.ts';
import { twitterCountedAs } from './calls.ts';
import { refusalWaitMs, twitterError } from './errors.ts';
import { usedUpWaitMs } from './rate-limit.ts';
import { type KeyPair, type Parameters, parameterText, signedHeader } from './request-signature.ts';
import { consumerOf, type TwitterSettings } from './settings.ts';

export type TwitterRequest = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the version, e.g. `/accounts/18ce54d4x5t/campaigns`. */
  path: string;
  parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON, which is not signed; X takes it for batches only. */
  body?: unknown;
}>;

export type TwitterAnswer<Data> = Readonly<{ data: Data; answer: HttpAnswer }>;

export type TwitterClient = Readonly<{
  send: <Schema extends z.ZodType>(
    call: AccountCall,
    request: TwitterRequest,
    data: Schema,
  ) => Promise<TwitterAnswer<z.infer<Schema>>>;
  /** All rows of a list, page by page. */
  list: <Schema extends z.ZodType>(
    call: AccountCall,
    request: Omit<TwitterRequest, 'method'>,
    row: Schema,
  ) => Promise<readonly z.infer<Schema>[]>;
}>;

export type TwitterClientDependencies = Readonly<{
  baseUrl: string;
  send: PlatformCall;
  limits: AccountLimits;
  settings: TwitterSettings;
  /** Epoch ms. */
  now: () => number;
}>;

/** A page holds at most 1,000. */
const pageSize = 1000;

const tokenOf = ({ credentials: { accessToken, tokenSecret } }: AccountCall): KeyPair => ({
  key: accessToken.reveal(),
  secret: tokenSecret?.reveal() ?? '',
});

/**
 * `baseUrl` carries the version, e.g. `https://ads-api.x.com/12`. Parameters of every method travel in the query, as in X's
 * own examples, encoded exactly as they are signed. Throws `PlatformError`.
 */
export const twitterClient = (dependencies: TwitterClientDependencies): TwitterClient => {
  const { baseUrl, send: sendOut, limits, settings, now } = dependencies;

  const signed = async (call: AccountCall, request: TwitterRequest): Promise<HttpAnswer> => {
    const { method, path, parameters: given = {}, body } = request;
    const parameters: Parameters = Object.entries(given).map(([name, value]) => [name, String(value)]);
    const { origin, pathname } = new URL(`${baseUrl}${path}`);
    const url = `${origin}${pathname}`;
    const authorization = signedHeader({
      ...{ method, url, parameters, consumer: consumerOf(settings), token: tokenOf(call) },
      nonce: randomBytes(16).toString('hex'),
      timestamp: Math.floor(now() / 1000),
    });
    return sendOut(call, {
      method,
      url: parameters.length === 0 ? url : `${url}?${parameterText(parameters)}`,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      mutates: method !== 'GET',
    });
  };

  const exchange = async <Schema extends z.ZodType>(
    call: AccountCall,
    request: TwitterRequest,
    schema: Schema,
  ): Promise<TwitterAnswer<z.infer<Schema>>> => {
    const mutates = request.method !== 'GET';
    const answer = await signed(call, request);
    const { status, headers } = answer;
    // X is left alone as long as it asks for, also when it is not the caller who waits: a 503 is tried again by itself.
    const waitMs = status < 300 ? usedUpWaitMs(headers, now()) : refusalWaitMs(answer, now());
    // What is counted apart is blocked apart: a campaign can be paused when no more can be read.
    const { category } = twitterCountedAs({ url: `${baseUrl}${request.path}`, mutates });
    const blocked = status < 300 || status === 429 ? category : undefined;
    if (waitMs !== undefined) limits.blockFor('twitter', call.account.adAccountId, waitMs, blocked);
    if (isOutcomeUnknown(answer, mutates)) throw gatewayError(answer);
    if (status >= 400) throw twitterError(answer, mutates, now());
    if (status >= 300) throw unreadable(answer, mutates);
    return { data: shaped(schema, jsonIn(answer), answer, mutates), answer };
  };

  return {
    send: async (call, request, schema) => {
      const { data: envelope, answer } = await exchange(call, request, z.object({ data: z.unknown() }));
      return { data: shaped(schema, envelope.data, answer, request.method !== 'GET'), answer };
    },

    list: async (call, { path, parameters }, row) => {
      const page = z.object({ data: z.array(row), next_cursor: z.string().nullish() });
      const rows: z.infer<typeof row>[] = [];
      let cursor: string | undefined;
      do {
        const pageParameters = { ...parameters, count: pageSize, ...(cursor === undefined ? {} : { cursor }) };
        const { data } = await exchange(call, { method: 'GET', path, parameters: pageParameters }, page);
        rows.push(...data.data);
        cursor = data.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return rows;
    },
  };
};
