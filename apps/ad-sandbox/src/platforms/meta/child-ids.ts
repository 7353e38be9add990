import type { Child } from '../../state/child.ts';
import { childOf, nextSerial } from '../../state/children.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';

/** Everything on Graph has an id of the same kind, so each kind here has a range of its own, above that of campaigns. */
const firstIds = {
  ad_group: 120_220_000_000_000_001n,
  ad: 120_230_000_000_000_001n,
  creative: 120_240_000_000_000_001n,
} as const;
export type MetaKind = keyof typeof firstIds;

type Given = Omit<Child, 'platform' | 'kind' | 'id' | 'serial' | 'createdAt' | 'updatedAt'>;

export const newChild = (store: Store, kind: MetaKind, given: Given): Child => {
  const serial = nextSerial(store.state, 'meta', kind);
  const now = store.now();
  const id = String(firstIds[kind] + BigInt(serial));
  return { ...given, platform: 'meta', kind, id, serial, createdAt: now, updatedAt: now };
};

/** An ad set, ad or creative of that id, deleted or not. */
export const childById = (state: State, id: string): Child | undefined =>
  childOf(state, 'meta', 'ad_group', id) ?? childOf(state, 'meta', 'ad', id) ?? childOf(state, 'meta', 'creative', id);
