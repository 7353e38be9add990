import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { checkScope, validToken } from './access.ts';
import { accountJson } from './account-json.ts';
import { pageOf } from './paging.ts';
import { parametersOf } from './parameters.ts';

/** `GET /me/adaccounts`: those of the token. */
export const listAdAccounts = (store: Store, request: PlatformRequest): Answer => {
  const parameters = parametersOf(request);
  const token = validToken(store, request, parameters);
  checkScope(store, token, request.method);
  const accounts = [...token.adAccountIds].flatMap((id) => accountOf(store.state, 'meta', id)?.account ?? []);
  const rows = accounts.map((account, place) => ({ key: accounts.length - place, row: account }));
  return pageOf(request, parameters, rows, (account) => accountJson(account, parameters));
};
