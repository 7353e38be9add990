import { createHmac } from 'node:crypto';

/** Name and value of each parameter, not encoded; a name may come several times. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** A key that is sent, and the secret that signs and is never sent. */
export type KeyPair = Readonly<{ key: string; secret: string }>;

/** Everything but letters, digits and `-._~` (RFC 3986), which is more than `encodeURIComponent` does. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** As they are sent, in the order given. */
export const parameterText = (parameters: Parameters): string =>
  parameters.map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`).join('&');

const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** What is signed (RFC 5849, 3.4.1): of the query, of a form and of the header together. `url` has no query. */
export const signatureBase = (method: string, url: string, parameters: Parameters): string => {
  const sorted = parameters
    .map(([name, value]) => [percentEncoded(name), percentEncoded(value)] as const)
    // By name and then by value: sorted as one text, `a1=…` would come before `a=…`.
    .toSorted(([oneName, oneValue], [name, value]) => compared(oneName, name) || compared(oneValue, value));
  const text = sorted.map((pair) => pair.join('=')).join('&');
  return [method, url, text].map(percentEncoded).join('&');
};

/** HMAC-SHA1 in base64 (RFC 5849, 3.4.2). */
export const signatureOf = (base: string, consumerSecret: string, tokenSecret: string): string =>
  createHmac('sha1', `${percentEncoded(consumerSecret)}&${percentEncoded(tokenSecret)}`)
    .update(base)
    .digest('base64');

/** The `Authorization` header of one request; the nonce must never come again with the same timestamp (seconds). */
export const signedHeader = ({
  method,
  url,
  parameters,
  consumer,
  token,
  more = [],
  nonce,
  timestamp,
}: Readonly<{
  method: string;
  /** Without the query. */
  url: string;
  parameters: Parameters;
  consumer: KeyPair;
  /** Missing only where a token is asked for. */
  token?: KeyPair;
  /** Further parameters that travel in the header, such as `oauth_callback`. */
  more?: Parameters;
  nonce: string;
  timestamp: number;
}>): string => {
  const own: Parameters = [
    ['oauth_consumer_key', consumer.key],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(timestamp)],
    ...(token === undefined ? [] : ([['oauth_token', token.key]] as const)),
    ['oauth_version', '1.0'],
    ...more,
  ];
  const base = signatureBase(method, url, [...parameters, ...own]);
  const signed = [...own, ['oauth_signature', signatureOf(base, consumer.secret, token?.secret ?? '')] as const];
  return `OAuth ${signed.map(([name, value]) => `${name}="${percentEncoded(value)}"`).join(', ')}`;
};
