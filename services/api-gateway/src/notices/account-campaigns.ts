import type { NoticePlatform } from '@campaigns/contracts';
import { orchestrationId, orgId } from '@campaigns/contracts';
import type { Pool } from 'pg';
import { z } from 'zod';

const row = z.object({
  account: z.string(),
  platform_campaign_id: z.string(),
  orchestration_id: orchestrationId,
  org_id: orgId,
});
export type AccountCampaign = z.infer<typeof row>;

/** The live campaigns on ad accounts, of all organisations, in one query. */
export type AccountCampaigns = (
  platform: NoticePlatform,
  accounts: readonly string[],
) => Promise<readonly AccountCampaign[]>;

export const accountCampaigns =
  (pool: Pool): AccountCampaigns =>
  async (platform, accounts) => {
    const { rows } = await pool.query('select * from read.campaigns_on_accounts($1, $2)', [platform, accounts]);
    return rows.map((found) => row.parse(found));
  };
