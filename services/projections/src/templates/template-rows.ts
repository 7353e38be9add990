import type { TemplateContent } from '@campaigns/contracts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type SqlValue, type Statement, statement } from '../statements/statement.ts';

const contentColumns = `name, description, category, objective, platforms, base_config, platform_specific_config,
  budget_template, creative_requirements, targeting_template`;
const contentValues = '$4, $5, $6, $7, array(select jsonb_array_elements_text($8::jsonb)), $9, $10, $11, $12, $13';

const insertTemplate = statement(
  'template-insert',
  `insert into campaign_templates (template_id, revision, updated_at, ${contentColumns},
     org_id, is_global, is_active, created_by, created_at)
   values ($1, $2, $3, ${contentValues}, $14, $15, true, $16, $3)`,
);
const updateTemplate = statement(
  'template-update',
  `update campaign_templates set (revision, updated_at, ${contentColumns}) = row ($2, $3, ${contentValues})
   where template_id = $1`,
);
const switchTemplate = statement(
  'template-switch',
  'update campaign_templates set revision = $2, updated_at = $3, is_active = $4 where template_id = $1',
);
const archiveTemplate = statement(
  'template-archive',
  `update campaign_templates set revision = $2, updated_at = $3, is_active = false, is_archived = true
   where template_id = $1`,
);
const countUse = statement(
  'template-use',
  'update campaign_templates set usage_count = usage_count + 1 where template_id = $1',
);

const content = (of: TemplateContent): readonly SqlValue[] => [
  ...[of.name, of.description, of.category, of.objective, json(of.platforms)],
  ...[of.baseConfig, of.platformSpecificConfig, of.budgetTemplate, of.creativeRequirements, of.targetingTemplate].map(
    json,
  ),
];

const switched = (
  { data, revision, metadata }: Recorded<'TemplateActivated' | 'TemplateDeactivated'>,
  isActive: boolean,
): readonly Statement[] => [switchTemplate(data.templateId, revision, metadata.occurredAt, isActive)];

export const templateRows: Handlers = {
  TemplateCreated: ({ data, revision, metadata }) => [
    insertTemplate(
      ...[data.templateId, revision, metadata.occurredAt, ...content(data.content)],
      ...[data.orgId, data.isGlobal, metadata.actor.id],
    ),
  ],
  TemplateUpdated: ({ data, revision, metadata }) => [
    updateTemplate(data.templateId, revision, metadata.occurredAt, ...content(data.content)),
  ],
  TemplateActivated: (event) => switched(event, true),
  TemplateDeactivated: (event) => switched(event, false),
  TemplateArchived: ({ data, revision, metadata }) => [archiveTemplate(data.templateId, revision, metadata.occurredAt)],
  // A copy is made from an orchestration, whatever has become of the template.
  OrchestrationDrafted: ({ data }) => (data.clonedFrom === undefined ? [countUse(data.templateId)] : []),
};
