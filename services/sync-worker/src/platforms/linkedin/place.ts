import { z } from 'zod';
import { invalid } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import type { LinkedinClient } from './client.ts';
import { searchFor } from './rest-li.ts';
import type { LinkedinSettings } from './settings.ts';
import { accountPath, groupUrn, isOrganization, organizationUrn } from './urns.ts';

/** An ad account as LinkedIn shows it; `reference` is the organisation or person that it belongs to. */
export const linkedinAccount = z.object({ currency: z.string(), reference: z.string().optional() });

const group = z.object({ id: z.number(), status: z.string() });

const isActive = ({ status }: z.infer<typeof group>): boolean => status === 'ACTIVE';

const groupFor = async (client: LinkedinClient, call: AccountCall, given: string | undefined): Promise<string> => {
  if (given !== undefined) return groupUrn(given);
  const path = accountPath(call.account.adAccountId, 'adCampaignGroups');
  const groups = await client.search(call, path, searchFor('status', ['ACTIVE']), group, (found) =>
    found.some(isActive),
  );
  const first = groups.find(isActive);
  if (first !== undefined) return groupUrn(String(first.id));
  throw invalid(
    'no-campaign-group',
    'The LinkedIn ad account has no active campaign group: make one, or name one in platform_specific_config.linkedin.campaign_group_id',
  );
};

/** Whose ads they are. Throws `validation` when it is neither given nor known of the account. */
export const organizationFor = async (
  client: LinkedinClient,
  call: AccountCall,
  given: string | undefined,
): Promise<string> => {
  if (given !== undefined) return organizationUrn(given);
  const { reference } = (await client.get(call, accountPath(call.account.adAccountId), linkedinAccount)).data;
  if (reference !== undefined && isOrganization(reference)) return reference;
  throw invalid(
    'no-organization',
    'The LinkedIn ad account belongs to no organisation: name one in platform_specific_config.linkedin.organization_id',
  );
};

/** The group that a new campaign stands in and the organisation whose ads it shows. Throws `validation` without them. */
export const placeFor = async (client: LinkedinClient, call: AccountCall, settings: LinkedinSettings) => ({
  campaignGroup: await groupFor(client, call, settings.campaign_group_id),
  associatedEntity: await organizationFor(client, call, settings.organization_id),
});
