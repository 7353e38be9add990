import { type TemplateBody, type TemplateContent, templateContent } from '@campaigns/contracts';

const budgetTemplateOf = ({ distribution, custom_distribution }: TemplateBody['budget_template']) => {
  if (distribution === 'custom') return { distribution, custom_distribution };
  return { distribution: distribution === 'equal' ? distribution : 'performance_weighted' };
};

/** The content of a template as the domain has it. */
export const contentOf = (body: TemplateBody): TemplateContent =>
  templateContent.parse({
    name: body.name,
    description: body.description,
    category: body.category,
    objective: body.objective,
    platforms: body.platforms,
    baseConfig: body.base_config,
    platformSpecificConfig: body.platform_specific_config,
    budgetTemplate: budgetTemplateOf(body.budget_template),
    creativeRequirements: body.creative_requirements,
    targetingTemplate: body.targeting_template,
  });
