import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import { person } from '../../oauth/person.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Account } from '../../state/facts.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { validToken } from './access.ts';
import { malformed } from './errors.ts';
import { searchAnswer } from './search.ts';

const statuses = { open: 'ACTIVE', pending: 'DRAFT', closed: 'CANCELED' } as const;

const standingOf = ({ account }: AccountState): NonNullable<Account['standing']> => account.standing ?? 'open';

/** LinkedIn's accounts have no time zone. */
const accountJson = (owner: AccountState): JsonObject => {
  const { account } = owner;
  return {
    id: Number(account.adAccountId),
    name: account.name,
    currency: account.currency,
    status: statuses[standingOf(owner)],
    type: 'BUSINESS',
    servingStatuses: [standingOf(owner) === 'open' ? 'RUNNABLE' : 'STOPPED'],
    reference: `urn:li:organization:${account.adAccountId}`,
  };
};

/** `GET /adAccounts/{id}`. */
export const readAccount = (owner: AccountState): Answer => ({ status: 200, body: accountJson(owner) });

/** `GET /adAccounts?q=search`: the accounts that the token may use. */
export const searchAccounts = (store: Store, request: PlatformRequest): Answer => {
  const { adAccountIds } = validToken(store, request);
  const elements = [...adAccountIds]
    .flatMap((id) => accountOf(store.state, 'linkedin', id) ?? [])
    .map((owner) => {
      const json = accountJson(owner);
      return { id: Number(owner.account.adAccountId), json, searched: json };
    });
  return searchAnswer(request, elements, ['status', 'name']);
};

/** `GET /adAccountUsers?q=authenticatedUser`: what the person is in each account that the token may use. */
export const listRoles = (store: Store, request: PlatformRequest): Answer => {
  const { adAccountIds } = validToken(store, request);
  if (request.parameters['q'] !== 'authenticatedUser') throw malformed("Query parameter 'q' must be authenticatedUser");
  const elements = [...adAccountIds]
    .flatMap((id) => accountOf(store.state, 'linkedin', id)?.account ?? [])
    .map(({ adAccountId, access = 'manage' }) => ({
      account: `urn:li:sponsoredAccount:${adAccountId}`,
      user: `urn:li:person:${person.id}`,
      role: access === 'manage' ? 'ACCOUNT_MANAGER' : 'VIEWER',
    }));
  return { status: 200, body: { elements, paging: { start: 0, count: elements.length, links: [] } } };
};
