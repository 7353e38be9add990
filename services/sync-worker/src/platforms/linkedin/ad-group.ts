import { z } from 'zod';
import { tagMark } from '../campaign-name.ts';
import { invalid, isNotFound, PlatformError } from '../platform-error.ts';
import type { AccountCall, AdPort, CampaignPort } from '../platform-port.ts';
import type { LinkedinClient } from './client.ts';
import { linkedinGoal } from './goals.ts';
import { encodedValue } from './rest-li.ts';
import { type LinkedinSettings, linkedinSettings } from './settings.ts';
import { accountUrn, campaignUrn, conversionUrn } from './urns.ts';

const rule = z.object({ id: z.union([z.number(), z.string()]), enabled: z.boolean().default(true) });

/** A request that may be repeated as often as needed leaves nothing behind that had to be looked for. */
const repeatable = async (request: Promise<void>): Promise<void> => {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof PlatformError) || error.class !== 'unknown-outcome') throw error;
    throw new PlatformError({ class: 'transient', code: error.code, message: error.message });
  }
};

/**
 * The level that has the audience is LinkedIn's campaign, which is there already, so there is no object to make. What is
 * missing before it can be activated is what counts as a conversion, where conversions are the aim.
 */
export const linkedinAdGroup = (
  client: LinkedinClient,
  readCampaign: CampaignPort['readCampaign'],
): Pick<AdPort, 'createAdGroup' | 'findAdGroups'> => {
  const rulesOf = async (
    call: AccountCall,
    { conversion_ids: given }: LinkedinSettings,
  ): Promise<readonly string[]> => {
    if (given !== undefined) return given;
    const path = `/conversions?q=account&account=${encodedValue(accountUrn(call.account.adAccountId))}`;
    const { data } = await client.get(call, path, z.object({ elements: z.array(rule) }));
    const rules = data.elements.filter(({ enabled }) => enabled).map(({ id }) => String(id));
    if (rules.length > 0) return rules;
    throw invalid(
      'no-conversion',
      'The LinkedIn ad account has no conversion rule: make one, or name some in platform_specific_config.linkedin.conversion_ids',
    );
  };

  return {
    createAdGroup: async (call, { platformCampaignId, spec }) => {
      if (linkedinGoal(spec.objective).objectiveType === 'WEBSITE_CONVERSION') {
        for (const id of await rulesOf(call, linkedinSettings(spec))) {
          const campaign = encodedValue(campaignUrn(platformCampaignId));
          const conversion = encodedValue(conversionUrn(id));
          const path = `/campaignConversions/(campaign:${campaign},conversion:${conversion})`;
          await repeatable(
            client.put(call, path, { campaign: campaignUrn(platformCampaignId), conversion: conversionUrn(id) }),
          );
        }
      }
      return { platformAdGroupId: platformCampaignId };
    },

    // Its name is that of the campaign, with the campaign's tag. Under any other tag nothing is found, and making it again
    // is harmless.
    findAdGroups: async (call, { platformCampaignId, tag }) => {
      try {
        const { name, status } = await readCampaign(call, platformCampaignId);
        return status !== 'removed' && name.includes(tagMark(tag)) ? [platformCampaignId] : [];
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    },
  };
};
