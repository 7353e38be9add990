import { type SeenObject, visibilityOf } from '@campaigns/contracts';
import { z } from 'zod';
import type { AdPort } from '../platform-port.ts';
import type { MetaClient } from './client.ts';
import { isGone, wasRemoved } from './objects.ts';
import { everyRow } from './paged.ts';

const issues = z.array(z.object({ error_summary: z.string().optional(), error_message: z.string().optional() }));

const row = z.object({
  id: z.string(),
  status: z.string(),
  effective_status: z.string().optional(),
  updated_time: z.string().optional(),
  issues_info: issues.optional(),
  ad_review_feedback: z.object({ global: z.record(z.string(), z.string()).optional() }).optional(),
});
type Row = z.infer<typeof row>;

/** While an ad, its ad set or its campaign is paused, its review does not show: the last known one holds. */
const reviews: Readonly<Record<string, SeenObject['review']>> = {
  PENDING_REVIEW: 'pending',
  IN_PROCESS: 'pending',
  ACTIVE: 'approved',
  PREAPPROVED: 'approved',
  DISAPPROVED: 'rejected',
};

const longestReason = 500;

const reasonOf = ({ issues_info: problems = [], ad_review_feedback: feedback }: Row): string | null => {
  const policies = Object.entries(feedback?.global ?? {}).map(([policy, text]) => `${policy}: ${text}`);
  const texts = problems.map(({ error_summary: summary, error_message: text }) =>
    [summary, text].filter(Boolean).join(': '),
  );
  return [...policies, ...texts].join('; ').slice(0, longestReason) || null;
};

/** `2026-11-23T10:20:00-0800` */
const instantOf = (text: string | undefined): string | null =>
  text === undefined ? null : new Date(text.replace(/(\d{2})(\d{2})$/, '$1:$2')).toISOString();

const seenRow = (level: 'ad_group' | 'ad', found: Row): SeenObject => ({
  level,
  platformId: found.id,
  status: isGone(found) ? 'removed' : found.status === 'ACTIVE' ? 'active' : 'paused',
  review: level === 'ad' ? (reviews[found.effective_status ?? ''] ?? null) : null,
  reason: reasonOf(found),
  changedAt: instantOf(found.updated_time),
});

const removed = (level: SeenObject['level'], platformId: string): SeenObject => ({
  ...{ level, platformId, status: 'removed', review: null, reason: null, changedAt: null },
});

const fields = 'id,name,status,effective_status,updated_time,issues_info';

/**
 * Ad sets that were changed since, by their `updated_time`; ads all of them, because nothing says that the verdict of a
 * review counts as a change. What was deleted is in no list, so ours that are not there are read by their ids.
 */
export const metaChanges =
  (client: MetaClient): AdPort['readChanges'] =>
  async (call, { platformCampaignId }, { since, children }) => {
    const path = `/${encodeURIComponent(platformCampaignId)}`;
    // "Greater than" a whole second would leave out what was changed within it.
    const after = Math.floor(since.getTime() / 1_000) - 1;
    const filtering = [{ field: 'adset.updated_time', operator: 'GREATER_THAN', value: after }];
    const adSets = await everyRow(
      client,
      call,
      { path: `${path}/adsets`, query: { fields, filtering, limit: 100 } },
      row,
    );
    const adFields = `${fields},ad_review_feedback`;
    const ads = await everyRow(client, call, { path: `${path}/ads`, query: { fields: adFields, limit: 100 } }, row);
    const listed = new Set([...adSets, ...ads].map(({ id }) => id));
    const ours =
      children === undefined
        ? []
        : [
            removed('ad_group', children.platformAdGroupId),
            ...children.platformAdIds.map((platformAdId) => removed('ad', platformAdId)),
          ];
    const missing: SeenObject[] = [];
    for (const object of ours.filter(({ platformId }) => !listed.has(platformId))) {
      if (await wasRemoved(client, call, object.platformId)) missing.push(object);
    }
    return {
      seen: [
        ...adSets.map((found) => seenRow('ad_group', found)),
        ...ads.map((found) => seenRow('ad', found)),
        ...missing,
      ],
      unseen: visibilityOf.meta.blindSpots,
    };
  };
