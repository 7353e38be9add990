import { type NoticePlatform, type OrchestrationEvent, workflowId as workflowIdSchema } from '@campaigns/contracts';
import type { Orchestration, OrchestrationCommand } from '@campaigns/domain';
import { type CommandContext, ConcurrencyExhausted, derivedId, RuleViolation } from '@campaigns/event-sourcing';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { AccountCampaign, AccountCampaigns } from './account-campaigns.ts';
import type { Delivery, Notice } from './notice.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  campaigns: AccountCampaigns;
  now: () => Date;
}>;

/** What came of a delivery: how many orchestrations it concerns, and how many of them are busy with another run. */
export type Followed = Readonly<{ concerned: number; busy: number }>;

export type FollowNotices = (platform: NoticePlatform, delivery: Delivery) => Promise<Followed>;

/** An orchestration and the identities of the notices that are about its campaign. */
type Concern = Readonly<{ campaign: AccountCampaign; identities: readonly string[] }>;

/** Commands at the same moment: each takes a connection of the log. */
const atOnce = 4;

const concernsOf = (campaigns: readonly AccountCampaign[], notices: readonly Notice[]): readonly Concern[] => {
  const byAccount = Map.groupBy(notices, ({ account }) => account);
  return campaigns.flatMap((campaign) => {
    const about = (byAccount.get(campaign.account) ?? []).filter(
      ({ campaignId }) => campaignId === undefined || campaignId === campaign.platform_campaign_id,
    );
    const identities = [...new Set(about.map(({ identity }) => identity))].toSorted();
    return identities.length === 0 ? [] : [{ campaign, identities }];
  });
};

/**
 * Asks every orchestration that notices are about for one sync. Ids derive from the notices, so that a delivery that comes
 * again asks for nothing more. One that is busy, or fails, keeps no other from being asked.
 */
export const noticeSyncs = ({ orchestrations, campaigns, now }: Dependencies): FollowNotices => {
  /** Whether the orchestration is busy with another run. What can no longer be synced is left alone. */
  const isBusy = async (
    platform: NoticePlatform,
    syncType: Delivery['syncType'],
    { campaign: { orchestration_id: id, org_id: orgId }, identities }: Concern,
  ): Promise<boolean> => {
    const seed = derivedId('notice', platform, id, ...identities);
    const at = now().toISOString();
    const context: CommandContext = {
      commandId: derivedId(seed, 'command'),
      orgId,
      actor: { kind: 'service', id: platform },
      correlationId: seed,
      causationId: seed,
      occurredAt: at,
    };
    const workflowId = workflowIdSchema.parse(derivedId(seed, 'workflow'));
    const data = { workflowId, syncType, trigger: 'notice', now: at } as const;
    try {
      await orchestrations.handle(
        `orchestration-${id}`,
        (state) => {
          ownOrchestration(orgId, state);
          return { type: 'RequestSync', data };
        },
        context,
      );
      return false;
    } catch (error) {
      if (error instanceof ConcurrencyExhausted) return true;
      if (error instanceof RuleViolation) return error.code === 'workflow-in-progress';
      throw error;
    }
  };

  return async (platform, { notices, syncType }) => {
    const accounts = [...new Set(notices.map(({ account }) => account))];
    const found = accounts.length === 0 ? [] : await campaigns(platform, accounts);
    const concerns = concernsOf(found, notices);
    const results: PromiseSettledResult<boolean>[] = [];
    for (let from = 0; from < concerns.length; from += atOnce) {
      const some = concerns.slice(from, from + atOnce).map((concern) => isBusy(platform, syncType, concern));
      results.push(...(await Promise.allSettled(some)));
    }
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    const busy = results.filter((result) => result.status === 'fulfilled' && result.value).length;
    return { concerned: concerns.length, busy };
  };
};
