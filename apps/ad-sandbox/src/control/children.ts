import type { PlatformName } from '../state/campaign.ts';
import { type Child, type ChildChanges, type ChildKind, type ReviewState, reviewAt } from '../state/child.ts';
import { childOf } from '../state/children.ts';
import type { Store } from '../state/store.ts';
import { bareAccountId } from './accounts.ts';
import { ControlProblem, notFound } from './problem.ts';
import type { ChildEdit } from './schemas.ts';

export type ShownChild = Pick<
  Child,
  'platform' | 'adAccountId' | 'kind' | 'id' | 'campaignId' | 'adGroupId' | 'name' | 'status' | 'budget' | 'details'
> &
  Readonly<{ review?: ReviewState; startAt?: string; endAt?: string }>;

const shown = (child: Child, now: number): ShownChild => {
  const { serial: _, createdAt: _created, updatedAt: _updated, startAt, endAt, review: _review, ...rest } = child;
  const review = reviewAt(child, now);
  return {
    ...rest,
    ...(review === undefined ? {} : { review }),
    ...(startAt === undefined ? {} : { startAt: new Date(startAt).toISOString() }),
    ...(endAt === undefined ? {} : { endAt: new Date(endAt).toISOString() }),
  };
};

type Asked = Readonly<{
  platform?: PlatformName | undefined;
  adAccountId?: string | undefined;
  kind?: ChildKind | undefined;
  include_deleted: boolean;
}>;

/** What there really is below the campaigns, whatever the platforms' own lists show; oldest first. */
export const listChildren = (store: Store, { platform, adAccountId, kind, include_deleted: withDeleted }: Asked) =>
  [...store.state.children.values()]
    .filter((child) => platform === undefined || child.platform === platform)
    .filter((child) => kind === undefined || child.kind === kind)
    .filter((child) => adAccountId === undefined || child.adAccountId === bareAccountId(child.platform, adAccountId))
    .filter(({ status }) => withDeleted || status !== 'deleted')
    .map((child) => shown(child, store.now()));

/** What a human, or the platform's review, changes without a call that we would know of. Throws `ControlProblem`. */
export const editChild = (
  store: Store,
  { platform, kind, id }: Readonly<{ platform: PlatformName; kind: ChildKind; id: string }>,
  { name, status, deleted, review }: ChildEdit,
): ShownChild => {
  const child = childOf(store.state, platform, kind, id);
  if (child === undefined) throw notFound(`id: there is no ${platform} ${kind} ${id}`);
  if (child.status === 'deleted') {
    throw new ControlProblem(409, 'The object is deleted', `id: ${platform} ${kind} ${id} cannot be changed any more`);
  }
  const now = store.now();
  const reasons = review === 'rejected' ? ['The ad does not follow the advertising policy'] : [];
  const changes: ChildChanges = {
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status }),
    ...(deleted === true ? { status: 'deleted' } : {}),
    ...(review === undefined ? {} : { review: { verdict: review, decidedAt: now, reasons } }),
    updatedAt: now,
  };
  store.commit([{ type: 'ChildChanged', platform, kind, id, changes }]);
  return shown(childOf(store.state, platform, kind, id) ?? child, now);
};
