import type { NoticePlatform, SyncType } from '@campaigns/contracts';
import { z } from 'zod';

/** One hint: something has happened on an ad account, or to one campaign on it. */
export type Notice = Readonly<{
  /** Digits; however the platform spells it. */
  account: string;
  /** `undefined` when it is about the account, or about something below a campaign. */
  campaignId: string | undefined;
  /** The same for the same notice, however often it is delivered. */
  identity: string;
}>;

export type Delivery = Readonly<{
  notices: readonly Notice[];
  /** Results are read again, or what the campaigns are; nothing is changed by either. */
  syncType: Extract<SyncType, 'performance' | 'incremental'>;
}>;

/** `act_1`, `1-2-3` and `urn:li:sponsoredAccount:1` without what is no number; as the read tables look accounts up. */
const account = z
  .union([z.string().max(200), z.int()])
  .transform((given) => String(given).replaceAll(/^(act_|.*:)|-/g, ''))
  .refine((id) => /^\w{1,64}$/.test(id));

const id = z
  .union([z.string().min(1).max(200), z.int()])
  .transform(String)
  .optional()
  .catch(undefined);

/** Of a list only what is understood: one strange entry must not cost the others. */
const listOf = <Entry extends z.ZodType>(entry: Entry) =>
  z
    .array(entry.nullable().catch(null))
    .transform((entries) => entries.filter((each) => each !== null) as readonly z.output<Entry>[]);

const metaChange = z.object({
  field: id,
  value: z.object({ object_id: id, object_type: id }).optional().catch(undefined),
});
const metaBody = z.object({
  object: z.literal('ad_account'),
  entry: listOf(z.object({ id: account, time: id, changes: listOf(metaChange).default([]) })),
});

const tiktokEntry = z.object({ adv_id: account, campaign_id: id, ad_id: id });
const tiktokBody = z.union([
  z.object({ request_id: id, object: z.int(), time: id, entry: listOf(tiktokEntry) }),
  // An account that was suspended is told of without anything around it.
  z.object({ advertiser_id: account }),
]);

const linkedinBody = z.object({
  type: z.literal('LEAD_ACTION'),
  owner: z.object({ sponsoredAccount: account }),
  notificationId: id,
  leadGenFormResponse: id,
  leadAction: id,
  occurredAt: id,
});

const identityOf = (...parts: readonly (string | undefined)[]): string => parts.map((part) => part ?? '').join(' ');

const none: Delivery = { notices: [], syncType: 'incremental' };

const metaDelivery = (body: unknown): Delivery => {
  const parsed = metaBody.safeParse(body);
  if (!parsed.success) return none;
  const notices = parsed.data.entry.flatMap(({ id: of, time, changes }): readonly Notice[] => {
    if (changes.length === 0) return [{ account: of, campaignId: undefined, identity: identityOf(of, time) }];
    return changes.map(({ field, value }) => ({
      account: of,
      campaignId: value?.object_type?.toLowerCase() === 'campaign' ? value.object_id : undefined,
      identity: identityOf(of, value?.object_id, field, time),
    }));
  });
  return { notices, syncType: 'incremental' };
};

/** Of TikTok's numbers for what a notice is about: a lead, and a report that has changed. */
const resultObjects = [1, 11];

const tiktokDelivery = (body: unknown, digest: string): Delivery => {
  const parsed = tiktokBody.safeParse(body);
  if (!parsed.success) return none;
  if ('advertiser_id' in parsed.data) {
    const { advertiser_id: of } = parsed.data;
    return { ...none, notices: [{ account: of, campaignId: undefined, identity: digest }] };
  }
  const { request_id: requestId, object, time, entry } = parsed.data;
  const notices = entry.map(({ adv_id: of, campaign_id: campaignId, ad_id: adId }) => {
    const own = time === undefined ? digest : identityOf(String(object), time, of, campaignId, adId);
    return { account: of, campaignId, identity: requestId ?? own };
  });
  return { notices, syncType: resultObjects.includes(object) ? 'performance' : 'incremental' };
};

const linkedinDelivery = (body: unknown, digest: string): Delivery => {
  const parsed = linkedinBody.safeParse(body);
  if (!parsed.success) return none;
  const { owner, notificationId, leadGenFormResponse: lead, leadAction, occurredAt } = parsed.data;
  const own = lead === undefined ? digest : identityOf(lead, leadAction, occurredAt);
  const notice = { account: owner.sponsoredAccount, campaignId: undefined, identity: notificationId ?? own };
  return { notices: [notice], syncType: 'performance' };
};

const readers: Readonly<Record<NoticePlatform, (body: unknown, digest: string) => Delivery>> = {
  meta: metaDelivery,
  tiktok: tiktokDelivery,
  linkedin: linkedinDelivery,
};

/**
 * What a verified body is about; nothing when it is of another kind. A notice that has no identity of its own is known by
 * the digest that it was signed with.
 */
export const deliveryOf = (platform: NoticePlatform, body: unknown, digest: string): Delivery =>
  readers[platform](body, digest);
