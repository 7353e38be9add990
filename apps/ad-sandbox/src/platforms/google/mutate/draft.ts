import { campaignNow } from '../../../delivery/reports.ts';
import { type AccountState, index } from '../../../state/account-state.ts';
import { type Budget, type Campaign, type CampaignChanges, changed } from '../../../state/campaign.ts';
import type { Fact, SharedBudget } from '../../../state/facts.ts';
import { campaignOf } from '../../../state/state.ts';
import type { Store } from '../../../state/store.ts';
import { type ChildDraft, childDraft } from './draft-children.ts';

export type NewCampaign = Pick<Campaign, 'name' | 'status' | 'budgetId' | 'startAt' | 'endAt' | 'details'>;

/** The customer as it will be after the operations so far. Nothing of it is true before its facts are committed. */
export type Draft = ChildDraft &
  Readonly<{
    owner: AccountState;
    now: number;
    /** The campaign's own time, in epoch ms. */
    nowOf: (campaign: Campaign) => number;
    campaign: (id: string) => Campaign | undefined;
    budget: (id: string) => SharedBudget | undefined;
    budgets: () => readonly SharedBudget[];
    /** Campaigns of that name that are not removed. */
    campaignsNamed: (name: string) => readonly Campaign[];
    /** Campaigns on that budget that are not removed. */
    spenders: (budgetId: string) => readonly Campaign[];
    addCampaign: (campaign: NewCampaign) => Campaign;
    changeCampaign: (id: string, changes: CampaignChanges) => void;
    addBudget: (budget: Omit<SharedBudget, 'id' | 'serial' | 'removed'>) => SharedBudget;
    saveBudget: (budget: SharedBudget) => void;
    /** Ids by the temporary resource name they were created under. */
    temporary: Map<string, string>;
    facts: () => readonly Fact[];
  }>;

const firstCampaignId = 21_000_000_001;
const firstBudgetId = 9001;

/** What a campaign may spend of a budget; a shared one is divided among the campaigns that are enabled. */
const shareOf = ({ period, micros, explicitlyShared }: SharedBudget, spenders: readonly Campaign[]): Budget => ({
  kind: period === 'DAILY' ? 'daily' : 'lifetime',
  micros,
  ...(explicitlyShared ? { sharedBy: Math.max(1, spenders.filter(({ status }) => status === 'active').length) } : {}),
});

const sameShare = (one: Budget, other: Budget): boolean =>
  one.kind === other.kind && one.micros === other.micros && one.sharedBy === other.sharedBy;

export const openDraft = (store: Store, owner: AccountState): Draft => {
  const { state } = store;
  const { adAccountId } = owner.account;
  const now = store.now();
  const facts: Fact[] = [];
  const campaigns = new Map<string, Campaign>();
  const budgets = new Map<string, SharedBudget>();
  const touchedNames = new Map<string, Set<string>>();
  const touchedBudgets = new Map<string, Set<string>>();
  let campaignSerial = state.counters.campaigns.google;
  let budgetSerial = state.counters.budgets;

  const campaign: Draft['campaign'] = (id) => {
    const known = campaigns.get(id) ?? campaignOf(state, 'google', id);
    return known?.adAccountId === adAccountId ? known : undefined;
  };
  const budget: Draft['budget'] = (id) => budgets.get(id) ?? owner.budgets.get(id);

  const living = (...sets: readonly (ReadonlySet<string> | undefined)[]): readonly Campaign[] =>
    [...new Set(sets.flatMap((ids) => [...(ids ?? [])]))]
      .flatMap((id) => campaign(id) ?? [])
      .filter(({ status }) => status !== 'deleted');
  const spenders: Draft['spenders'] = (id) =>
    living(owner.idsByBudget.get(id), touchedBudgets.get(id)).filter(({ budgetId }) => budgetId === id);

  const remember = (known: Campaign): void => {
    campaigns.set(known.id, known);
    index(touchedNames, known.name, known.id);
    if (known.budgetId !== undefined) index(touchedBudgets, known.budgetId, known.id);
  };
  const change = (id: string, changes: CampaignChanges): void => {
    const known = campaign(id);
    if (known === undefined) return;
    remember(changed(known, changes));
    facts.push({ type: 'CampaignChanged', platform: 'google', id, changes });
  };

  /** After whatever may have moved the shares of a budget. A share that follows is no edit of the campaign. */
  const divide = (budgetId: string | undefined): void => {
    const shared = budgetId === undefined ? undefined : budget(budgetId);
    if (shared === undefined) return;
    const all = spenders(shared.id);
    const share = shareOf(shared, all);
    for (const spender of all) if (!sameShare(spender.budget, share)) change(spender.id, { budget: share });
  };
  const save = (saved: SharedBudget): void => {
    budgets.set(saved.id, saved);
    facts.push({ type: 'BudgetSaved', adAccountId, budget: saved });
  };

  return {
    ...childDraft(store, owner, facts),
    owner,
    now,
    nowOf: (known) => campaignNow(store, known),
    campaign,
    budget,
    budgets: () => [...new Map([...owner.budgets, ...budgets]).values()],
    campaignsNamed: (name) =>
      living(owner.idsByName.get(name), touchedNames.get(name)).filter((known) => known.name === name),
    spenders,
    addCampaign: (fields) => {
      const shared = fields.budgetId === undefined ? undefined : budget(fields.budgetId);
      const created: Campaign = {
        ...fields,
        platform: 'google',
        adAccountId,
        id: String(firstCampaignId + campaignSerial),
        serial: campaignSerial,
        budget: { kind: 'none', micros: 0 },
        createdAt: now,
        updatedAt: now,
      };
      const whole =
        shared === undefined ? created : { ...created, budget: shareOf(shared, [...spenders(shared.id), created]) };
      campaignSerial += 1;
      remember(whole);
      facts.push({ type: 'CampaignCreated', campaign: whole });
      divide(whole.budgetId);
      return whole;
    },
    changeCampaign: (id, changes) => {
      const before = campaign(id);
      change(id, changes);
      const after = campaign(id);
      divide(before?.budgetId);
      if (after?.budgetId !== before?.budgetId) divide(after?.budgetId);
      // A budget of one campaign alone goes with it.
      const own = after?.status === 'deleted' && after.budgetId !== undefined ? budget(after.budgetId) : undefined;
      if (own !== undefined && !own.explicitlyShared && !own.removed) save({ ...own, removed: true });
    },
    addBudget: (fields) => {
      const added = { ...fields, id: String(firstBudgetId + budgetSerial), serial: budgetSerial, removed: false };
      budgetSerial += 1;
      save(added);
      return added;
    },
    saveBudget: (saved) => {
      save(saved);
      divide(saved.id);
    },
    temporary: new Map(),
    facts: () => facts,
  };
};
