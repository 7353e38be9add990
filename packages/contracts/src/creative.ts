import { z } from 'zod';
import { platform } from './vocabulary.ts';

/** What the button of an ad says; each adapter has its platform's word for it. */
export const callToAction = z.enum([
  'learn_more',
  'shop_now',
  'sign_up',
  'download',
  'book_now',
  'contact_us',
  'get_offer',
  'subscribe',
  'apply_now',
  'install_app',
]);
export type CallToAction = z.infer<typeof callToAction>;

/** What one ad shows and where it leads, in our own terms. */
export const creative = z
  .object({
    name: z.string(),
    format: z.enum(['image', 'video', 'carousel', 'text']),
    /** Default: every platform. */
    platforms: z.array(platform).optional(),
    /** Where the ad leads to. */
    url: z.url().optional(),
    headline: z.string().optional(),
    body: z.string().optional(),
    /** Further texts for platforms that put an ad together from several, such as Google. */
    headlines: z.array(z.string()).optional(),
    descriptions: z.array(z.string()).optional(),
    action: callToAction.optional(),
    /** A platform's own ids of what was uploaded or posted there before, such as `{ "tiktok": { "video_id": "v1" } }`. */
    media: z.partialRecord(platform, z.record(z.string(), z.union([z.string(), z.array(z.string())]))).optional(),
  })
  .readonly();
export type Creative = z.infer<typeof creative>;

/** A creative with the id by which its ads are known on all platforms. */
export const adCreative = z.object({ ...creative.unwrap().shape, creativeId: z.uuid() }).readonly();
export type AdCreative = z.infer<typeof adCreative>;

/** An ad group that exists: the level that has the audience (ad set, ad group, line item, ad squad; LinkedIn: campaign). */
export const adGroupRef = z.object({ platformAdGroupId: z.string(), tag: z.string() }).readonly();
export type AdGroupRef = z.infer<typeof adGroupRef>;

/** An ad that exists, and the creative that it shows. */
export const adRef = z
  .object({
    creativeId: z.uuid(),
    platformAdId: z.string(),
    tag: z.string(),
    /** It is paused, and stays so while its campaign is active, until a rotation shows it again. */
    resting: z.literal(true).optional(),
  })
  .readonly();
export type AdRef = z.infer<typeof adRef>;

/** What of a campaign's intent a platform takes over as it is, nearly so, or not at all. */
export const planLine = z
  .object({
    level: z.enum(['campaign', 'ad_group', 'ad']),
    /** Of the intent, such as `targeting.age` or `creatives.Hero A`. What is unsupported is accepted by it. */
    name: z.string(),
    verdict: z.enum(['exact', 'approximated', 'unsupported']),
    /** What comes out instead; `null` for what is exact. */
    reason: z.string().nullable(),
  })
  .readonly();
export type PlanLine = z.infer<typeof planLine>;
