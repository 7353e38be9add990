import { platformNamed } from '../platforms/index.ts';
import { hashOfToken } from '../platforms/tokens.ts';
import type { AccountState } from '../state/account-state.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Account, Fact } from '../state/facts.ts';
import { accountOf, keyOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { ControlProblem, notFound } from './problem.ts';
import type { NewAccount } from './schemas.ts';

/** The id as the platform's calls carry it: `act_1` is account 1. */
export const bareAccountId = (platform: PlatformName, adAccountId: string): string =>
  platformNamed(platform)?.accountId(adAccountId) ?? adAccountId;

/** Throws `ControlProblem` 404. */
export const openAccount = (store: Store, platform: PlatformName, adAccountId: string): AccountState => {
  const account = accountOf(store.state, platform, bareAccountId(platform, adAccountId));
  if (account === undefined) throw notFound(`adAccountId: there is no ${platform} account ${adAccountId}`);
  return account;
};

const settled = ['currency', 'timeZone'] as const;

/** What may change from one opening to the next. */
const told = ['name', 'loginCustomerId', 'standing', 'access', 'funded', 'manager'] as const;

const refuseOtherSettings = (known: Account, asked: NewAccount): void => {
  for (const field of settled) {
    if (known[field] !== asked[field]) {
      const detail = `${field}: the account was opened with ${known[field]}; campaigns count on it`;
      throw new ControlProblem(409, 'The account is open with other settings', detail);
    }
  }
};

const accountFacts = (known: Account | undefined, account: Account): readonly Fact[] => {
  const isSame = known !== undefined && told.every((field) => known[field] === account[field]);
  return isSame ? [] : [{ type: 'AccountOpened', account }];
};

const tellings = ({ standing, access, funded, manager }: NewAccount): Partial<Account> => ({
  ...(standing === undefined ? {} : { standing }),
  ...(access === undefined ? {} : { access }),
  ...(funded === undefined ? {} : { funded }),
  ...(manager === undefined ? {} : { manager }),
});

/** Opens the account and lets the token use it. Repeatable. Throws `ControlProblem` 409. */
export const openWithToken = (store: Store, asked: NewAccount): Account => {
  const { platform, currency, timeZone, accessToken, tokenSecret, loginCustomerId } = asked;
  const adAccountId = bareAccountId(platform, asked.adAccountId);
  const owner = accountOf(store.state, platform, adAccountId);
  const known = owner?.account;
  if (known !== undefined) refuseOtherSettings(known, asked);
  const account: Account = {
    platform,
    adAccountId,
    name: asked.name ?? known?.name ?? `Sandbox ${platform} ${adAccountId}`,
    currency,
    timeZone,
    ...(loginCustomerId === undefined ? {} : { loginCustomerId: bareAccountId(platform, loginCustomerId) }),
    ...tellings(asked),
    createdAt: known?.createdAt ?? store.now(),
  };
  const tokenHash = hashOfToken(accessToken);
  const hasSameSecret = store.state.tokens.get(keyOf(platform, tokenHash))?.secret === tokenSecret;
  const isGranted = owner?.tokenHashes.has(tokenHash) === true && hasSameSecret;
  store.commit([
    ...accountFacts(known, account),
    ...(isGranted
      ? []
      : [
          {
            ...({ type: 'TokenGranted', platform, adAccountId, tokenHash } as const),
            ...(tokenSecret === undefined ? {} : { tokenSecret }),
          },
        ]),
  ]);
  return account;
};
