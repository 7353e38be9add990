import { z } from 'zod';
import { tagIn } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid, PlatformError } from '../platform-error.ts';
import type { AccountCall, AdPort } from '../platform-port.ts';
import { type Channel, courseOf } from './channels.ts';
import type { GoogleClient } from './client.ts';
import { customerId, idOf, numericId, resourceName } from './names.ts';
import { type Audience, audienceOf } from './targeting.ts';

const made = z.object({
  mutateOperationResponses: z.array(z.object({ adGroupResult: z.object({ resourceName: z.string() }).optional() })),
});

const adGroupRow = z.object({ adGroup: z.object({ id: z.string(), name: z.string() }) });

/** A place or a language that the campaign has already. */
const criterionRow = z.object({
  campaignCriterion: z.object({
    resourceName: z.string(),
    negative: z.boolean().default(false),
    location: z.object({ geoTargetConstant: z.string() }).optional(),
    language: z.object({ languageConstant: z.string() }).optional(),
  }),
});
type Present = z.infer<typeof criterionRow>['campaignCriterion'];

/** Demand Gen's ad groups have no type to choose. */
const typeOf: Readonly<Partial<Record<Channel, string>>> = { SEARCH: 'SEARCH_STANDARD', DISPLAY: 'DISPLAY_STANDARD' };

/**
 * What makes the campaign's places or languages equal to ours. A criterion never changes, so it is removed and another one
 * is made; one that is there already would be refused. Nothing is asked for: what is there stays.
 */
const madeEqual = (
  wanted: readonly string[],
  present: readonly Readonly<{ name: string; value: string }>[],
  create: (value: string) => Readonly<Record<string, unknown>>,
) => {
  if (wanted.length === 0) return [];
  const values = new Set(present.map(({ value }) => value));
  const removals = present.filter(({ value }) => !wanted.includes(value)).map(({ name }) => ({ remove: name }));
  const creations = wanted.filter((value) => !values.has(value)).map((value) => ({ create: create(value) }));
  return [...removals, ...creations].map((campaignCriterionOperation) => ({ campaignCriterionOperation }));
};

const onCampaign = (campaign: string, { places, languages }: Audience, present: readonly Present[]) => {
  const counted = present.filter(({ negative }) => !negative);
  const placesThere = counted.flatMap(({ resourceName: name, location }) =>
    location === undefined ? [] : [{ name, value: location.geoTargetConstant }],
  );
  const languagesThere = counted.flatMap(({ resourceName: name, language }) =>
    language === undefined ? [] : [{ name, value: language.languageConstant }],
  );
  // Without it also people are reached who only take an interest in a place.
  const presence = {
    update: { resourceName: campaign, geoTargetTypeSetting: { positiveGeoTargetType: 'PRESENCE' } },
    updateMask: 'geoTargetTypeSetting.positiveGeoTargetType',
  };
  return [
    ...(places.length === 0 ? [] : [{ campaignOperation: presence }]),
    ...madeEqual(places, placesThere, (geoTargetConstant) => ({ campaign, location: { geoTargetConstant } })),
    ...madeEqual(languages, languagesThere, (languageConstant) => ({ campaign, language: { languageConstant } })),
  ];
};

const criteriaOf = async (client: GoogleClient, call: AccountCall, campaignId: string): Promise<readonly Present[]> => {
  const query = `SELECT campaign_criterion.resource_name, campaign_criterion.negative, campaign_criterion.location.geo_target_constant, campaign_criterion.language.language_constant FROM campaign_criterion WHERE campaign.id = ${numericId(campaignId)} AND campaign_criterion.type IN ('LOCATION', 'LANGUAGE') AND campaign_criterion.status != 'REMOVED'`;
  const { rows } = await client.search(call, query, criterionRow);
  return rows.map(({ campaignCriterion }) => campaignCriterion);
};

const adGroupFields = (channel: Channel, { isOfAudiences }: Audience) => {
  const type = typeOf[channel];
  return {
    status: 'PAUSED',
    ...(type === undefined ? {} : { type }),
    adRotationMode: 'ROTATE_FOREVER',
    // Search ad groups know no such widening.
    ...(channel === 'SEARCH' ? {} : { optimizedTargetingEnabled: false }),
    ...(isOfAudiences
      ? { targetingSetting: { targetRestrictions: [{ targetingDimension: 'AUDIENCE', bidOnly: false }] } }
      : {}),
  };
};

/** All of it, the campaign's own criteria too, in one request: it is there as a whole or not at all. */
export const createAdGroup =
  (client: GoogleClient): AdPort['createAdGroup'] =>
  async (call, { platformCampaignId, spec, name }) => {
    const { account } = call;
    const { channel } = courseOf(spec);
    if (channel === 'PERFORMANCE_MAX') {
      throw invalid('no-ad-groups', 'Performance Max campaigns have no ad groups');
    }
    const audience = audienceOf(spec, channel, `customers/${customerId(account.adAccountId)}`);
    planned(audience.lines, spec);
    const campaign = resourceName(account, 'campaigns', numericId(platformCampaignId));
    const adGroup = resourceName(account, 'adGroups', '-1');
    const isLimited = audience.places.length + audience.languages.length > 0;
    const present = isLimited ? await criteriaOf(client, call, platformCampaignId) : [];
    const mutateOperations = [
      ...onCampaign(campaign, audience, present),
      {
        adGroupOperation: {
          create: { resourceName: adGroup, campaign, name, ...adGroupFields(channel, audience) },
        },
      },
      ...audience.criteria.map((criterion) => ({ adGroupCriterionOperation: { create: { adGroup, ...criterion } } })),
    ];
    const body = { mutateOperations, partialFailure: false };
    const { data } = await client.post(call, 'googleAds:mutate', body, made, true);
    const created = data.mutateOperationResponses.find(({ adGroupResult }) => adGroupResult)?.adGroupResult;
    if (created !== undefined) return { platformAdGroupId: idOf(created.resourceName) };
    const message = 'Google answered without an ad group';
    throw new PlatformError({ class: 'unknown-outcome', code: 'no-id', message });
  };

export const findAdGroups =
  (client: GoogleClient): AdPort['findAdGroups'] =>
  async (call, { platformCampaignId, tag }) => {
    const query = `SELECT ad_group.id, ad_group.name FROM ad_group WHERE campaign.id = ${numericId(platformCampaignId)} AND ad_group.status != 'REMOVED'`;
    const { rows } = await client.search(call, query, adGroupRow);
    return rows.filter(({ adGroup }) => tagIn(adGroup.name) === tag).map(({ adGroup }) => adGroup.id);
  };
