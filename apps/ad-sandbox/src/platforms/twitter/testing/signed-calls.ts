import { type Reply, type RunningSandbox, startOfTests, testToken } from '../../../testing/running-sandbox.ts';
import { developmentConsumer } from '../oauth/consumer.ts';
import { baseString, signatureFor } from '../oauth/signature.ts';

export const adAccountId = '18ce54d4x5t';
export const tokenSecret = 'token-secret-of-the-tests';

export type Sent = Readonly<{
  /** Where the parameters travel. */
  in?: 'query' | 'form';
  /** Instead of what a well-behaved client puts into the header; `undefined` leaves it out. */
  header?: Readonly<Record<string, string | undefined>>;
  secrets?: Readonly<{ consumerSecret?: string; tokenSecret?: string }>;
  /** Query text as it is, unsigned. */
  smuggled?: string;
  /** A body that is no part of what is signed. */
  json?: unknown;
}>;

type Pairs = readonly (readonly [name: string, value: string])[];

export type SignedCalls = (
  method: string,
  path: string,
  /** As pairs where a name comes twice. */
  parameters?: Readonly<Record<string, string>> | Pairs,
  sent?: Sent,
) => Promise<Reply>;

/** Calls of X's API, signed as a client signs them; `path` begins behind the version, or with `//` behind the host. */
export const signedCalls = (sandbox: RunningSandbox): SignedCalls => {
  let calls = 0;
  return async (method, path, parameters = {}, sent = {}) => {
    const { in: place = 'query', header = {}, secrets = {}, smuggled, json } = sent;
    calls += 1;
    const given = (Array.isArray(parameters) ? parameters : Object.entries(parameters)) as [string, string][];
    const own: Readonly<Record<string, string | undefined>> = {
      oauth_consumer_key: developmentConsumer.key,
      oauth_nonce: `nonce-${calls}`,
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: String(startOfTests / 1000),
      oauth_token: testToken,
      oauth_version: '1.0',
      ...header,
    };
    const pairs = Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const full = path.startsWith('//') ? `/twitter${path.slice(1)}` : `/twitter/12${path}`;
    const base = baseString(method, `${sandbox.url}${full}`, [...given, ...pairs]);
    const signature = signatureFor(base, {
      consumerSecret: developmentConsumer.secret,
      tokenSecret,
      ...secrets,
    });
    const all = [...pairs, ['oauth_signature', signature] as const];
    const authorization = `OAuth ${all.map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(', ')}`;
    const text = String(new URLSearchParams(given));
    const query = [place === 'query' ? text : '', smuggled ?? ''].filter((part) => part !== '').join('&');
    return sandbox.call(method, `${full}${query === '' ? '' : `?${query}`}`, {
      headers: {
        authorization,
        ...(place === 'form' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(place === 'form' ? { body: text } : {}),
      ...(json === undefined ? {} : { body: json }),
    });
  };
};
