import { z } from 'zod';
import type { CampaignChange } from '../platform-port.ts';

/** Loose: what we do not know has to be written back as well. */
export const snapchatCampaign = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  lifetime_spend_cap_micro: z.int().nullish(),
  objective_v2_properties: z.looseObject({ objective_v2_type: z.string() }).optional(),
});
export type SnapchatCampaign = z.infer<typeof snapchatCampaign>;

/** Loose for the same reason. Money is in micros of the account's currency. */
export const snapchatSquad = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  updated_at: z.iso.datetime().optional(),
  lifetime_budget_micro: z.int().nullish(),
});
export type SnapchatSquad = z.infer<typeof snapchatSquad>;

export const snapchatAd = z.looseObject({
  id: z.string(),
  name: z.string(),
  ad_squad_id: z.string(),
  status: z.string(),
  updated_at: z.iso.datetime().optional(),
  review_status: z.string().optional(),
  review_status_reasons: z.array(z.unknown()).optional(),
});
export type SnapchatAd = z.infer<typeof snapchatAd>;

/** Snapchat's own. `objective` is the older field for what `objective_v2_properties` says, and refused when it is sent. */
const derived = [
  ...['objective', 'delivery_status', 'creation_state', 'targeting_reach_status'],
  ...['review_status', 'review_status_reasons', 'render_type'],
];
const isDerived = (field: string): boolean => derived.includes(field) || /^(created|updated|last_updated)_/.test(field);

const isNothing = (value: unknown): boolean => value === undefined || value === null;

const kept = (object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !isDerived(field)));

/** An ad squad or ad as it was just read, with what changes; a PUT replaces them whole as well. */
export const replacementOf = (
  object: SnapchatSquad | SnapchatAd,
  change: Readonly<{ status: 'ACTIVE' | 'PAUSED' }>,
): Readonly<Record<string, unknown>> => ({ ...kept(object), ...change });

/** An ad squad with this budget for its whole flight: the daily one that a person gave it would be refused beside it. */
export const withLifetimeBudget = (squad: SnapchatSquad, micros: number): Readonly<Record<string, unknown>> => {
  const { daily_budget_micro: daily, delivery_constraint: constraint, ...rest } = kept(squad);
  return {
    ...rest,
    // What delivery keeps to follows from the budget, so it stays only where the budget stays of its kind.
    ...(isNothing(daily) && constraint !== undefined ? { delivery_constraint: constraint } : {}),
    lifetime_budget_micro: micros,
  };
};

/**
 * The body of `PUT /adaccounts/{id}/campaigns`, which replaces the whole campaign: a field that is left out is lost. So
 * it is the campaign as it was just read, with what changes.
 */
export const replacementBody = (
  campaign: SnapchatCampaign,
  { name, budgetMicros, status }: CampaignChange & Readonly<{ status?: 'ACTIVE' | 'PAUSED' }>,
): Readonly<Record<string, unknown>> => ({
  campaigns: [
    {
      ...kept(campaign),
      ...(name === undefined ? {} : { name }),
      ...(budgetMicros === undefined ? {} : { lifetime_spend_cap_micro: budgetMicros }),
      ...(status === undefined ? {} : { status }),
    },
  ],
});
