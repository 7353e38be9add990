import { headerOf, type PlatformRequest, Refusal } from '../../../http/exchange.ts';
import type { TokenRecord } from '../../../state/state.ts';
import type { Store } from '../../../state/store.ts';
import { tokenRecord } from '../../tokens.ts';
import { refused, unauthorized } from '../answers.ts';
import { developmentConsumer } from './consumer.ts';
import { takeNonce, windowMs } from './nonces.ts';
import { baseString, isSignedWith, type SignedParameters } from './signature.ts';

const no = (why: string): Refusal => new Refusal(unauthorized(why));

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw no('the Authorization header is malformed');
  }
};

/** `OAuth oauth_nonce="…", …`. Throws `Refusal` 401 for any other header. */
const headerParameters = (request: PlatformRequest): ReadonlyMap<string, string> => {
  const [, text] = /^OAuth\s+(.+)$/is.exec(headerOf(request, 'authorization') ?? '') ?? [];
  if (text === undefined) throw no('there is no OAuth header');
  const pairs = text.split(/\s*,\s*/).map((part): [string, string] => {
    const [, name, value] = /^([a-z_]+)="([^"]*)"$/i.exec(part) ?? [];
    if (name === undefined || value === undefined) throw no('the Authorization header is malformed');
    return [name, decoded(value)];
  });
  return new Map(pairs);
};

const checkTime = (timestamp: string | undefined, now: number): void => {
  if (!/^\d+$/.test(timestamp ?? '')) throw no('there is no oauth_timestamp');
  if (Math.abs(Number(timestamp) * 1000 - now) > windowMs) throw no('oauth_timestamp is out of bounds');
};

const checkForm = (header: ReadonlyMap<string, string>): void => {
  if (header.get('oauth_consumer_key') !== developmentConsumer.key) throw no('oauth_consumer_key is not known');
  if (header.get('oauth_signature_method') !== 'HMAC-SHA1') throw no('oauth_signature_method is not HMAC-SHA1');
  if ((header.get('oauth_version') ?? '1.0') !== '1.0') throw no('oauth_version is not 1.0');
};

/** Whose secret the request is signed with besides the product's: the text of a token, and a record of it. */
type Signer<Owner> = Readonly<{ secret: string; owner: Owner }>;

/**
 * Who signed the request, by the `oauth_token` of its header (empty when there is none), and the header itself. Throws
 * `Refusal` 401: no header or another one, an unknown key, a timestamp that is off, a signature that does not fit the
 * request, a nonce that was used; and what `signerOf` throws.
 */
export const signedBy = <Owner>(
  store: Store,
  request: PlatformRequest,
  sent: SignedParameters,
  signerOf: (token: string) => Signer<Owner>,
): Readonly<{ owner: Owner; header: ReadonlyMap<string, string> }> => {
  const header = headerParameters(request);
  checkForm(header);
  checkTime(header.get('oauth_timestamp'), store.now());
  const token = header.get('oauth_token') ?? '';
  const { secret: tokenSecret, owner } = signerOf(token);
  const own = [...header].filter(([name]) => name !== 'oauth_signature' && name !== 'realm');
  const base = baseString(request.method, `${request.baseUrl}${request.path}`, [...sent, ...own]);
  const secrets = { consumerSecret: developmentConsumer.secret, tokenSecret };
  if (!isSignedWith(header.get('oauth_signature') ?? '', base, secrets)) throw no('the signature does not fit');
  const nonce = header.get('oauth_nonce') ?? '';
  if (nonce === '') throw no('there is no oauth_nonce');
  if (!takeNonce(store.state, `${token} ${nonce}`, store.now())) throw no('oauth_nonce was used before');
  return { owner, header };
};

const userOf = (store: Store, token: string): Signer<TokenRecord> => {
  const record = tokenRecord(store, 'twitter', token);
  if (record?.secret === undefined) throw no('oauth_token is not known');
  if (record.state === 'revoked') throw refused(401, 89, 'Invalid or expired token.');
  if (record.state === 'expired') throw no('oauth_token is not valid any more');
  return { secret: record.secret, owner: record };
};

/** The user's token that the request is signed with. Throws `Refusal` 401 like `signedBy`, and for an unknown token. */
export const signedByUser = (store: Store, request: PlatformRequest, sent: SignedParameters) =>
  signedBy(store, request, sent, (token) => userOf(store, token));

/** The record of that token. Throws like `signedByUser`. */
export const authenticated = (store: Store, request: PlatformRequest, sent: SignedParameters): TokenRecord =>
  signedByUser(store, request, sent).owner;
