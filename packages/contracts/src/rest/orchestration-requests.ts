import { z } from 'zod';
import { creative } from '../creative.ts';
import { failurePolicy, orchestrationStatus, platform, syncStrategy, syncType } from '../vocabulary.ts';
import {
  amount,
  amountByPlatform,
  currency,
  idOf,
  instantIn,
  pageQuery,
  platformList,
  requiredText,
  settings,
  settingsByPlatform,
} from './fields.ts';

const creativeBody = z.strictObject({
  ...creative.unwrap().shape,
  name: requiredText(200),
  platforms: platformList.optional().meta({ description: 'Default: every platform' }),
  url: z
    .url({ protocol: /^https?$/, error: 'expected an http or https address' })
    .max(2_000)
    .optional()
    .meta({ description: 'Where the ad leads to' }),
  headline: z.string().max(500).optional(),
  body: z.string().max(5_000).optional(),
  headlines: z
    .array(requiredText(500))
    .max(15)
    .optional()
    .meta({ description: 'Further headlines, for ads that are put together from several texts (Google)' }),
  descriptions: z.array(requiredText(500)).max(5).optional().meta({ description: 'Further texts, likewise' }),
  media: z
    .partialRecord(
      platform,
      z.record(z.string().max(50), z.union([z.string().max(200), z.array(z.string().max(200)).max(10)])),
    )
    .optional()
    .meta({ description: 'Per platform: its ids of what was uploaded or posted there before; see docs/platforms.md' }),
});

const creativesBody = z
  .array(creativeBody)
  .max(100)
  .refine((creatives) => new Set(creatives.map(({ name }) => name)).size === creatives.length, {
    error: 'must have a name each, because ads are told apart by it',
  });

export const fromTemplateBody = z
  .strictObject({
    template_id: idOf('template'),
    name: requiredText(200),
    description: z.string().max(2_000).nullable().default(null),
    total_budget: amount,
    currency: currency.optional(),
    platforms: platformList.optional().meta({ description: 'Default: every platform of the template' }),
    config: settings.default({}).meta({ description: 'Merged deeply over the template’s settings of every platform' }),
    platform_config: settingsByPlatform.default({}).meta({ description: 'Merged deeply over `config`, per platform' }),
    budget_allocation: amountByPlatform
      .optional()
      .meta({ description: 'Amount per platform; default: by the template’s distribution' }),
    connections: z
      .partialRecord(platform, idOf('connection'))
      .default({})
      .meta({ description: 'Connection per platform; default: the oldest active one with the currency' }),
    scheduled_start_at: instantIn.optional(),
    scheduled_end_at: instantIn.optional(),
    duration_days: z
      .int()
      .min(1)
      .max(3_650)
      .optional()
      .meta({ description: 'Length of a flight without an end; default: the template’s `duration_days`, or 30' }),
    sync_strategy: syncStrategy.optional().meta({
      description: 'Default: `auto` when a frequency is given, else `manual`. `scheduled` is not available yet.',
    }),
    sync_frequency_minutes: z.int().min(1).max(10_080).optional().meta({ description: 'Default 15' }),
    failure_policy: failurePolicy.default('rollback'),
    creatives: creativesBody.default([]),
  })
  .refine(({ scheduled_end_at, duration_days }) => scheduled_end_at === undefined || duration_days === undefined, {
    error: 'cannot be given together with scheduled_end_at',
    path: ['duration_days'],
  })
  .meta({
    id: 'CreateFromTemplate',
    example: {
      template_id: '0193a1de-6ad1-7c4e-8f0b-1f2a3b4c5d6e',
      name: 'Q4 Brand Campaign',
      total_budget: 10000,
      platforms: ['meta', 'google'],
    },
  });
export type FromTemplateBody = z.output<typeof fromTemplateBody>;

export const deployBody = z
  .strictObject({
    failure_policy: failurePolicy.optional(),
    accept: z
      .array(
        z.string().regex(/^(meta|google|tiktok|linkedin|twitter|snapchat):.{1,250}$/, {
          error: 'expected a platform, a colon and a name, such as "tiktok:targeting.interests"',
        }),
      )
      .max(100)
      .optional()
      .meta({ description: 'What the deployment may go without on a platform that does not support it, by name' }),
  })
  .default({})
  .meta({
    description: 'Optional',
    example: { failure_policy: 'continue', accept: ['linkedin:targeting.placements'] },
  });

export const syncBody = z
  .strictObject({ sync_type: syncType.default('full') })
  .default({ sync_type: 'full' })
  .meta({
    description:
      'Optional. `incremental` reads what was changed on the platforms and changes nothing there. `creative` is not available yet.',
    example: { sync_type: 'full' },
  });

/** An action that needs nothing but its path: no body, or an empty object. */
export const emptyBody = z.strictObject({}).default({});

export const budgetBody = z
  .strictObject({
    total_budget: amount,
    budget_allocation: amountByPlatform
      .optional()
      .meta({ description: 'Amount for every platform; default: in the proportions of before' }),
  })
  .meta({
    id: 'ChangeBudget',
    example: { total_budget: 15000, budget_allocation: { meta: 7500, google: 4500, tiktok: 3000 } },
  });

export const orchestrationParams = z.strictObject({ orchestrationId: idOf('orchestration') });
export const workflowParams = z.strictObject({ workflowId: idOf('workflow') });
export const orchestrationWorkflowParams = z.strictObject({
  orchestrationId: idOf('orchestration'),
  workflowId: idOf('workflow'),
});
export const pagedQuery = z.strictObject(pageQuery);

const dayOrInstant = z.union([z.iso.date(), instantIn], { error: 'expected a date or an instant' });

export const orchestrationsQuery = z.strictObject({
  status: orchestrationStatus.optional(),
  platform: platform.optional(),
  template_id: idOf('template').optional(),
  q: z.string().trim().min(1).max(200).optional().meta({ description: 'Part of the name, in any case' }),
  created_from: dayOrInstant.optional().meta({ description: 'Inclusive; a date begins at midnight UTC' }),
  created_to: dayOrInstant.optional().meta({ description: 'Exclusive; a date begins at midnight UTC' }),
  sort: z.enum(['created_at', 'updated_at', 'name', 'total_budget']).default('created_at'),
  order: z.enum(['asc', 'desc']).default('desc'),
  ...pageQuery,
});
export type OrchestrationsQuery = z.output<typeof orchestrationsQuery>;
