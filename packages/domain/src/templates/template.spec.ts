import { orgId, type TemplateContent, type TemplateEvent, templateId } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { platformConfig, templateDecider } from './template.ts';

const { given } = specFor(templateDecider);

const id = templateId.parse('c2b7e6f4-19d3-4a8e-8f51-0d4b6a7c3e22');
const org = orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10');

/** The specification's own example. */
const content: TemplateContent = {
  name: 'Multi-Platform Awareness Campaign',
  description: null,
  category: 'awareness',
  objective: 'brand_awareness',
  platforms: ['meta', 'google', 'tiktok'],
  baseConfig: { targeting: { age_min: 18, age_max: 65 } },
  platformSpecificConfig: { meta: { placement: ['facebook', 'instagram'] }, google: { network: 'display' } },
  budgetTemplate: { distribution: 'custom', custom_distribution: { meta: 50, google: 30, tiktok: 20 } },
  creativeRequirements: {},
  targetingTemplate: {},
};
const percentages = (...[meta, google, tiktok]: readonly number[]): TemplateContent => ({
  ...content,
  budgetTemplate: {
    distribution: 'custom',
    custom_distribution: {
      ...(meta === undefined ? {} : { meta }),
      ...(google === undefined ? {} : { google }),
      ...(tiktok === undefined ? {} : { tiktok }),
    },
  },
});

const create = (changes: Partial<TemplateContent> = {}, isGlobal = false) =>
  ({
    type: 'CreateTemplate',
    data: { templateId: id, orgId: org, isGlobal, content: { ...content, ...changes } },
  }) as const;
const update = (changes: Partial<TemplateContent>) =>
  ({ type: 'UpdateTemplate', data: { templateId: id, content: { ...content, ...changes } } }) as const;
const activate = { type: 'ActivateTemplate', data: { templateId: id } } as const;
const deactivate = { type: 'DeactivateTemplate', data: { templateId: id } } as const;

const archive = { type: 'ArchiveTemplate', data: { templateId: id } } as const;

const created: TemplateEvent = { type: 'TemplateCreated', data: create().data };
const deactivated: TemplateEvent = { type: 'TemplateDeactivated', data: { templateId: id } };
const archived: TemplateEvent = { type: 'TemplateArchived', data: { templateId: id } };
const activated: TemplateEvent = { type: 'TemplateActivated', data: { templateId: id } };

describe('creating a template', () => {
  it('records its content, for one organisation or for all', () => {
    given().when(create()).then(created);
    given()
      .when(create({}, true))
      .then({ type: 'TemplateCreated', data: { ...create().data, isGlobal: true } });
  });

  it('is refused when it exists already', () => {
    given(created).when(create()).thenRejects('template-already-exists');
  });
});

describe('updating a template', () => {
  it('records the whole new content', () => {
    const changed = update({ name: 'Autumn' });
    given(created).when(changed).then({ type: 'TemplateUpdated', data: changed.data });
  });

  it('is possible while it is inactive', () => {
    const changed = update({ name: 'Autumn' });
    given(created, deactivated).when(changed).then({ type: 'TemplateUpdated', data: changed.data });
  });

  it('to what it is already does nothing', () => {
    given(created).when(update({})).thenNothing();
    const changed = update({ name: 'Autumn' });
    given(created, { type: 'TemplateUpdated', data: changed.data }).when(changed).thenNothing();
  });
});

describe('the content of a template', () => {
  const foreign = { platformSpecificConfig: { snapchat: {} } };
  const foreignShare = {
    budgetTemplate: { distribution: 'custom' as const, custom_distribution: { meta: 50, snapchat: 50 } },
  };

  it.each([
    ['a platform twice', 'duplicate-platform', { platforms: ['meta' as const, 'meta' as const] }],
    ['settings of a platform that it does not span', 'platform-not-in-template', foreign],
    ['a share for a platform that it does not span', 'platform-not-in-template', foreignShare],
  ])('cannot have %s', (_, code, changes) => {
    given().when(create(changes)).thenRejects(code);
    given(created).when(update(changes)).thenRejects(code);
  });

  it.each([
    [50, 30, 20],
    [33.33, 33.33, 33.34],
    [33.333_333, 33.333_333, 33.333_334],
    [0.1, 0.2, 99.7],
    [0.001, 0.002, 99.997],
    [60, 40],
    [100],
  ])('may split the budget into %d, %d and %d per cent', (...parts) => {
    expect(templateDecider.decide(create(percentages(...parts)), { status: 'absent' })).toHaveLength(1);
  });

  it.each([
    [50, 30, 19.99],
    [50, 30, 20.01],
    [33.333, 33.333, 33.333],
    [49.996, 50.001],
    [33.333_333_3, 33.333_333_3, 33.333_333_4],
  ])('cannot split the budget into %d, %d and %d per cent', (...parts) => {
    given()
      .when(create(percentages(...parts)))
      .thenRejects('distribution-not-100');
  });

  it('may split the budget by performance', () => {
    const weighted = create({ budgetTemplate: { distribution: 'performance_weighted' } });
    given().when(weighted).then({ type: 'TemplateCreated', data: weighted.data });
  });

  it('without custom percentages is split equally', () => {
    const equally = create({ budgetTemplate: { distribution: 'equal' } });
    given().when(equally).then({ type: 'TemplateCreated', data: equally.data });
  });
});

describe('activating and deactivating', () => {
  it('is recorded', () => {
    given(created).when(deactivate).then(deactivated);
    given(created, deactivated).when(activate).then(activated);
  });

  it('does nothing when repeated', () => {
    given(created).when(activate).thenNothing();
    given(created, deactivated).when(deactivate).thenNothing();
    given(created, deactivated, activated).when(activate).thenNothing();
  });
});

describe('archiving', () => {
  it('is recorded, from active and from inactive', () => {
    given(created).when(archive).then(archived);
    given(created, deactivated).when(archive).then(archived);
  });

  it('does nothing when repeated', () => {
    given(created, archived).when(archive).thenNothing();
  });

  it.each([update({ name: 'Autumn' }), update({}), activate, deactivate])(
    'is for good: $type is refused',
    (command) => {
      given(created, archived).when(command).thenRejects('template-archived');
    },
  );
});

describe('a template that does not exist', () => {
  it.each([update({}), activate, deactivate, archive])('refuses $type', (command) => {
    given().when(command).thenRejects('template-not-found');
  });
});

describe('platformConfig', () => {
  it('lays the settings of the platform over the base', () => {
    expect(platformConfig(content, 'google')).toEqual({ targeting: { age_min: 18, age_max: 65 }, network: 'display' });
  });

  it('is the base for a platform without settings of its own', () => {
    expect(platformConfig(content, 'tiktok')).toEqual(content.baseConfig);
  });
});
