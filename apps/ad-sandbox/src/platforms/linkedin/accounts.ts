import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { validToken } from './access.ts';
import { searchAnswer } from './search.ts';

/** LinkedIn's accounts have no time zone. */
const accountJson = ({ account }: AccountState): JsonObject => ({
  id: Number(account.adAccountId),
  name: account.name,
  currency: account.currency,
  status: 'ACTIVE',
  type: 'BUSINESS',
  servingStatuses: ['RUNNABLE'],
  reference: `urn:li:organization:${account.adAccountId}`,
});

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
