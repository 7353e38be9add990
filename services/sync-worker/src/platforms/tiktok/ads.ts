import { z } from 'zod';
import { tagMark } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AdPort } from '../platform-port.ts';
import { tiktokAdGroupBody } from './ad-group-body.ts';
import { afterwards } from './afterwards.ts';
import type { TiktokClient } from './client.ts';
import { tiktokCreative } from './creative.ts';
import { tiktokGoal } from './goals.ts';
import { isGone, type TiktokObject, type TiktokObjects } from './objects.ts';
import { tiktokTargeting } from './targeting.ts';

const createdAdGroup = z.object({ adgroup_id: z.string(), operation_status: z.string().optional() });

/** Clients have read the answer in both shapes. */
const createdAd = z
  .object({
    ad_ids: z.array(z.string()).default([]),
    creatives: z.array(z.object({ ad_id: z.string(), operation_status: z.string().optional() })).default([]),
  })
  .transform(({ ad_ids: ids, creatives }) => ({
    id: creatives[0]?.ad_id ?? ids[0],
    operation_status: creatives[0]?.operation_status,
  }))
  .refine(({ id }) => id !== undefined);

const tagged = (objects: readonly TiktokObject[], tag: string): readonly string[] =>
  objects.filter((object) => !isGone(object) && object.name.includes(tagMark(tag))).map(({ id }) => id);

/** `now` is our clock in epoch ms: what TikTok takes depends on the date. */
export const tiktokPlan =
  (now: () => number): AdPort['plan'] =>
  (spec, creatives) => {
    const { line } = tiktokGoal(spec, now());
    if (creatives.length === 0) return line.verdict === 'approximated' ? [line] : [];
    return [
      line,
      ...tiktokTargeting(spec).lines,
      ...creatives.flatMap((creative) => tiktokCreative(spec, creative).lines),
    ];
  };

/** Ad groups and ads: `POST /adgroup/create/` and `/ad/create/`, found below their parents by their names. */
export const tiktokAds = (
  client: TiktokClient,
  { find, setStatus }: TiktokObjects,
): Pick<AdPort, 'createAdGroup' | 'findAdGroups' | 'createAd' | 'findAds' | 'setAdStatus'> => ({
  createAdGroup: async (call, adGroup) => {
    const body = tiktokAdGroupBody(adGroup, call.account);
    const { data } = await client.post(call, '/adgroup/create/', body, createdAdGroup);
    const id = data.adgroup_id;
    // The status that a creation asks for has been seen ignored.
    if (data.operation_status !== 'DISABLE') await afterwards(() => setStatus(call, 'adgroup', [id], 'DISABLE'));
    return { platformAdGroupId: id };
  },

  findAdGroups: async (call, { platformCampaignId, tag }) =>
    tagged(await find(call, 'adgroup', { campaign_ids: [platformCampaignId] }, 'STATUS_NOT_DELETE'), tag),

  createAd: async (call, { platformAdGroupId, spec, creative, name, isLive }) => {
    const { json, lines } = tiktokCreative(spec, creative);
    planned(lines, spec);
    if (json === undefined) throw invalid('unsupported', `creatives.${creative.name}: ${lines[0]?.reason}`);
    const body = {
      ...{ advertiser_id: call.account.adAccountId, adgroup_id: platformAdGroupId },
      creatives: [{ ad_name: name, ...json, operation_status: isLive === true ? 'ENABLE' : 'DISABLE' }],
    };
    const { data } = await client.post(call, '/ad/create/', body, createdAd);
    const id = data.id ?? '';
    if (isLive === true) return { platformAdId: id };
    await afterwards(async () => {
      // The answer mostly does not say how the ad stands.
      const read = async () => (await find(call, 'ad', { ad_ids: [id] }, 'STATUS_NOT_DELETE'))[0]?.operationStatus;
      const status = data.operation_status ?? (await read());
      if (status === 'ENABLE') await setStatus(call, 'ad', [id], 'DISABLE');
    });
    return { platformAdId: id };
  },

  setAdStatus: (call, { platformAdId }, status) =>
    setStatus(call, 'ad', [platformAdId], status === 'active' ? 'ENABLE' : 'DISABLE'),

  findAds: async (call, { platformAdGroupId, tag }) =>
    tagged(await find(call, 'ad', { adgroup_ids: [platformAdGroupId] }, 'STATUS_NOT_DELETE'), tag),
});
