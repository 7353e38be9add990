import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Campaign = { id: string; name: string; status: string; lifetime_budget: string };

/** What goes wrong with the next call that changes something. */
export type Mishap = 'drop-after-commit' | 'rate-limit' | 'server-error' | 'token-expired' | 'slow';

export type MetaDouble = Readonly<{
  url: string;
  campaigns: Map<string, Campaign>;
  /** Method and path of every call. */
  calls: string[];
  next: (mishap: Mishap) => void;
  close: () => Promise<void>;
}>;

const refusals: Readonly<Record<'rate-limit' | 'server-error' | 'token-expired', readonly [number, object]>> = {
  'rate-limit': [400, { code: 17, error_subcode: 2446079, message: 'User request limit reached' }],
  'server-error': [500, { code: 2, message: 'Service temporarily unavailable', is_transient: true }],
  'token-expired': [400, { code: 190, error_subcode: 463, message: 'Session has expired' }],
};

const send = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** The few calls of Meta's API that campaigns need, on a port of its own, to see the whole worker at work. */
export const startMetaDouble = async (): Promise<MetaDouble> => {
  const campaigns = new Map<string, Campaign>();
  const calls: string[] = [];
  const mishaps: Mishap[] = [];
  let serial = 120_210_000_000_000_000n;

  const create = (given: Record<string, unknown>): object => {
    serial += 1n;
    const id = String(serial);
    const { name, status, lifetime_budget: budget } = given;
    campaigns.set(id, { id, name: String(name), status: String(status), lifetime_budget: String(budget) });
    return { id };
  };
  const change = (id: string, given: Record<string, unknown>): object => {
    const campaign = campaigns.get(id);
    const texts = Object.entries(given).map(([field, value]) => [field, String(value)]);
    if (campaign !== undefined) Object.assign(campaign, Object.fromEntries(texts));
    return { success: campaign !== undefined };
  };
  const read = (url: URL): object => {
    const [, first = '', edge] = url.pathname.split('/');
    if (edge === 'insights') {
      const day = {
        spend: '42.17',
        impressions: '10342',
        clicks: '311',
        date_start: '2026-12-01',
        date_stop: '2026-12-01',
      };
      return { data: [day] };
    }
    if (edge === 'campaigns') {
      const [{ value }] = JSON.parse(url.searchParams.get('filtering') ?? '[{"value":""}]') as [{ value: string }];
      return { data: [...campaigns.values()].filter(({ name }) => name.includes(value)) };
    }
    return campaigns.get(first) ?? { error: { code: 100, error_subcode: 33, message: 'Unsupported get request' } };
  };
  const write = async (request: IncomingMessage, url: URL): Promise<object> => {
    const [, first = '', edge] = url.pathname.split('/');
    if (request.method === 'DELETE') return change(first, { status: 'DELETED' });
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    return edge === 'campaigns' ? create(body) : change(first, body);
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://double');
    calls.push(`${request.method} ${url.pathname}`);
    if (request.method === 'GET') return send(response, 200, read(url), { date: 'Wed, 02 Dec 2026 12:00:00 GMT' });
    const mishap = mishaps.shift();
    if (mishap === 'slow') return;
    if (mishap !== undefined && mishap !== 'drop-after-commit') {
      const [status, error] = refusals[mishap];
      const usage = JSON.stringify({ acc_id_util_pct: 100, reset_time_duration: 1 });
      return send(response, status, { error }, mishap === 'rate-limit' ? { 'x-ad-account-usage': usage } : {});
    }
    const answer = await write(request, url);
    if (mishap === 'drop-after-commit') request.socket.destroy();
    else send(response, 200, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    campaigns,
    calls,
    next: (mishap) => mishaps.push(mishap),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
