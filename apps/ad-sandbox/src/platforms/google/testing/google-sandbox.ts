import { Refusal } from '../../../http/exchange.ts';
import type { Account, Fact } from '../../../state/facts.ts';
import { openStore, type Store } from '../../../state/store.ts';
import type { Operation, Plan } from '../../platform.ts';
import { hashOfToken } from '../../tokens.ts';
import { google } from '../index.ts';

export const customerId = '1112223333';
export const managerId = '9998887777';
export const token = 'planted-token';

type Answered = Readonly<{ status: number; body: unknown; requestId: string | undefined; concerning?: string }>;

export type GoogleSandbox = Readonly<{
  store: Store;
  /** `POST /v26/customers/{customer}/{method}`. */
  post: (method: string, body: unknown, headers?: Readonly<Record<string, string>>) => Answered;
  /** Any path and any text as the body. */
  send: (path: string, bodyText: string, headers?: Readonly<Record<string, string>>) => Answered;
  search: (query: string) => Answered;
  /** The rows of a query; none when the answer has no `results`. */
  rows: (query: string) => readonly unknown[];
  operationOf: (method: string, body: unknown) => Operation | undefined;
  grant: (token: string, adAccountId?: string) => void;
  open: (account: Partial<Account>) => void;
  passDays: (days: number) => void;
}>;

const dayMs = 1000;

/** One customer with a token, on a clock that stands until days pass; a real second is a simulated day. */
export const googleSandbox = (account: Partial<Account> = {}): GoogleSandbox => {
  let now = Date.parse('2026-12-01T15:00:00Z');
  const store = openStore({ seed: 7, dayMs, journalPath: undefined, now: () => new Date(now) });
  const open: GoogleSandbox['open'] = (given) => {
    const whole: Account = {
      platform: 'google',
      adAccountId: customerId,
      name: 'Sandbox Google Ads account',
      currency: 'USD',
      timeZone: 'America/New_York',
      createdAt: now,
      ...given,
    };
    store.commit([{ type: 'AccountOpened', account: whole }]);
  };
  const grant: GoogleSandbox['grant'] = (text, adAccountId = customerId) => {
    const fact: Fact = { type: 'TokenGranted', platform: 'google', adAccountId, tokenHash: hashOfToken(text) };
    store.commit([fact]);
  };
  open(account);
  grant(token);

  const plan = (path: string, bodyText: string, headers: Readonly<Record<string, string>>): Plan =>
    google.plan(
      {
        method: 'POST',
        path,
        parameters: {},
        queryText: '',
        headers,
        contentType: 'application/json',
        bodyText,
        baseUrl: 'http://127.0.0.1:4010/google',
      },
      { store, listLagMs: () => 0 },
    );
  const answerOf = (act: () => Plan) => {
    try {
      return act().run();
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  };
  const send: GoogleSandbox['send'] = (path, bodyText, headers = { authorization: `Bearer ${token}` }) => {
    const answer = answerOf(() => plan(path, bodyText, headers));
    return {
      status: answer.status,
      // As a client gets it: what is undefined is not there.
      body: answer.body === undefined ? answer.text : JSON.parse(JSON.stringify(answer.body)),
      requestId: answer.headers?.['request-id'],
      ...(answer.concerning === undefined ? {} : { concerning: answer.concerning }),
    };
  };
  const post: GoogleSandbox['post'] = (method, body, headers) =>
    send(`/v26/customers/${customerId}/${method}`, JSON.stringify(body), headers);
  const search = (query: string): Answered => post('googleAds:search', { query });
  return {
    store,
    post,
    send,
    search,
    rows: (query) => (search(query).body as { results?: unknown[] }).results ?? [],
    operationOf: (method, body) => plan(`/v26/customers/${customerId}/${method}`, JSON.stringify(body), {}).operation,
    grant,
    open,
    passDays: (days) => {
      now += days * dayMs;
    },
  };
};
