import { describe, expect, it } from '@jest/globals';
import { createTemplateBody } from './templates.ts';

const example = createTemplateBody.meta()?.['example'] as Record<string, unknown>;
const faults = (body: unknown): readonly string[] =>
  createTemplateBody.safeParse(body).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('The body of a new template', () => {
  it('is accepted as the specification shows it, and gets defaults for what is left out', () => {
    expect(createTemplateBody.parse(example)).toMatchObject({ ...example, is_global: false, targeting_template: {} });
    const { budget_template: _, ...withoutBudget } = example;
    expect(createTemplateBody.parse(withoutBudget).budget_template).toEqual({ distribution: 'equal' });
  });

  it.each([
    ['percentages that miss 100', { meta: 50, google: 30, tiktok: 19.99 }, ['budget_template.custom_distribution']],
    ['a percentage of 0', { meta: 0, google: 80, tiktok: 20 }, ['budget_template.custom_distribution.meta']],
    ['three decimals', { meta: 33.333, google: 33.33, tiktok: 33.34 }, ['budget_template.custom_distribution.meta']],
    [
      'a platform that the template does not span',
      { meta: 50, snapchat: 50 },
      ['budget_template.custom_distribution.snapchat'],
    ],
  ])('is refused with %s', (_, custom_distribution, named) => {
    expect(faults({ ...example, budget_template: { distribution: 'custom', custom_distribution } })).toEqual(named);
  });

  it('adds percentages up exactly, where binary fractions would miss 100', () => {
    const custom_distribution = { meta: 33.33, google: 33.33, tiktok: 33.34 };
    expect(faults({ ...example, budget_template: { distribution: 'custom', custom_distribution } })).toEqual([]);
  });

  it.each([
    ['custom without percentages', { distribution: 'custom' }],
    ['equal with percentages', { distribution: 'equal', custom_distribution: { meta: 100 } }],
  ])('is refused when the distribution is %s', (_, budget_template) => {
    expect(faults({ ...example, budget_template })).toContain('budget_template.custom_distribution');
  });

  it.each([
    ['an unknown member', { surprise: 1 }],
    ['a platform twice', { platforms: ['meta', 'meta'] }],
    ['no platform', { platforms: [] }],
    ['an unknown platform', { platforms: ['myspace'] }],
    ['an empty name', { name: '   ' }],
    ['a name of 201 characters', { name: 'x'.repeat(201) }],
    ['settings of a platform that it does not span', { platform_specific_config: { snapchat: {} } }],
    ['requirements of a platform that it does not span', { creative_requirements: { snapchat: {} } }],
  ])('is refused with %s', (_, change) => {
    expect(faults({ ...example, ...change })).not.toEqual([]);
  });
});
