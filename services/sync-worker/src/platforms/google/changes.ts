import { type SeenObject, visibilityOf } from '@campaigns/contracts';
import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { zonedIso } from '../calendar.ts';
import type { AccountCall, AdPort } from '../platform-port.ts';
import type { GoogleClient } from './client.ts';
import { idOf, numericId, resourceName, statusOf } from './names.ts';

const topics = z.array(z.object({ topic: z.string().default('') })).default([]);
const adGroupRow = z.object({ adGroup: z.object({ resourceName: z.string(), status: z.string() }) });
const adRow = z.object({
  adGroupAd: z.object({
    resourceName: z.string(),
    status: z.string(),
    primaryStatus: z.string().default('ELIGIBLE'),
    primaryStatusReasons: z.array(z.string()).default([]),
    policySummary: z
      .object({
        reviewStatus: z.string().default(''),
        approvalStatus: z.string().default(''),
        policyTopicEntries: topics,
      })
      .prefault({}),
  }),
});
type Ad = z.infer<typeof adRow>['adGroupAd'];

const changeRow = z.object({
  changeStatus: z.object({
    lastChangeDateTime: z.string(),
    resourceType: z.string(),
    adGroup: z.string().optional(),
    adGroupAd: z.string().optional(),
  }),
});

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A change shows in the log within three minutes. */
const logDelayMs = 3 * minuteMs;
const { changeLogDays, blindSpots } = visibilityOf.google;
const mostChanges = 10_000;

const localText = (timeZone: string, at: Date): string => zonedIso(timeZone, at).slice(0, 19).replace('T', ' ');

/** The instant of `2026-12-01 08:00:00.123456` on the account's clocks. */
const instantIn = (timeZone: string, text: string): Date => {
  const local = Date.parse(`${text.replace(' ', 'T').slice(0, 19)}Z`);
  const ahead = (at: number): number => Date.parse(`${zonedIso(timeZone, new Date(at)).slice(0, 19)}Z`) - at;
  return new Date(local - ahead(local - ahead(local)));
};

/** What may be shown already without being reviewed counts as pending. */
const reviewOf = ({ policySummary: { reviewStatus, approvalStatus } }: Ad): SeenObject['review'] => {
  if (['REVIEW_IN_PROGRESS', 'UNDER_APPEAL', 'ELIGIBLE_MAY_SERVE'].includes(reviewStatus)) return 'pending';
  if (reviewStatus !== 'REVIEWED') return null;
  if (approvalStatus === 'DISAPPROVED') return 'rejected';
  return ['APPROVED', 'APPROVED_LIMITED', 'AREA_OF_INTEREST_ONLY'].includes(approvalStatus) ? 'approved' : null;
};

const reasonOf = ({ policySummary, primaryStatus, primaryStatusReasons }: Ad): string | null => {
  const found = policySummary.policyTopicEntries.map(({ topic }) => topic).filter((topic) => topic !== '');
  const reasons = found.length > 0 || primaryStatus === 'ELIGIBLE' ? found : primaryStatusReasons;
  return reasons.length === 0 ? null : reasons.join(', ').slice(0, 500).toWellFormed();
};

type Log = Readonly<{ changedAt: (id: string) => string | null; unseen: readonly string[] }>;

/** When objects of the campaign were last changed. Criteria count as their ad group or campaign. */
const changeLog = async (
  client: GoogleClient,
  call: AccountCall,
  campaignId: string,
  { since, now }: Readonly<{ since: Date; now: Date }>,
): Promise<Log> => {
  const { timeZone } = call.account;
  const oldest = new Date(now.getTime() - changeLogDays * dayMs);
  // Our clock may be ahead of Google's, and a range that ends before it begins is refused.
  const asked = Math.min(since.getTime(), now.getTime());
  const from = new Date(Math.max(asked - logDelayMs, oldest.getTime()));
  const campaign = resourceName(call.account, 'campaigns', numericId(campaignId));
  const until = new Date(now.getTime() + minuteMs);
  const query = `SELECT change_status.last_change_date_time, change_status.resource_type, change_status.ad_group, change_status.ad_group_ad FROM change_status WHERE change_status.campaign = '${campaign}' AND change_status.last_change_date_time >= '${localText(timeZone, from)}' AND change_status.last_change_date_time <= '${localText(timeZone, until)}' ORDER BY change_status.last_change_date_time DESC LIMIT ${mostChanges}`;
  const { rows } = await client.search(call, query, changeRow);
  const latest = new Map<string, string>();
  for (const { changeStatus } of rows) {
    const id = idOf(changeStatus.adGroupAd ?? changeStatus.adGroup ?? campaign);
    // The newest comes first.
    if (!latest.has(id)) latest.set(id, instantIn(timeZone, changeStatus.lastChangeDateTime).toISOString());
  }
  return {
    changedAt: (id) => latest.get(id) ?? null,
    unseen: [
      ...(since < oldest
        ? [`when something was changed before ${localText(timeZone, from)}: Google's log ends there`]
        : []),
      ...(rows.length >= mostChanges ? [`when things were changed before the last ${mostChanges} changes`] : []),
    ],
  };
};

/**
 * Our objects as they are, since what a review comes to stands in no log, and from the log when each was last changed. What
 * was removed stays readable; what is not there at all counts as removed.
 */
export const readChanges =
  (client: GoogleClient): AdPort['readChanges'] =>
  async (call, remote, { since, children }) => {
    const campaignId = numericId(remote.platformCampaignId);
    const unreviewed = { review: null, reason: null } as const;
    const campaign = { level: 'campaign', platformId: campaignId, status: remote.status, ...unreviewed } as const;
    const adGroupQuery = `SELECT ad_group.resource_name, ad_group.status FROM ad_group WHERE campaign.id = ${campaignId}`;
    const { rows: adGroups, answer } = await client.search(call, adGroupQuery, adGroupRow);
    const log = await changeLog(client, call, campaignId, { since, now: dateOf(answer) });
    const unseen = [...log.unseen, ...blindSpots];
    const seenCampaign = { ...campaign, changedAt: log.changedAt(campaignId) };
    if (children === undefined) return { seen: [seenCampaign], unseen };

    const adQuery = `SELECT ad_group_ad.resource_name, ad_group_ad.status, ad_group_ad.primary_status, ad_group_ad.primary_status_reasons, ad_group_ad.policy_summary.review_status, ad_group_ad.policy_summary.approval_status, ad_group_ad.policy_summary.policy_topic_entries FROM ad_group_ad WHERE campaign.id = ${campaignId}`;
    const { rows: ads } = await client.search(call, adQuery, adRow);
    const adById = new Map(ads.map(({ adGroupAd }) => [idOf(adGroupAd.resourceName), adGroupAd]));
    const adGroup = adGroups.find(({ adGroup: each }) => idOf(each.resourceName) === children.platformAdGroupId);
    const seenAdGroup: SeenObject = {
      ...{ level: 'ad_group', platformId: children.platformAdGroupId, ...unreviewed },
      status: statusOf(adGroup?.adGroup.status ?? 'REMOVED'),
      changedAt: log.changedAt(children.platformAdGroupId),
    };
    const seenAds = children.platformAdIds.map((platformId): SeenObject => {
      const ad = adById.get(platformId);
      return {
        ...{ level: 'ad', platformId, status: statusOf(ad?.status ?? 'REMOVED') },
        review: ad === undefined ? null : reviewOf(ad),
        reason: ad === undefined ? null : reasonOf(ad),
        changedAt: log.changedAt(platformId),
      };
    });
    return { seen: [seenCampaign, seenAdGroup, ...seenAds], unseen };
  };
