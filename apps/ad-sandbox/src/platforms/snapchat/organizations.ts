import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { accountOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { item, notFound, succeeded } from './answers.ts';

/** All ad accounts of the sandbox belong to this one organisation. */
const organizationId = '40d6719b-0000-4000-8000-000000000001';

const accountsOf = ({ state }: Store, { adAccountIds }: TokenRecord): readonly AccountState[] =>
  [...adAccountIds].flatMap((id) => accountOf(state, 'snapchat', id) ?? []);

const statuses = { open: 'ACTIVE', pending: 'PENDING', closed: 'PAUSED' } as const;

const accountJson = ({ account }: AccountState): JsonObject => ({
  id: account.adAccountId,
  name: account.name,
  currency: account.currency,
  timezone: account.timeZone,
  status: statuses[account.standing ?? 'open'],
});

/** `GET /me/organizations`, with the ad accounts that the token opens when they are asked for. */
export const listOrganizations = (store: Store, token: TokenRecord, { parameters }: PlatformRequest): Answer => {
  const accounts = accountsOf(store, token).map((owner) => ({
    ...accountJson(owner),
    roles: [owner.account.access === 'view' ? 'reports' : 'admin'],
  }));
  const organization = {
    id: organizationId,
    name: 'Sandbox',
    roles: ['admin'],
    ...(parameters['with_ad_accounts'] === 'true' ? { ad_accounts: accounts } : {}),
  };
  return succeeded({ organizations: [item('organization', organization)] });
};

/** `GET /organizations/{id}/adaccounts`. Throws `Refusal` 404. */
export const listAdAccounts = (store: Store, token: TokenRecord, id: string): Answer => {
  if (id !== organizationId) throw notFound();
  return succeeded({ adaccounts: accountsOf(store, token).map((owner) => item('adaccount', accountJson(owner))) });
};
