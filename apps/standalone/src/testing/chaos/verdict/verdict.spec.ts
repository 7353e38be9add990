import { campaignEventsTopic } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../crash-test/deployments.ts';
import { sampleLog, started } from './sample-log.ts';
import { type Remains, verdict } from './verdict.ts';

const nothing: Remains = {
  ...{ deployments: [], campaigns: [], log: [], topics: [], letters: [], failedEvents: [], restless: [] },
  ...{ shown: new Map(), rebuilt: new Map() },
  exits: [['orchestrator', 0]],
};
const endless = {
  ...{ name: 'Spring', policy: 'rollback', workflow: { status: 'running' } },
  orchestration: { status: 'draft', mappings: [] },
} as unknown as Deployment;
const letter = { group: 'timers', topic: 'campaign-events', key: 'spring', reason: 'unreadable event' };

describe('The verdict on a chaos test', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(verdict(nothing)).toEqual([]);
  });

  it.each([
    ['a deployment that has not ended', { deployments: [endless] }, 'Spring: has not ended: running'],
    ['what the log says wrongly', { log: sampleLog([started]) }, 'workflow-one: ended 0 times'],
    [
      'what a topic lacks',
      {
        log: sampleLog([['BudgetChanged', 'orchestration-spring']]),
        topics: [{ topic: campaignEventsTopic, records: [] }],
      },
      'campaign-events: BudgetChanged at 1 is missing',
    ],
    ['a dead letter, with its reason', { letters: [letter] }, 'key spring: unreadable event'],
    ['an event that is not shown', { failedEvents: ['BudgetChanged at 1: odd'] }, 'could not take in BudgetChanged'],
    [
      'a row that is shown wrongly',
      { shown: new Map([['rules', ['{}']]]) },
      'read.rules: shows what the log does not say',
    ],
    ['what never came to rest', { restless: ['3 events are not published'] }, '3 events are not published'],
    ['a process that did not end well', { exits: [['sync-worker', 1]] as const }, 'sync-worker ended with 1'],
    ['a process that had to be killed', { exits: [['sync-worker', null]] as const }, 'sync-worker ended with null'],
  ])('names %s', (_, remains, fault) => {
    const faults = verdict({ ...nothing, ...remains });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});
