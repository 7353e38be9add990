import { type OperationResult, type SeenObject, shownOf } from '@campaigns/contracts';
import type { TaskOf } from '../limits/platform-calls.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { AccountCall, PlatformAdapter } from '../platforms/platform-port.ts';
import { withoutSecret } from '../vault/credentials.ts';

type Task = TaskOf<'rotate-ads'>;
type Result = Extract<OperationResult, { kind: 'rotate-ads' }>;
type Refusal = Result['refused'][number];

type Place = Readonly<{
  adapter: Pick<PlatformAdapter, 'readCampaign' | 'readChanges' | 'setAdStatus'>;
  call: AccountCall;
  now: () => Date;
}>;

const statusFor = { show: 'active', rest: 'paused' } as const;

const longestMessage = 300;

/** Why the platform refused; what may pass, such as a rate limit, is thrown. */
const refusalOf = async (
  { adapter, call }: Place,
  { platformCampaignId, platformAdGroupId }: Task,
  [platformAdId, wanted]: readonly [string, Refusal['wanted']],
): Promise<Refusal | undefined> => {
  try {
    await adapter.setAdStatus(call, { platformCampaignId, platformAdGroupId, platformAdId }, statusFor[wanted]);
    return undefined;
  } catch (error) {
    const isRefusal = error instanceof PlatformError && ['validation', 'not-found'].includes(error.class);
    if (!isRefusal) throw error;
    const message = withoutSecret(error.message, call.credentials).slice(0, longestMessage).toWellFormed();
    return { platformAdId, wanted, message };
  }
};

/** Each ad for itself, so that one that is gone keeps no other. */
const settled = async (place: Place, task: Task, wanted: Refusal['wanted']) => {
  const refused: Refusal[] = [];
  for (const id of task[wanted]) {
    const refusal = await refusalOf(place, task, [id, wanted]);
    if (refusal !== undefined) refused.push(refusal);
  }
  const done = task[wanted].filter((id) => refused.every(({ platformAdId }) => platformAdId !== id));
  return { done, refused };
};

/** Why an ad that shall be shown is not; `undefined` when it is, or nobody says otherwise. A list may lag behind a change. */
const whyNotShown = (ad: SeenObject | undefined, isJustShown: boolean): string | undefined => {
  if (ad?.status === 'removed') return 'was removed';
  if (ad?.status === 'paused' && !isJustShown) return 'is paused';
  if (ad?.review === 'rejected') return 'was turned away by the review';
  return ad?.review === 'pending' ? 'is still under review' : undefined;
};

/** Why nothing would be shown without the ads that are to rest. */
const whyNothingLeft = async ({ adapter, call, now }: Place, task: Task): Promise<string | undefined> => {
  const { platformCampaignId, children, show, rest } = task;
  if (children === undefined) return undefined;
  const remote = await adapter.readCampaign(call, platformCampaignId);
  const { seen } = await adapter.readChanges(call, remote, { since: now(), children });
  const left = new Set([...shownOf(children).platformAdIds, ...show]).difference(new Set(rest));
  const reasons = [...left].map((id) => {
    const why = whyNotShown(
      seen.find(({ platformId }) => platformId === id),
      show.includes(id),
    );
    return why === undefined ? undefined : `ad ${id} ${why}`;
  });
  return reasons.includes(undefined) ? undefined : reasons.join(', ');
};

/** Shows, and then rests: not where one could not be shown, nor where nothing would be left. */
export const rotateAds = async (place: Place, task: Task): Promise<Result> => {
  const { done: shown, refused } = await settled(place, task, 'show');
  const result: Result = { kind: 'rotate-ads', shown, rested: [], refused };
  if (refused.length > 0 || task.rest.length === 0) return result;
  const nothingLeft = await whyNothingLeft(place, task);
  if (nothingLeft !== undefined) {
    const message = `nothing would be left to show: ${nothingLeft}`.slice(0, longestMessage);
    return { ...result, refused: task.rest.map((platformAdId) => ({ platformAdId, wanted: 'rest', message })) };
  }
  const { done: rested, refused: notRested } = await settled(place, task, 'rest');
  return { ...result, rested, refused: notRested };
};
