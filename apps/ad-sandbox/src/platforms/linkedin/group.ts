import type { AccountState } from '../../state/account-state.ts';
import type { CampaignGroup } from '../../state/facts.ts';

/** Every account has one from the start. Its id follows from the account's, and no other group's begins with a 6. */
const defaultGroup = ({ account }: AccountState): CampaignGroup => ({
  id: `6${account.adAccountId}`,
  serial: -1,
  name: 'Default Campaign Group',
  status: 'ACTIVE',
  createdAt: account.createdAt,
  details: { runSchedule: { start: account.createdAt } },
});

/** Oldest first. */
export const groupsOf = (owner: AccountState): readonly CampaignGroup[] => [
  defaultGroup(owner),
  ...owner.groups.values(),
];

export const groupOf = (owner: AccountState, id: string | undefined): CampaignGroup | undefined =>
  groupsOf(owner).find((group) => group.id === id);
