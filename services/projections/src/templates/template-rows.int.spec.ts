import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted, paused } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization());
});
afterEach(() => database.close());

const template = async (): Promise<Record<string, unknown>> => {
  await project(database.pool, store);
  return one(database.pool, 'select * from read.campaign_templates');
};

describe('The row of a template', () => {
  it('shows its content', async () => {
    await story.template(true);
    expect(await template()).toMatchObject({
      ...{ name: 'shoes template', category: 'awareness', objective: 'traffic', is_global: true, is_active: true },
      ...{ platforms: ['meta', 'google', 'tiktok'], base_config: { bid: 'lowest' }, platform_specific_config: {} },
      ...{ budget_template: { distribution: 'equal' }, created_by: 'maria', usage_count: 0, revision: '0' },
    });
  });

  it('counts a use once per orchestration, whatever becomes of the orchestration', async () => {
    await drafted(story);
    expect(await template()).toMatchObject({ usage_count: 1 });
    await deployed(story);
    await paused(story);
    expect(await template()).toMatchObject({ usage_count: 1 });
    await story.draftAnother('second');
    expect(await template()).toMatchObject({ usage_count: 2 });
  });

  it('does not count an orchestration that is refused because it is there already', async () => {
    await drafted(story);
    await story.draft();
    expect(await template()).toMatchObject({ usage_count: 1 });
  });

  it('follows a change and being switched off and on', async () => {
    await story.template();
    const { ids, log } = story;
    await log.record(`template-${ids.template}`, 'TemplateUpdated', {
      templateId: ids.template,
      content: {
        ...{
          name: 'Boots',
          description: 'For winter',
          category: 'conversion',
          objective: 'sales',
          platforms: ['meta'],
        },
        ...{ baseConfig: {}, platformSpecificConfig: { meta: { age: 18 } }, budgetTemplate: { distribution: 'equal' } },
        ...{ creativeRequirements: { meta: { min_creatives: 2 } }, targetingTemplate: { country: 'DE' } },
      },
    });
    await log.record(`template-${ids.template}`, 'TemplateDeactivated', { templateId: ids.template });
    expect(await template()).toMatchObject({
      ...{ name: 'Boots', description: 'For winter', category: 'conversion', objective: 'sales', platforms: ['meta'] },
      ...{ platform_specific_config: { meta: { age: 18 } }, creative_requirements: { meta: { min_creatives: 2 } } },
      ...{ targeting_template: { country: 'DE' }, is_active: false, revision: '2' },
    });
    await log.record(`template-${ids.template}`, 'TemplateActivated', { templateId: ids.template });
    expect(await template()).toMatchObject({ is_active: true, is_archived: false, revision: '3' });
  });

  it('stays when the template is archived, as one that cannot be used', async () => {
    await story.template();
    await story.log.record(`template-${story.ids.template}`, 'TemplateArchived', { templateId: story.ids.template });
    expect(await template()).toMatchObject({ is_active: false, is_archived: true, revision: '1' });
  });
});
