import { codecs, type StoredEvent } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { campaignHistory, type RecordedAppend } from './campaign-history.ts';
import { copyMaker } from './copies.ts';

let history: readonly RecordedAppend[];
beforeAll(async () => {
  history = await campaignHistory(2);
});

const typesIn = (appends: readonly RecordedAppend[]): readonly string[] =>
  appends.flatMap(({ events }) => events.map(({ type }) => type));

describe('The history of a campaign', () => {
  it('goes from its connections to a deployment and as many syncs as wanted', () => {
    const types = typesIn(history);
    expect(types[0]).toBe('ConnectionRegistered');
    expect(types.filter((type) => type === 'OrchestrationActivated')).toHaveLength(1);
    expect(types.filter((type) => type === 'WorkflowCompleted')).toHaveLength(3);
    expect(types.filter((type) => type === 'DailyMetricsReported')).toHaveLength(6);
    expect(types.at(-1)).toBe('WorkflowSettled');
  });
});

describe('Copies of a history', () => {
  it('lie in one log beside each other, each as complete as the first', async () => {
    const store = inMemoryEventStore();
    const copy = copyMaker(history);
    for (const { stream, expected, events } of [...copy(0), ...copy(1), ...copy(2)]) {
      expect((await store.append(stream, expected, events)).outcome).toBe('appended');
    }
    expect(typesIn(copy(2))).toEqual(typesIn(history));
    const log = await store.readAll('start', 100_000);
    expect(new Set(log.map(({ metadata }) => metadata.orgId)).size).toBe(3);
  });

  it('are readable by the contract, and keep together what belongs together', () => {
    const campaigns = new Set<unknown>();
    for (const { stream, events } of copyMaker(history)(77)) {
      const category = stream.slice(0, stream.indexOf('-')) as keyof typeof codecs;
      for (const event of events) {
        const { data } = codecs[category].decode({ ...event, stream } as unknown as StoredEvent);
        if ('orchestrationId' in data) campaigns.add(data.orchestrationId);
        if (category === 'orchestration') expect(stream).toBe(`orchestration-${[...campaigns].at(-1)}`);
      }
    }
    expect(campaigns.size).toBe(1);
  });
});
