import {
  type Creative,
  type FailurePolicy,
  mappingId,
  orchestrationId,
  type Platform,
  templateId,
} from '@campaigns/contracts';
import type { OrchestrationCommand } from '@campaigns/domain';
import { derivedId } from '@campaigns/event-sourcing';
import { accountIds, connectionOf, currency, org } from './ground.ts';

/** The one orchestration of a world. */
export const orchestration = orchestrationId.parse(derivedId('crash-schedules', 'orchestration'));

export const unit = 1_000_000;

type Draft = Extract<OrchestrationCommand, { type: 'DraftOrchestration' }>;

/** What ads on a platform need beside a creative: who speaks, what is searched for. */
const configs: Readonly<Record<Platform, Draft['data']['mappings'][number]['config']>> = {
  meta: { page_id: '100200300' },
  google: { keywords: ['running shoes'] },
  tiktok: { identity_type: 'CUSTOMIZED_USER', identity_id: '6900000000000000001', display_name: 'Shop' },
  linkedin: {},
  twitter: { as_user_id: '756201191646691328' },
  snapchat: { profile_id: '8e9bd9b7-0000-4000-8000-000000000001' },
};

/** One that every platform can show. */
export const hero: Creative = {
  ...{ name: 'Hero A', format: 'image', url: 'https://shop.example.com/', action: 'shop_now' },
  ...{ headline: 'Running shoes', body: 'Spring prices until Sunday.' },
  ...{ headlines: ['Twenty per cent off', 'Free delivery'], descriptions: ['Order today.'] },
  media: {
    meta: { image_url: 'https://cdn.example.com/hero.png' },
    tiktok: { video_id: 'v10033g50000abc', image_ids: ['ad-site-i18n-sg/2026cover'] },
    twitter: { media_keys: '3_1029825627129597952' },
    snapchat: { media_id: 'f1e2d3c4-0000-4000-8000-000000000001' },
  },
};

/** Another one, which says something else. */
export const sequel: Creative = {
  ...{ ...hero, name: 'Hero B', headline: 'Trail shoes', body: 'For every ground.' },
  headlines: ['Made for mud', 'Dry feet'],
};

export type DraftOptions = Readonly<{
  /** What each platform gets, in whole units. */
  units: Readonly<Partial<Record<Platform, number>>>;
  failurePolicy?: FailurePolicy;
  creatives?: readonly Creative[];
}>;

/** Thirty days on these platforms; the total is all of it. */
export const draft = ({ units, failurePolicy = 'rollback', creatives = [hero] }: DraftOptions): Draft => {
  const shares = Object.entries(units) as [Platform, number][];
  return {
    type: 'DraftOrchestration',
    data: {
      orchestrationId: orchestration,
      orgId: org,
      templateId: templateId.parse(derivedId('crash-schedules', 'template')),
      name: 'Spring Sale',
      description: null,
      category: 'conversion',
      objective: 'traffic',
      totalBudget: { micros: shares.reduce((sum, [, amount]) => sum + amount, 0) * unit, currency },
      allocation: shares.map(([platform, amount]) => ({ platform, amountMicros: amount * unit })),
      mappings: shares.map(([platform]) => ({
        mappingId: mappingId.parse(derivedId('crash-schedules', 'mapping', platform)),
        platform,
        connectionId: connectionOf(platform),
        adAccountId: accountIds[platform],
        config: { targeting: { countries: ['US'] }, ...configs[platform] },
      })),
      schedule: { startAt: null, endAt: null, durationDays: 30 },
      sync: { strategy: 'manual', frequencyMinutes: 15 },
      failurePolicy,
      creatives: [...creatives],
      creativeRequirements: {},
    },
  };
};

/** In whole units, with the total that is their sum unless it is given. */
export const newBudget = (
  {
    workflowId,
    now,
  }: Readonly<{
    workflowId: Extract<OrchestrationCommand, { type: 'RequestPause' }>['data']['workflowId'];
    now: string;
  }>,
  units: Readonly<Partial<Record<Platform, number>>>,
  total?: number,
): OrchestrationCommand => {
  const shares = Object.entries(units) as [Platform, number][];
  const sum = shares.reduce((all, [, amount]) => all + amount, 0);
  return {
    type: 'ChangeBudget',
    data: {
      ...{ workflowId, now, totalBudget: { micros: (total ?? sum) * unit, currency } },
      allocation: shares.map(([platform, amount]) => ({ platform, amountMicros: amount * unit })),
    },
  };
};
