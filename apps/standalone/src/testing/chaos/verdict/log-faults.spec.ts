import { describe, expect, it } from '@jest/globals';
import { logFaults } from './log-faults.ts';
import {
  called,
  completed,
  deferred,
  lookedFor,
  requested,
  type Sample,
  sampleLog,
  settled,
  started,
  story,
  succeeded,
} from './sample-log.ts';

const faultsIn = (...samples: readonly Sample[]): readonly string[] => logFaults(sampleLog(samples));

describe('The verdict on the log', () => {
  it('finds nothing wrong when everything has ended once', () => {
    expect(faultsIn(...story)).toEqual([]);
  });

  it('finds nothing wrong with a creation that was called again after it had been looked for', () => {
    const again = [called, deferred, lookedFor, deferred, lookedFor, deferred, called];
    expect(faultsIn(started, requested, ...again, succeeded, settled, completed)).toEqual([]);
  });

  it.each([
    ['a workflow that never ended', [started, requested, called, succeeded, settled], 'workflow-one: ended 0 times'],
    ['a workflow that ended twice', [...story, completed], 'workflow-one: ended 2 times'],
    [
      'an operation that nobody ended',
      [started, requested, called, settled, completed],
      'operation one: ended 0 times',
    ],
    ['an operation that two workers ended', [...story, succeeded], 'operation one: ended 2 times'],
    ['work on an operation that had ended', [...story, lookedFor], 'operation one: OperationAttempted after its end'],
    [
      'an end of which its workflow never heard',
      [started, requested, called, succeeded, completed],
      'operation one: its workflow took its end in 0 times',
    ],
    [
      'an end that its workflow took in twice',
      [started, requested, called, succeeded, settled, settled, completed],
      'operation one: its workflow took its end in 2 times',
    ],
    [
      'a creation that was cut off and called again blindly',
      [started, requested, called, called, succeeded, settled, completed],
      'operation one: created again without a look',
    ],
  ])('names %s', (_, samples, fault) => {
    expect(faultsIn(...samples)).toEqual([fault]);
  });

  it('names an event that is in the log twice', () => {
    const log = sampleLog(story);
    const [first] = log;
    expect(logFaults([...log, ...(first === undefined ? [] : [first])])).toContain(
      `event ${first?.metadata.eventId}: 2 times in the log`,
    );
  });
});
