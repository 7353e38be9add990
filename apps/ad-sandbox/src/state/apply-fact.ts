import { emptyAccount, index, unindex } from './account-state.ts';
import { applyChildFact, settleReviews } from './apply-child-fact.ts';
import { applyGrantFact } from './apply-grant-fact.ts';
import { type Campaign, changed } from './campaign.ts';
import { deliver } from './deliver.ts';
import type { Fact } from './facts.ts';
import { accountOf, campaignOf, keyOf, type State, type TokenRecord } from './state.ts';

const created = (state: State, campaign: Campaign, at: number): void => {
  const owner = accountOf(state, campaign.platform, campaign.adAccountId);
  if (owner === undefined) return;
  const key = keyOf(campaign.platform, campaign.id);
  state.campaigns.set(key, campaign);
  state.positions.set(key, owner.campaignIds.length);
  owner.campaignIds.push(campaign.id);
  index(owner.idsByName, campaign.name, campaign.id);
  if (campaign.budgetId !== undefined) index(owner.idsByBudget, campaign.budgetId, campaign.id);
  if (campaign.requestId !== undefined) owner.idByRequestId.set(campaign.requestId, campaign.id);
  const { campaigns } = state.counters;
  campaigns[campaign.platform] = Math.max(campaigns[campaign.platform], campaign.serial + 1);
  deliver(state, campaign, at);
};

const updated = (state: State, fact: Extract<Fact, { type: 'CampaignChanged' }>, at: number): void => {
  const before = campaignOf(state, fact.platform, fact.id);
  const owner = before && accountOf(state, fact.platform, before.adAccountId);
  if (before === undefined || owner === undefined) return;
  const after = changed(before, fact.changes);
  state.campaigns.set(keyOf(fact.platform, fact.id), after);
  unindex(owner.idsByName, before.name, before.id);
  if (before.budgetId !== undefined) unindex(owner.idsByBudget, before.budgetId, before.id);
  if (after.status !== 'deleted') {
    index(owner.idsByName, after.name, after.id);
    if (after.budgetId !== undefined) index(owner.idsByBudget, after.budgetId, after.id);
  }
  deliver(state, after, at);
};

const granted = (state: State, fact: Extract<Fact, { type: 'TokenGranted' }>): void => {
  const key = keyOf(fact.platform, fact.tokenHash);
  const token: TokenRecord = state.tokens.get(key) ?? { state: 'valid', adAccountIds: new Set<string>() };
  token.adAccountIds.add(fact.adAccountId);
  if (fact.tokenSecret !== undefined) token.secret = fact.tokenSecret;
  state.tokens.set(key, token);
  accountOf(state, fact.platform, fact.adAccountId)?.tokenHashes.add(fact.tokenHash);
};

/** The only writer of the state, live and on replay alike; `at` is the real instant of the commit. */
export const applyFact = (state: State, fact: Fact, at: number): void => {
  settleReviews(state, at);
  switch (fact.type) {
    case 'AccountOpened': {
      const key = keyOf(fact.account.platform, fact.account.adAccountId);
      const known = state.accounts.get(key);
      if (known === undefined) state.accounts.set(key, emptyAccount(fact.account));
      else known.account = fact.account;
      return;
    }
    case 'TokenGranted':
      granted(state, fact);
      return;
    case 'TokensChanged':
      for (const hash of accountOf(state, fact.platform, fact.adAccountId)?.tokenHashes ?? []) {
        const token = state.tokens.get(keyOf(fact.platform, hash));
        if (token !== undefined) token.state = fact.state;
      }
      return;
    case 'CampaignCreated':
      created(state, fact.campaign, at);
      return;
    case 'CampaignChanged':
      updated(state, fact, at);
      return;
    case 'ChildCreated':
    case 'ChildChanged':
      applyChildFact(state, fact, at);
      return;
    case 'BudgetSaved':
      accountOf(state, 'google', fact.adAccountId)?.budgets.set(fact.budget.id, fact.budget);
      state.counters.budgets = Math.max(state.counters.budgets, fact.budget.serial + 1);
      return;
    case 'CampaignGroupCreated':
      accountOf(state, 'linkedin', fact.adAccountId)?.groups.set(fact.group.id, fact.group);
      state.counters.groups = Math.max(state.counters.groups, fact.group.serial + 1);
      return;
    default:
      applyGrantFact(state, fact);
  }
};
