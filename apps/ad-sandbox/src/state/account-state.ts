import type { ChildKind } from './child.ts';
import type { Account, CampaignGroup, SharedBudget } from './facts.ts';

/** What one ad account holds. Only `applyFact` writes to it. */
export type AccountState = {
  account: Account;
  /** In order of creation, deleted ones included: the index is the campaign's position. */
  readonly campaignIds: string[];
  /** Names of campaigns that are not deleted. */
  readonly idsByName: Map<string, Set<string>>;
  readonly idByRequestId: Map<string, string>;
  readonly budgets: Map<string, SharedBudget>;
  readonly groups: Map<string, CampaignGroup>;
  /** Campaigns that spend a budget and are not deleted. */
  readonly idsByBudget: Map<string, Set<string>>;
  /** Keys of its children by kind, oldest first, deleted ones included. */
  readonly childKeys: Map<ChildKind, readonly string[]>;
  readonly tokenHashes: Set<string>;
  /** Usage in percent that the platform's headers report; set by the control interface. */
  usage: Readonly<Record<string, number>>;
};

export const emptyAccount = (account: Account): AccountState => ({
  account,
  campaignIds: [],
  idsByName: new Map(),
  idByRequestId: new Map(),
  budgets: new Map(),
  groups: new Map(),
  idsByBudget: new Map(),
  childKeys: new Map(),
  tokenHashes: new Set(),
  usage: {},
});

export const index = (map: Map<string, Set<string>>, key: string, id: string): void => {
  const ids = map.get(key);
  if (ids === undefined) map.set(key, new Set([id]));
  else ids.add(id);
};

export const unindex = (map: Map<string, Set<string>>, key: string, id: string): void => {
  const ids = map.get(key);
  ids?.delete(id);
  if (ids?.size === 0) map.delete(key);
};
