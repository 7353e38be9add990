import type { PlatformName } from '../state/campaign.ts';
import type { Account, Fact } from '../state/facts.ts';
import { type ConsentSettings, type Grant, usualConsent } from '../state/grants.ts';
import { accountOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** The one person on every platform, who owns all ad accounts and consents to everything. */
export const person = { id: '756201191646691328', name: 'Sandbox Person', screenName: 'sandbox_person' } as const;

export const consentOn = ({ state }: Store, platform: PlatformName): ConsentSettings =>
  state.consents.get(platform) ?? usualConsent;

/** In the form that the platform's ids have; no tests use these. */
const demoIds: Readonly<Record<PlatformName, (number: 1 | 2) => string>> = {
  meta: (number) => `900000000${number}`,
  google: (number) => `900000000${number}`,
  tiktok: (number) => `790000000000000000${number}`,
  linkedin: (number) => `59000000${number}`,
  twitter: (number) => `demo${number}`,
  snapchat: (number) => `d0000000-0000-4000-8000-00000000000${number}`,
};

const demoAccount = ({ now }: Store, platform: PlatformName, number: 1 | 2): Account => ({
  platform,
  adAccountId: demoIds[platform](number),
  name: `Demo account ${number}`,
  currency: 'USD',
  timeZone: 'America/New_York',
  createdAt: now(),
});

/** The person's ad accounts: those that the control interface names, or all of the platform, or two that are made now. */
export const accountsOfPerson = (
  store: Store,
  platform: PlatformName,
): Readonly<{ accounts: readonly Account[]; facts: readonly Fact[] }> => {
  const { adAccountIds } = consentOn(store, platform);
  if (adAccountIds !== undefined) {
    const accounts = adAccountIds.flatMap((id) => accountOf(store.state, platform, id)?.account ?? []);
    return { accounts, facts: [] };
  }
  const open = [...store.state.accounts.values()].flatMap(({ account }) =>
    account.platform === platform ? [account] : [],
  );
  if (open.length > 0) return { accounts: open, facts: [] };
  const accounts = ([1, 2] as const).map((number) => demoAccount(store, platform, number));
  return { accounts, facts: accounts.map((account) => ({ type: 'AccountOpened', account })) };
};

/** What the person allowed on the platform and did not take back, oldest first. */
export const livingGrants = ({ state }: Store, platform: PlatformName): readonly Grant[] =>
  [...state.grants.values()].flatMap(({ grant, revoked }) => (grant.platform === platform && !revoked ? [grant] : []));
