import { type TemplateBody, type TemplateContent, templateContent } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';

const budgetTemplateOf = ({ distribution, custom_distribution }: TemplateBody['budget_template']) => {
  if (distribution === 'performance' || distribution === 'performance_weighted') {
    throw new Problem('distribution-not-available', `The distribution "${distribution}" is not available yet`, {
      errors: [{ pointer: '#/budget_template/distribution', detail: 'expected "equal" or "custom"' }],
      details: { distribution },
    });
  }
  return distribution === 'equal' ? { distribution } : { distribution, custom_distribution };
};

/** The content of a template as the domain has it. Throws 422 for a distribution that does not exist yet. */
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
