import { z } from 'zod';
import { tagMark } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AccountCall, AdPort } from '../platform-port.ts';
import { metaAdSetBody } from './ad-set-body.ts';
import { bareAccountId, type MetaClient } from './client.ts';
import { metaCreative } from './creative.ts';
import { metaGoal } from './goals.ts';
import { gone, writeStatus } from './objects.ts';
import { everyRow } from './paged.ts';
import { metaTargeting } from './targeting.ts';

const created = z.object({ id: z.string() });
const named = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });

const metaPlan: AdPort['plan'] = (spec, creatives) => {
  const { lines } = metaGoal(spec);
  // Only the ad set has a goal and an audience; a campaign alone can have every objective but this one.
  if (creatives.length === 0) return lines.filter(() => spec.objective === 'app_installs');
  return [
    ...lines,
    ...metaTargeting(spec).lines,
    ...creatives.flatMap((creative) => metaCreative(spec, creative).lines),
  ];
};

/** Ad sets and ads: `POST /act_{id}/adsets` and `/act_{id}/ads`, found below their parents by their names. */
export const metaAds = (
  client: MetaClient,
): Pick<AdPort, 'plan' | 'createAdGroup' | 'findAdGroups' | 'createAd' | 'findAds' | 'setAdStatus'> => {
  const accountPath = (call: AccountCall): string => `/act_${bareAccountId(call.account.adAccountId)}`;

  const tagged = async (call: AccountCall, path: string, tag: string): Promise<readonly string[]> => {
    const rows = await everyRow(client, call, { path, query: { fields: 'id,name,status', limit: 100 } }, named);
    return rows
      .filter(({ name, status }) => name.includes(tagMark(tag)) && !gone.has(status ?? ''))
      .map(({ id }) => id);
  };

  return {
    plan: metaPlan,

    createAdGroup: async (call, adGroup) => {
      const body = metaAdSetBody(adGroup, call.account);
      const { data } = await client(call, { method: 'POST', path: `${accountPath(call)}/adsets`, body }, created);
      return { platformAdGroupId: data.id };
    },

    findAdGroups: (call, { platformCampaignId, tag }) =>
      tagged(call, `/${encodeURIComponent(platformCampaignId)}/adsets`, tag),

    // With the creative inside it, so that an ad is one request: whole or not there.
    createAd: async (call, { platformAdGroupId, spec, creative, name, isLive }) => {
      const { json, lines } = metaCreative(spec, creative);
      planned(lines, spec);
      if (json === undefined) throw invalid('unsupported', `creatives.${creative.name}: ${lines[0]?.reason}`);
      const status = isLive === true ? 'ACTIVE' : 'PAUSED';
      const body = { name, adset_id: platformAdGroupId, status, creative: { name, ...json } };
      const { data } = await client(call, { method: 'POST', path: `${accountPath(call)}/ads`, body }, created);
      return { platformAdId: data.id };
    },

    setAdStatus: (call, { platformAdId }, status) => writeStatus(client, call, platformAdId, status),

    findAds: (call, { platformAdGroupId, tag }) => tagged(call, `/${encodeURIComponent(platformAdGroupId)}/ads`, tag),
  };
};
