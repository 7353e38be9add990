import { lookup as lookUp } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressFault, hostOf, isPublicAddress } from './addresses.ts';

type Address = Readonly<{ address: string; family: number }>;

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly Address[]>;

const resolveByName: Resolve = (host) => lookUp(host, { all: true, verbatim: true });

export type SendSettings = Readonly<{
  /** Whether messages may go to private networks, and without TLS. */
  isPrivateAllowed: boolean;
  /** Default: as the operating system does. */
  resolve?: Resolve;
  /** For name, connection and answer together. Default 10,000 ms. */
  timeoutMs?: number;
}>;

/** `status` is `null` without an answer; `error` is `null` when the answer was a success. */
export type Sent = Readonly<{ status: number | null; error: string | null; response: string | null }>;

const keptBytes = 500;
const defaultTimeoutMs = 10_000;

/** Nothing was sent. */
class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** The address to connect to. One that may not be reached spoils the name: it may be a trap that lets the others by first. */
const addressOf = async (url: URL, { isPrivateAllowed, resolve = resolveByName }: SendSettings): Promise<Address> => {
  const host = hostOf(url);
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  const [first] = addresses;
  if (first === undefined) throw new NotSent('The name has no address');
  if (!isPrivateAllowed && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new NotSent('The address belongs to a private network');
  }
  return first;
};

/** Connects to the address that was checked, whatever the name stands for by then. */
const pinned =
  ({ address, family }: Address): LookupFunction =>
  (_host, options, done) =>
    options.all === true ? done(null, [{ address, family }]) : done(null, address, family);

const firstBytes = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= keptBytes) break;
  }
  // NUL cannot be stored.
  return Buffer.concat(chunks).subarray(0, keptBytes).toString('utf8').replaceAll('\u0000', '');
};

const post = (
  url: URL,
  address: Address,
  { headers, body, signal }: Readonly<{ headers: Readonly<Record<string, string>>; body: string; signal: AbortSignal }>,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // A connection of its own: one that is kept may lead to an address that was checked for another message.
    const options = { method: 'POST', headers, lookup: pinned(address), agent: false, signal };
    send(url, options, resolve).on('error', reject).end(body);
  });

const reasonOf = (error: unknown, signal: AbortSignal): string => {
  if (error instanceof NotSent) return error.message;
  if (signal.aborted) return 'There was no answer in time';
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === undefined ? 'The connection failed' : `The connection failed: ${code}`;
};

const within = <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
  ]);

/** Posts JSON once; follows no redirect, and reaches no private network unless that is allowed. Never throws. */
export const sendMessage = async (
  to: string,
  body: string,
  signed: Readonly<Record<string, string>>,
  settings: SendSettings,
): Promise<Sent> => {
  const signal = AbortSignal.timeout(settings.timeoutMs ?? defaultTimeoutMs);
  try {
    const fault = addressFault(to, settings.isPrivateAllowed);
    if (fault !== undefined) throw new NotSent(fault);
    const url = new URL(to);
    const address = await within(addressOf(url, settings), signal);
    const headers = {
      ...{ 'content-type': 'application/json; charset=utf-8', 'user-agent': 'campaign-orchestration-webhooks/1' },
      ...{ 'content-length': String(Buffer.byteLength(body)), ...signed },
    };
    const answer = await post(url, address, { headers, body, signal });
    const status = answer.statusCode ?? 0;
    const response = await firstBytes(answer).catch(() => '');
    answer.destroy();
    const isRedirect = status >= 300 && status < 400;
    const refused = isRedirect ? 'A redirect is not followed' : `The receiver answered ${status}`;
    return { status, error: status >= 200 && status < 300 ? null : refused, response };
  } catch (error) {
    return { status: null, error: reasonOf(error, signal), response: null };
  }
};
