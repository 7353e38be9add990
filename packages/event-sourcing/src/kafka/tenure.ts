import { setTimeout as sleep } from 'node:timers/promises';
import type { Assignment } from './assignment.ts';

/** A member's time with its partitions: from a join of its group to the next. */
export type Tenure = Readonly<{
  begin: (assignment: Assignment, memberId: string) => void;
  /** What to work on; `undefined` while it is given away and until the next join. */
  current: () => Assignment | undefined;
  /** Finishes what is in hand and gives the partitions away; once, however often it is asked for. */
  end: () => Promise<void>;
  isOver: () => boolean;
  /** Per partition, the last offset finished before the partitions were given away, under the same name. */
  leftAt: (memberId: string) => ReadonlyMap<number, bigint>;
}>;

export type TenureOptions = Readonly<{
  /** How long a message in hand is waited for. After that its partition is given away all the same. */
  limitMs: number;
  heartbeatMs: number;
  /** Tells the group that this member is alive; the client itself does not, while it waits. */
  beat: () => void;
  commit: (assignment: Assignment) => Promise<void>;
  onLate: () => void;
}>;

export const tenure = ({ limitMs, heartbeatMs, beat, commit, onLate }: TenureOptions): Tenure => {
  let assignment: Assignment | undefined;
  let ending: Promise<void> | undefined;
  let name = '';
  let left: ReadonlyMap<number, bigint> = new Map();

  const giveAway = async (given: Assignment): Promise<void> => {
    const beating = setInterval(beat, heartbeatMs);
    const waiting = new AbortController();
    const late = sleep(limitMs, 'late', { signal: waiting.signal }).catch(() => 'in time');
    const outcome = await Promise.race([given.drain(), late]);
    waiting.abort();
    clearInterval(beating);
    if (outcome === 'late') onLate();
    await commit(given);
    left = new Map([...left, ...given.finished()]);
    given.abandon();
    assignment = undefined;
    ending = undefined;
  };

  return {
    begin: (next, memberId) => {
      if (memberId !== name) left = new Map();
      name = memberId;
      assignment = next;
    },
    current: () => (ending === undefined ? assignment : undefined),
    end: () => {
      if (assignment === undefined) return Promise.resolve();
      ending ??= giveAway(assignment);
      return ending;
    },
    isOver: () => assignment === undefined,
    leftAt: (memberId) => (memberId === name ? left : new Map()),
  };
};
