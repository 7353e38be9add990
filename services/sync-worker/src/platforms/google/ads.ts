import { z } from 'zod';
import { tagIn } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AdPort } from '../platform-port.ts';
import { adContent } from './ad-content.ts';
import { courseOf } from './channels.ts';
import type { GoogleClient } from './client.ts';
import { idOf, numericId, resourceName } from './names.ts';

const made = z.object({ results: z.array(z.object({ resourceName: z.string() })).min(1) });

const parameter = z.object({ key: z.string().default(''), value: z.string().default('') });
const adRow = z.object({
  adGroupAd: z.object({
    resourceName: z.string(),
    ad: z.object({ urlCustomParameters: z.array(parameter).default([]) }).prefault({}),
  }),
});

const nameKey = 'adname';
const mostCharacters = 200;

/**
 * Google keeps no name of an ad that it puts together from texts, so ours stands in a parameter that only addresses which
 * ask for it would contain. Braces would be taken for another parameter; the end of it, the tag, is what counts.
 */
const nameParameter = (name: string) => ({
  key: nameKey,
  value: [...name.replaceAll('{', '(').replaceAll('}', ')')].slice(-mostCharacters).join(''),
});

export const createAd =
  (client: GoogleClient): AdPort['createAd'] =>
  async (call, { platformAdGroupId, spec, creative, name, isLive }) => {
    const { account } = call;
    const { ad, lines } = adContent(creative, spec, account, courseOf(spec).channel);
    planned(lines, spec);
    if (ad === undefined) throw invalid('no-ad', `Google makes no ad of ${creative.name}`);
    const create = {
      adGroup: resourceName(account, 'adGroups', numericId(platformAdGroupId)),
      status: isLive === true ? 'ENABLED' : 'PAUSED',
      ad: { ...ad, urlCustomParameters: [nameParameter(name)] },
    };
    const { data } = await client.post(call, 'adGroupAds:mutate', { operations: [{ create }] }, made, true);
    return { platformAdId: idOf(data.results[0]?.resourceName ?? '') };
  };

export const findAds =
  (client: GoogleClient): AdPort['findAds'] =>
  async (call, { platformAdGroupId, tag }) => {
    const query = `SELECT ad_group_ad.resource_name, ad_group_ad.ad.url_custom_parameters FROM ad_group_ad WHERE ad_group.id = ${numericId(platformAdGroupId)} AND ad_group_ad.status != 'REMOVED'`;
    const { rows } = await client.search(call, query, adRow);
    return rows
      .filter(({ adGroupAd: { ad } }) =>
        ad.urlCustomParameters.some(({ key, value }) => key === nameKey && tagIn(value) === tag),
      )
      .map(({ adGroupAd }) => idOf(adGroupAd.resourceName));
  };
