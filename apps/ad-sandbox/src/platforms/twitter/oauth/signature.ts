import { createHmac, timingSafeEqual } from 'node:crypto';

/** Decoded, of the query, the form and the header; the signature itself and the realm are not among them. */
export type SignedParameters = readonly (readonly [name: string, value: string])[];

const unreserved = /[A-Za-z0-9\-._~]/;

/** Byte by byte of the UTF-8 text (RFC 5849, 3.6). */
const encoded = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return unreserved.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

const inOrder = (one: readonly [string, string], other: readonly [string, string]): number => {
  const [first, second] = one[0] === other[0] ? [one[1], other[1]] : [one[0], other[0]];
  if (first === second) return 0;
  return first < second ? -1 : 1;
};

/** `url` without query, with scheme and host as the client wrote them. */
export const baseString = (method: string, url: string, parameters: SignedParameters): string => {
  const pairs = parameters.map(([name, value]): [string, string] => [encoded(name), encoded(value)]).sort(inOrder);
  const normalized = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return `${method.toUpperCase()}&${encoded(url)}&${encoded(normalized)}`;
};

export type Secrets = Readonly<{ consumerSecret: string; tokenSecret: string }>;

export const signatureFor = (base: string, { consumerSecret, tokenSecret }: Secrets): string =>
  createHmac('sha1', `${encoded(consumerSecret)}&${encoded(tokenSecret)}`)
    .update(base)
    .digest('base64');

export const isSignedWith = (signature: string, base: string, secrets: Secrets): boolean => {
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureFor(base, secrets))];
  return given.length === expected.length && timingSafeEqual(given, expected);
};
