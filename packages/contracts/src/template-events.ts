import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { orgId, templateId } from './ids.ts';
import { category, objective, platform } from './vocabulary.ts';

/** Free-form campaign settings; merged deeply, base first, then the platform's own. */
export const campaignConfig = z.record(z.string(), z.json());
export type CampaignConfig = z.infer<typeof campaignConfig>;

/** How a total is split: equally, by percentages that add up to exactly 100, or by what each platform brought so far. */
export const budgetTemplate = z
  .discriminatedUnion('distribution', [
    z.object({ distribution: z.literal('equal') }),
    z.object({
      distribution: z.literal('custom'),
      custom_distribution: z.partialRecord(platform, z.number().positive().max(100)),
    }),
    z.object({ distribution: z.literal('performance_weighted') }),
  ])
  .readonly();
export type BudgetTemplate = z.infer<typeof budgetTemplate>;

/** What a platform needs before a deployment may start. */
export const creativeRequirement = z
  .object({
    min_creatives: z.int().min(0).max(50).default(1),
    formats: z.array(z.enum(['image', 'video', 'carousel', 'text'])).optional(),
  })
  .readonly();
export const creativeRequirements = z.partialRecord(platform, creativeRequirement);
export type CreativeRequirements = z.infer<typeof creativeRequirements>;

export const templateContent = z.object({
  name: z.string(),
  description: z.string().nullable(),
  category,
  objective,
  platforms: z.array(platform).min(1),
  baseConfig: campaignConfig,
  platformSpecificConfig: z.partialRecord(platform, campaignConfig),
  budgetTemplate,
  creativeRequirements,
  targetingTemplate: campaignConfig,
});
export type TemplateContent = z.infer<typeof templateContent>;

const templateCreated = defineEvent(
  'TemplateCreated',
  z.object({ templateId, orgId, isGlobal: z.boolean(), content: templateContent }),
);
const templateUpdated = defineEvent('TemplateUpdated', z.object({ templateId, content: templateContent }));
const templateActivated = defineEvent('TemplateActivated', z.object({ templateId }));
const templateDeactivated = defineEvent('TemplateDeactivated', z.object({ templateId }));
const templateArchived = defineEvent('TemplateArchived', z.object({ templateId }));

const templateEvent = z.discriminatedUnion('type', [
  templateCreated,
  templateUpdated,
  templateActivated,
  templateDeactivated,
  templateArchived,
]);
export type TemplateEvent = z.infer<typeof templateEvent>;

export const templateCodec = eventCodec<TemplateEvent>(templateEvent, [
  'TemplateCreated',
  'TemplateUpdated',
  'TemplateActivated',
  'TemplateDeactivated',
  'TemplateArchived',
]);
