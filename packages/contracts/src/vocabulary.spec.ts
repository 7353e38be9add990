import { describe, expect, it } from '@jest/globals';
import {
  category,
  categoryLabels,
  mappingStatus,
  objective,
  objectiveLabels,
  orchestrationStatus,
  platform,
  syncDirection,
  syncStatus,
  syncStrategy,
  syncType,
  workflowStatus,
  workflowType,
} from './vocabulary.ts';

describe('vocabulary', () => {
  it.each([
    ['platform', platform.options, 'meta google tiktok linkedin twitter snapchat'],
    ['category', category.options, 'awareness consideration conversion retention'],
    ['orchestration status', orchestrationStatus.options, 'draft scheduled active paused completed failed'],
    ['mapping status', mappingStatus.options, 'pending creating active paused failed'],
    ['sync strategy', syncStrategy.options, 'manual auto scheduled'],
    ['workflow type', workflowType.options, 'creation activation optimization sync deactivation'],
    ['sync type', syncType.options, 'full incremental settings performance creative'],
    ['sync direction', syncDirection.options, 'push pull bidirectional'],
    ['sync status', syncStatus.options, 'running completed failed partial'],
  ])('has the words of the specification for %s', (_, options, words) => {
    expect(options).toEqual(words.split(' '));
  });

  it('has the objectives that the specification names', () => {
    expect(objective.options).toEqual(
      expect.arrayContaining(['brand_awareness', 'traffic', 'conversions', 'lead_gen']),
    );
  });

  it('has a label for every category and objective', () => {
    expect(Object.keys(categoryLabels)).toEqual(category.options);
    expect(Object.keys(objectiveLabels)).toEqual(objective.options);
  });

  it('tells more ends of a workflow apart than the specification', () => {
    expect(workflowStatus.options).toEqual(expect.arrayContaining(['pending', 'running', 'completed', 'failed']));
  });
});
