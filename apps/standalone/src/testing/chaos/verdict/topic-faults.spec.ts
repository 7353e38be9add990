import { campaignEventsTopic, platformOperationsTopic } from '@campaigns/contracts';
import { type ReadRecord, type Topic, toMessage } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { sampleLog, story } from './sample-log.ts';
import { topicFaults } from './topic-faults.ts';

const log = sampleLog(story);

/** The topic as the relay should fill it: one key, so one partition. */
const recordsOf = (topic: Topic): readonly ReadRecord[] =>
  log.flatMap((event, index) => {
    const key = topic.keyOf(event);
    if (key === undefined) return [];
    const message = toMessage(event, key);
    const record = { ...message, key: Buffer.from(message.key), value: Buffer.from(message.value) };
    // As many keys, as many partitions.
    const partition = [...new Set(log.map(topic.keyOf))].indexOf(key);
    return [{ topic: topic.name, partition, offset: BigInt(index), record }];
  });

const whole = recordsOf(campaignEventsTopic);
const faultsIn = (records: readonly ReadRecord[]): readonly string[] => topicFaults(log, campaignEventsTopic, records);
const changed = (index: number, change: (record: ReadRecord) => ReadRecord): readonly ReadRecord[] =>
  whole.map((each, at) => (at === index ? change(each) : each));
const withHeader =
  (name: string, value: string) =>
  (each: ReadRecord): ReadRecord => ({
    ...each,
    record: { ...each.record, headers: { ...each.record.headers, [name]: value } },
  });
const at = (index: number): ReadRecord => whole[index] as ReadRecord;

describe('The verdict on a topic', () => {
  it('finds nothing wrong with every event of the topic once and in order', () => {
    expect(whole).toHaveLength(story.length);
    expect(faultsIn(whole)).toEqual([]);
    expect(topicFaults(log, platformOperationsTopic, recordsOf(platformOperationsTopic))).toEqual([]);
  });

  it.each([
    ['an event that was lost', whole.toSpliced(1, 1), 'OperationRequested at 2 is missing'],
    ['an event that the relay published twice', [...whole, at(5)], 'WorkflowCompleted at 6 was published 2 times'],
    ['events of one key out of order', [at(4), at(0), ...whole.slice(1, 4), at(5)], 'the key spring is out of order'],
    ['one key in two partitions', changed(5, (each) => ({ ...each, partition: 11 })), 'lies in the partitions'],
    ['a record that is no event', changed(2, withHeader('ce_specversion', '0.3')), 'is unreadable'],
    [
      'an event that is not in the log',
      changed(3, withHeader('ce_id', '0b14bd3b-6b1f-4a52-8ef8-0f1f2f6e7f01')),
      'not in the log',
    ],
    ['an event that was changed on the way', changed(3, withHeader('ce_revision', '9')), 'not as it is in the log'],
    [
      'an event under another key',
      changed(5, (each) => ({ ...each, record: { ...each.record, key: Buffer.from('autumn') } })),
      'has the key autumn instead of spring',
    ],
  ])('names %s', (_, records, fault) => {
    expect(faultsIn(records).join('\n')).toContain(fault);
  });
});
