import type { TemplateContent } from '@campaigns/contracts';
import { type Handlers, json, type Statement, statement } from '../statement.ts';

const contentValues = (content: TemplateContent): readonly unknown[] => [
  content.name,
  content.description,
  content.category,
  content.objective,
  content.platforms,
  json(content.baseConfig),
  json(content.platformSpecificConfig),
  json(content.budgetTemplate),
  json(content.creativeRequirements),
  json(content.targetingTemplate),
];

const setActive = (templateId: string, isActive: boolean, at: string, revision: bigint): readonly Statement[] => [
  statement('update campaign_templates set is_active = $2, updated_at = $3, revision = $4 where template_id = $1', [
    templateId,
    isActive,
    at,
    `${revision}`,
  ]),
];

export const templateHandlers: Handlers = {
  TemplateCreated: ({ data, metadata, revision }) => [
    statement(
      `insert into campaign_templates (template_id, org_id, is_global, created_by, created_at, updated_at, revision, is_active,
         name, description, category, objective, platforms, base_config, platform_specific_config, budget_template,
         creative_requirements, targeting_template)
       values ($1, $2, $3, $4, $5, $5, $6, true, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        data.templateId,
        data.orgId,
        data.isGlobal,
        metadata.actor.id,
        metadata.occurredAt,
        `${revision}`,
        ...contentValues(data.content),
      ],
    ),
  ],
  TemplateUpdated: ({ data, metadata, revision }) => [
    statement(
      `update campaign_templates set updated_at = $2, revision = $3, name = $4, description = $5, category = $6,
         objective = $7, platforms = $8, base_config = $9, platform_specific_config = $10, budget_template = $11,
         creative_requirements = $12, targeting_template = $13
       where template_id = $1`,
      [data.templateId, metadata.occurredAt, `${revision}`, ...contentValues(data.content)],
    ),
  ],
  TemplateActivated: ({ data, metadata, revision }) => setActive(data.templateId, true, metadata.occurredAt, revision),
  TemplateDeactivated: ({ data, metadata, revision }) =>
    setActive(data.templateId, false, metadata.occurredAt, revision),
};
