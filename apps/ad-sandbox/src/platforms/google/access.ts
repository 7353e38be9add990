import { headerOf, type PlatformRequest } from '../../http/exchange.ts';
import { type AccountState, emptyAccount } from '../../state/account-state.ts';
import { accountOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { bearerOf, scopesOf, tokenRecord } from '../tokens.ts';
import { refused, withoutCredentials, withoutScope } from './failure.ts';

export const adsScope = 'https://www.googleapis.com/auth/adwords';

/** Ten digits, however the customer id is written. */
export const plainCustomerId = (given: string): string => given.replaceAll('-', '');

/** The token of the header, which must have the scope of Google Ads. Throws `Refusal` 401 or 403. */
export const tokenOf = (store: Store, request: PlatformRequest): TokenRecord => {
  const header = headerOf(request, 'authorization');
  if (header === undefined) throw withoutCredentials();
  const token = bearerOf(header);
  if (token === undefined) {
    throw refused('authenticationError', 'OAUTH_TOKEN_HEADER_INVALID', 'HTTP authorization header is malformed.');
  }
  const record = tokenRecord(store, 'google', token);
  if (record === undefined) throw refused('authenticationError', 'OAUTH_TOKEN_INVALID', 'OAuth token is invalid.');
  if (record.state === 'revoked') {
    throw refused('authenticationError', 'OAUTH_TOKEN_REVOKED', 'OAuth token has been revoked.');
  }
  if (record.state === 'expired') {
    throw refused('authenticationError', 'OAUTH_TOKEN_EXPIRED', 'OAuth token has expired.');
  }
  if (scopesOf(store, 'google', record)?.includes(adsScope) === false) throw withoutScope();
  return record;
};

const denied = () =>
  refused(
    'authorizationError',
    'USER_PERMISSION_DENIED',
    "User doesn't have permission to access customer. Note: If you're accessing a client customer, the manager's customer id must be set in the 'login-customer-id' header.",
  );

/** The manager that is known by a customer of the token which is reached through it, whether it was opened or not. */
const managerNamed = (
  { state }: Store,
  adAccountIds: ReadonlySet<string>,
  managerId: string,
): AccountState | undefined => {
  const clients = [...adAccountIds].flatMap((id) => accountOf(state, 'google', id)?.account ?? []);
  const client = clients.find(({ loginCustomerId }) => loginCustomerId === managerId);
  if (client === undefined) return undefined;
  const { platform, currency, timeZone, createdAt } = client;
  const settings = { platform, currency, timeZone, createdAt };
  const manager = { ...settings, adAccountId: managerId, name: `Manager ${managerId}`, manager: true };
  return accountOf(state, 'google', managerId) ?? emptyAccount(manager);
};

/**
 * The customer, when the token may use it, through its manager where it has one. A `developer-token` counts for nothing: since
 * September 2026 the access level belongs to the Cloud project. Throws `Refusal` 401, 403, or 400 for an id that is none.
 */
export const authorized = (store: Store, request: PlatformRequest, customerId: string): AccountState => {
  const { adAccountIds } = tokenOf(store, request);
  const login = headerOf(request, 'login-customer-id');
  if (login !== undefined && !/^\d{10}$/.test(login)) {
    throw refused(
      'headerError',
      'INVALID_LOGIN_CUSTOMER_ID',
      'The login customer id is not ten digits without dashes.',
    );
  }
  if (!/^\d{10}$/.test(customerId)) {
    throw refused('requestError', 'INVALID_CUSTOMER_ID', `Customer ID ${customerId} is not ten digits without dashes.`);
  }
  const manager = managerNamed(store, adAccountIds, customerId);
  const owner = manager ?? accountOf(store.state, 'google', customerId);
  if (owner === undefined) {
    throw refused('authenticationError', 'CUSTOMER_NOT_FOUND', `No customer found for the provided id ${customerId}.`);
  }
  if (manager === undefined && !adAccountIds.has(customerId)) throw denied();
  const { loginCustomerId } = owner.account;
  if (loginCustomerId !== undefined && login !== plainCustomerId(loginCustomerId)) throw denied();
  return owner;
};
