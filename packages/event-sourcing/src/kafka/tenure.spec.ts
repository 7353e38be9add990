import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Assignment } from './assignment.ts';
import { tenure } from './tenure.ts';

describe('A tenure of partitions', () => {
  let happened: string[];
  let finishWork: () => void;

  beforeEach(() => {
    happened = [];
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const assignment = (finished: ReadonlyMap<number, bigint> = new Map()): Assignment => {
    const { promise: worked, resolve } = Promise.withResolvers<void>();
    finishWork = resolve;
    return {
      partitions: [0],
      read: () => undefined,
      readLetters: () => undefined,
      isFull: () => false,
      pump: () => undefined,
      finished: () => finished,
      drain: () => worked,
      abandon: () => void happened.push('abandoned'),
    };
  };
  const held = () =>
    tenure({
      limitMs: 1_000,
      heartbeatMs: 100,
      beat: () => void happened.push('beat'),
      commit: async () => void happened.push('committed'),
      onLate: () => void happened.push('late'),
    });

  it('ends when what is in hand is finished, which is committed first', async () => {
    const owning = held();
    owning.begin(assignment(), 'member-1');
    const ended = owning.end();
    expect(owning.current()).toBeUndefined();
    expect(owning.isOver()).toBe(false);
    await jest.advanceTimersByTimeAsync(250);
    finishWork();
    await ended;
    expect(owning.isOver()).toBe(true);
    expect(happened).toEqual(['beat', 'beat', 'committed', 'abandoned']);
  });

  it('ends late when what is in hand takes longer than the group waits', async () => {
    const owning = held();
    owning.begin(assignment(), 'member-1');
    const ended = owning.end();
    await jest.advanceTimersByTimeAsync(1_000);
    await ended;
    expect(happened.filter((each) => each !== 'beat')).toEqual(['late', 'committed', 'abandoned']);
  });

  it('ends once, however often it is asked to', async () => {
    const owning = held();
    owning.begin(assignment(), 'member-1');
    const ended = [owning.end(), owning.end()];
    finishWork();
    await Promise.all(ended);
    await owning.end();
    expect(happened).toEqual(['committed', 'abandoned']);
  });

  it('remembers where it ended for a member that was never out of the group, and for no other', async () => {
    const owning = held();
    owning.begin(assignment(new Map([[0, 41n]])), 'member-1');
    finishWork();
    await owning.end();
    expect(owning.leftAt('member-1')).toEqual(new Map([[0, 41n]]));
    expect(owning.leftAt('member-2')).toEqual(new Map());
    owning.begin(assignment(), 'member-2');
    expect(owning.leftAt('member-2')).toEqual(new Map());
  });
});
