import type { AccountState } from '../../../state/account-state.ts';
import { type Child, type ChildChanges, type ChildKind, changedChild } from '../../../state/child.ts';
import { childKey, childOf, childrenIn, nextSerial } from '../../../state/children.ts';
import type { Fact } from '../../../state/facts.ts';
import type { Store } from '../../../state/store.ts';

type NewChild = Pick<Child, 'name' | 'status' | 'details'> &
  Partial<Pick<Child, 'campaignId' | 'adGroupId' | 'review'>> &
  Readonly<{ kind: 'ad_group' | 'ad' | 'media' }>;

/** What stands under the customer's campaigns, as it will be after the operations so far. */
export type ChildDraft = Readonly<{
  child: (kind: ChildKind, id: string) => Child | undefined;
  /** Ad groups or ads of a campaign, removed ones included. */
  childrenOf: (campaignId: string, kind: 'ad_group' | 'ad') => readonly Child[];
  addChild: (child: NewChild) => Child;
  changeChild: (kind: ChildKind, id: string, changes: ChildChanges) => void;
  reviewDelayMs: number;
}>;

const firstIds = { ad_group: 150_000_000_001, ad: 700_000_000_001, media: 55_000_001 } as const;

export const childDraft = (store: Store, owner: AccountState, facts: Fact[]): ChildDraft => {
  const { state } = store;
  const { adAccountId } = owner.account;
  const now = store.now();
  const touched = new Map<string, Child>();
  const serials = new Map<ChildKind, number>();

  const child: ChildDraft['child'] = (kind, id) => {
    const known = touched.get(childKey('google', kind, id)) ?? childOf(state, 'google', kind, id);
    return known?.adAccountId === adAccountId ? known : undefined;
  };
  return {
    child,
    childrenOf: (campaignId, kind) => {
      const added = [...touched.values()].filter((each) => each.kind === kind && each.campaignId === campaignId);
      const all = [...childrenIn(state, 'google', campaignId, kind), ...added];
      return [...new Map(all.map((each) => [each.id, each])).values()];
    },
    addChild: ({ kind, ...fields }) => {
      const serial = serials.get(kind) ?? nextSerial(state, 'google', kind);
      serials.set(kind, serial + 1);
      const own = String(firstIds[kind] + serial);
      // An ad is named by its ad group, too.
      const id = kind === 'ad' ? `${fields.adGroupId}~${own}` : own;
      const stamps = { createdAt: now, updatedAt: now };
      const added: Child = { platform: 'google', adAccountId, kind, id, serial, ...fields, ...stamps };
      touched.set(childKey('google', kind, id), added);
      facts.push({ type: 'ChildCreated', child: added });
      return added;
    },
    changeChild: (kind, id, changes) => {
      const known = child(kind, id);
      if (known === undefined) return;
      touched.set(childKey('google', kind, id), changedChild(known, changes));
      facts.push({ type: 'ChildChanged', platform: 'google', kind, id, changes });
    },
    reviewDelayMs: state.reviewing.delayMs,
  };
};
