import { z } from 'zod';
import { creativeRequirement } from '../template-events.ts';
import { category, objective, platform } from '../vocabulary.ts';
import {
  idOf,
  instantOut,
  json,
  nextCursor,
  pageQuery,
  platformList,
  requiredText,
  revision,
  settings,
  settingsByPlatform,
  success,
} from './fields.ts';

const customDistribution = z.partialRecord(
  platform,
  z
    .number()
    .positive('must be more than 0')
    .max(100, 'must be at most 100')
    .refine((percent) => Math.round(percent * 100) / 100 === percent, 'must have at most 2 decimals'),
);

export const budgetTemplateBody = z
  .strictObject({
    distribution: z.enum(['equal', 'custom', 'performance', 'performance_weighted']).default('equal').meta({
      description:
        '`performance_weighted` (or `performance`): by what each platform returned on its spend in the last 90 days',
    }),
    custom_distribution: customDistribution.optional().meta({ description: 'Percentages that add up to exactly 100' }),
  })
  .refine(
    ({ distribution, custom_distribution }) => (distribution === 'custom') === (custom_distribution !== undefined),
    {
      error: 'is needed for the distribution "custom", and for no other',
      path: ['custom_distribution'],
    },
  );

const templateFields = {
  name: requiredText(200),
  description: z.string().max(2_000).nullable().default(null),
  category,
  objective,
  platforms: platformList,
  base_config: settings.default({}),
  platform_specific_config: settingsByPlatform.default({}),
  budget_template: budgetTemplateBody.default({ distribution: 'equal' }),
  creative_requirements: z.partialRecord(platform, creativeRequirement.unwrap().strict()).default({}),
  targeting_template: settings.default({}),
};

type TemplateFields = Readonly<{
  platforms: readonly string[];
  platform_specific_config: Readonly<Record<string, unknown>>;
  budget_template: Readonly<{ custom_distribution?: Readonly<Record<string, number>> | undefined }>;
  creative_requirements: Readonly<Record<string, unknown>>;
}>;

/** Names the member that is about a platform which the template does not span, or whose percentages miss 100. */
const checkPlatforms = (body: TemplateFields, context: z.RefinementCtx): void => {
  const percentages = body.budget_template.custom_distribution ?? {};
  const named = [
    ...Object.keys(body.platform_specific_config).map((name) => ['platform_specific_config', name]),
    ...Object.keys(body.creative_requirements).map((name) => ['creative_requirements', name]),
    ...Object.keys(percentages).map((name) => ['budget_template', 'custom_distribution', name]),
  ];
  for (const path of named) {
    if (!body.platforms.includes(path.at(-1) as string)) {
      context.addIssue({ code: 'custom', message: 'is not one of the platforms of the template', path });
    }
  }
  const hundredths = Object.values(percentages).reduce((sum, percent) => sum + Math.round(percent * 100), 0);
  if (body.budget_template.custom_distribution !== undefined && hundredths !== 10_000) {
    const message = `must add up to exactly 100, not ${hundredths / 100}`;
    context.addIssue({ code: 'custom', message, path: ['budget_template', 'custom_distribution'] });
  }
};

export const createTemplateBody = z
  .strictObject({
    ...templateFields,
    is_global: z.boolean().default(false).meta({ description: 'For every organisation; role `system` only' }),
  })
  .superRefine(checkPlatforms)
  .meta({
    id: 'CreateTemplate',
    example: {
      name: 'Multi-Platform Awareness Campaign',
      category: 'awareness',
      objective: 'brand_awareness',
      platforms: ['meta', 'google', 'tiktok'],
      base_config: { targeting: { age_min: 18, age_max: 65 } },
      platform_specific_config: {
        meta: { placement: ['facebook', 'instagram'] },
        google: { network: 'display' },
      },
      budget_template: { distribution: 'custom', custom_distribution: { meta: 50, google: 30, tiktok: 20 } },
    },
  });

/** Replaces the whole content; what is left out gets its default. */
export const updateTemplateBody = z
  .strictObject(templateFields)
  .superRefine(checkPlatforms)
  .meta({ id: 'UpdateTemplate' });
export type TemplateBody = z.output<typeof updateTemplateBody>;

export const templateView = z
  .strictObject({
    template_id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    category,
    category_label: z.string(),
    objective,
    objective_label: z.string(),
    platforms: z.array(platform),
    base_config: settings,
    platform_specific_config: settingsByPlatform,
    budget_template: z.record(z.string(), json),
    creative_requirements: z.record(z.string(), json),
    targeting_template: settings,
    is_global: z.boolean(),
    is_active: z.boolean(),
    is_archived: z.boolean(),
    usage_count: z.int().min(0).meta({ description: 'Orchestrations made from it' }),
    created_by: z.string(),
    created_at: instantOut,
    updated_at: instantOut,
    revision,
  })
  .meta({ id: 'Template' });
export type TemplateView = z.infer<typeof templateView>;

export const templateParams = z.strictObject({ templateId: idOf('template') });
export const templatesQuery = z.strictObject({
  category: category.optional(),
  objective: objective.optional(),
  platform: platform.optional(),
  status: z.enum(['active', 'inactive', 'archived', 'all']).default('active'),
  ...pageQuery,
});
export const templateAnswer = z.strictObject({ success, template: templateView }).meta({ id: 'TemplateAnswer' });
export const templatesAnswer = z
  .strictObject({ success, templates: z.array(templateView), next_cursor: nextCursor })
  .meta({ id: 'TemplatesAnswer' });
