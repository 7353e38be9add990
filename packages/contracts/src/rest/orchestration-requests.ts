import { z } from 'zod';
import { creative } from '../creative.ts';
import { failurePolicy, orchestrationStatus, platform, syncDirection, syncType } from '../vocabulary.ts';
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
import { creditedByBody } from './recommendations.ts';
import { flightDays, syncFields, timeIn } from './schedules.ts';

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
    scheduled_start_at: timeIn.optional(),
    scheduled_end_at: timeIn.optional(),
    duration_days: flightDays.meta({
      description: 'Length of a flight without an end; default: the template’s `duration_days`, or 30',
    }),
    ...syncFields,
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

export const updateBody = z
  .strictObject({
    name: requiredText(200).optional(),
    description: z.string().max(2_000).nullable().optional(),
    ...syncFields,
    failure_policy: failurePolicy.optional(),
    scheduled_start_at: timeIn.nullable().optional(),
    scheduled_end_at: timeIn.nullable().optional(),
    duration_days: flightDays,
  })
  .refine((body) => Object.keys(body).length > 0, 'must name at least one field')
  .refine(({ scheduled_end_at, duration_days }) => scheduled_end_at == null || duration_days === undefined, {
    error: 'cannot be given together with scheduled_end_at',
    path: ['duration_days'],
  })
  .meta({
    id: 'UpdateOrchestration',
    description: 'What is left out stays as it is. The dates can be changed in a draft only; `null` takes one away.',
    example: { name: 'Q4 Brand Campaign, second wave', sync_cron: '0 6 * * *', sync_zone: 'Europe/Berlin' },
  });
export type UpdateBody = z.output<typeof updateBody>;

export const duplicateBody = z
  .strictObject({
    name: requiredText(200).optional().meta({ description: 'Default: the name, followed by `(copy)`' }),
    total_budget: amount.optional().meta({ description: 'Default: the same; the allocation keeps its proportions' }),
  })
  .default({})
  .meta({ description: 'Optional', example: { name: 'Q1 Brand Campaign', total_budget: 12000 } });
export type DuplicateBody = z.output<typeof duplicateBody>;

const deploymentWishes = {
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
};

export const planBody = z
  .strictObject(deploymentWishes)
  .default({})
  .meta({ description: 'Optional; as of a deployment', example: { failure_policy: 'continue' } });

export const deployBody = z
  .strictObject({
    ...deploymentWishes,
    plan_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: 'expected the `hash` of a plan' })
      .optional()
      .meta({ description: '`hash` of the plan that was looked at: refused when the deployment would be another one' }),
  })
  .default({})
  .meta({
    description: 'Optional',
    example: { failure_policy: 'continue', accept: ['linkedin:targeting.placements'] },
  });

export const syncBody = z
  .strictObject({
    sync_type: syncType.default('full'),
    direction: syncDirection.optional().meta({
      description:
        'Default: what the type does by itself. `push` brings ours to the platforms, `pull` only reads; `incremental` and ' +
        '`performance` only read.',
    }),
  })
  .default({ sync_type: 'full' })
  .meta({
    description: 'Optional. `incremental` reads what was changed on the platforms and changes nothing there.',
    example: { sync_type: 'full' },
  });

export const optimizeBody = z
  .strictObject({
    apply: z.boolean().default(false).meta({ description: 'Whether the budget is split by what is recommended' }),
    most_change_percent: z
      .int()
      .min(1)
      .max(100)
      .default(20)
      .meta({ description: 'The most that a platform’s part may change, in per cent of what it is' }),
    since_days: z
      .int()
      .min(1)
      .max(365)
      .default(90)
      .meta({ description: 'How far back results count; older ones count for less in any case' }),
    credited_by: creditedByBody.optional(),
  })
  .default({ apply: false, most_change_percent: 20, since_days: 90 })
  .meta({ description: 'Optional', example: { apply: true, most_change_percent: 15 } });

export const switchBody = z
  .strictObject({
    platforms: platformList.optional().meta({ description: 'Default: every platform of which that can be done' }),
  })
  .default({})
  .meta({ description: 'Optional', example: { platforms: ['meta'] } });

const creativeIds = z.array(idOf('creative')).max(100).default([]);

export const rotateBody = z
  .strictObject({
    platform,
    show: creativeIds.meta({ description: 'Creatives whose ads are shown from now on' }),
    rest: creativeIds.meta({ description: 'Creatives whose ads are paused, and stay so when the campaign is resumed' }),
  })
  .refine(({ show, rest }) => show.length + rest.length > 0, 'must name a creative to show or to rest')
  .meta({
    id: 'RotateCreatives',
    description: 'What is not named stays as it is',
    example: {
      platform: 'meta',
      show: ['0193a1de-6ad1-7c4e-8f0b-1f2a3b4c5d70'],
      rest: ['0193a1de-6ad1-7c4e-8f0b-1f2a3b4c5d71'],
    },
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
  archived: z
    .enum(['false', 'true', 'all'])
    .default('false')
    .meta({ description: '`true`: those that are archived; `all`: both' }),
  sort: z.enum(['created_at', 'updated_at', 'name', 'total_budget']).default('created_at'),
  order: z.enum(['asc', 'desc']).default('desc'),
  ...pageQuery,
});
export type OrchestrationsQuery = z.output<typeof orchestrationsQuery>;
