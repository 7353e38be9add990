import type { OperationResult } from '@campaigns/contracts';
import type { TaskOf } from '../limits/platform-calls.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { AccountCall, PlatformAdapter } from '../platforms/platform-port.ts';
import { withoutSecret } from '../vault/credentials.ts';

type Result = Extract<OperationResult, { kind: 'rotate-ads' }>;
type Refusal = Result['refused'][number];

type Platform = Readonly<{ adapter: Pick<PlatformAdapter, 'setAdStatus'>; call: AccountCall }>;

const statusFor = { show: 'active', rest: 'paused' } as const;

const longestMessage = 300;

/** Why the platform refused; what may pass, such as a rate limit, is thrown. */
const refusalOf = async (
  { adapter, call }: Platform,
  task: TaskOf<'rotate-ads'>,
  [platformAdId, wanted]: readonly [string, Refusal['wanted']],
): Promise<Refusal | undefined> => {
  const { platformCampaignId, platformAdGroupId } = task;
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

/** Each ad for itself, so that one that is gone keeps no other; but where one cannot be shown, none is put to rest for it. */
export const rotateAds = async (platform: Platform, task: TaskOf<'rotate-ads'>): Promise<Result> => {
  const settle = async (ids: readonly string[], wanted: Refusal['wanted']) => {
    const refused: Refusal[] = [];
    for (const id of ids) {
      const refusal = await refusalOf(platform, task, [id, wanted]);
      if (refusal !== undefined) refused.push(refusal);
    }
    const done = ids.filter((id) => refused.every(({ platformAdId }) => platformAdId !== id));
    return { done, refused };
  };
  const { done: shown, refused } = await settle(task.show, 'show');
  const rests = refused.length === 0 ? await settle(task.rest, 'rest') : { done: [], refused: [] };
  return { kind: 'rotate-ads', shown, rested: rests.done, refused: [...refused, ...rests.refused] };
};
