import type { Answer, JsonObject } from '../../http/exchange.ts';
import { person } from '../../oauth/person.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Account } from '../../state/facts.ts';
import type { Store } from '../../state/store.ts';
import { ok, refused } from './answers.ts';
import { pageOf } from './paging.ts';
import type { Parameters } from './parameters.ts';

const approvals = { open: 'ACCEPTED', pending: 'UNDER_REVIEW', closed: 'REJECTED' } as const;

const accountJson = ({ adAccountId, name, timeZone, standing = 'open' }: Account): JsonObject => ({
  id: adAccountId,
  name,
  timezone: timeZone,
  timezone_switch_at: null,
  approval_status: approvals[standing],
  deleted: false,
});

/** `GET accounts`: those of the token. */
export const listAccounts = (owners: readonly AccountState[], parameters: Parameters): Answer =>
  pageOf(
    owners.map(({ account }, serial) => ({ at: account.createdAt, serial, row: account })),
    parameters,
    accountJson,
  );

type FundingInstrument = Readonly<{ id: string; type: string; currency: string; able_to_fund: boolean }>;

/** One that is used up, and one that pays, if anything does. Ids are base-36 and belong to the account. */
const instrumentsOf = ({ adAccountId, currency, funded = true }: Account): readonly FundingInstrument[] => [
  { id: `${adAccountId}0`, type: 'INSERTION_ORDER', currency, able_to_fund: false },
  { id: `${adAccountId}1`, type: 'CREDIT_CARD', currency, able_to_fund: funded },
];

/** `GET accounts/:id/funding_instruments` */
export const listFundingInstruments = ({ account }: AccountState, parameters: Parameters): Answer =>
  pageOf(
    instrumentsOf(account).map((row, serial) => ({ at: account.createdAt, serial, row })),
    parameters,
    (row) => row,
  );

/** Throws `Refusal` 404 for one that the account does not have, 403 for one that does not pay. */
export const checkFundingInstrument = ({ account }: AccountState, id: string): void => {
  const instrument = instrumentsOf(account).find((each) => each.id === id);
  const name = 'funding_instrument_id';
  if (instrument === undefined) {
    throw refused(404, 'FUNDING_INSTRUMENT_NOT_FOUND', `Funding instrument ${id} was not found`, name);
  }
  if (!instrument.able_to_fund) {
    throw refused(403, 'FUNDING_INSTRUMENT_ACCESS_NOT_ALLOWED', `Funding instrument ${id} cannot pay`, name);
  }
};

/** `GET accounts/:id/authenticated_user_access` */
export const userAccess = (_store: Store, { account }: AccountState): Answer =>
  ok({ user_id: person.id, permissions: [account.access === 'view' ? 'CAMPAIGN_ANALYST' : 'ACCOUNT_ADMIN'] });
