import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  after,
  cancelSchedule,
  complete,
  decided,
  deploy,
  draft,
  endFlight,
  endOf,
  id,
  later,
  now,
  pause,
  run,
  schedule,
  scheduled,
  soon,
  start,
  stateOf,
  still,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);
const onTime = start(1);
const anHourLate = '2026-03-02T01:00:00.000Z';

describe('a scheduled orchestration', () => {
  it('waits for its start', () => {
    const state = stateOf(after(...scheduled));
    expect(state).toMatchObject({ status: 'scheduled', start: { at: soon, missed: false } });
  });

  it('deploys itself at its start, once', () => {
    const history = after(...scheduled, onTime);
    expect(history.at(-1)).toMatchObject({
      type: 'DeploymentRequested',
      data: { workflowId: run(1), flight: { startAt: soon, endAt: '2026-04-01T00:00:00.000Z' } },
    });
    given(...history)
      .when(start(2))
      .thenNothing();
    given(...history, ...decided(history, endOf('deploy')))
      .when(start(3))
      .thenNothing();
  });

  it('does not start before its time, nor for a start that it does not have any more', () => {
    given(...after(...scheduled))
      .when(start(1, soon, now))
      .thenNothing();
    given(...after(...scheduled, schedule(later)))
      .when(onTime)
      .thenNothing();
  });

  it('starts at the time that it was moved to', () => {
    expect(decided(after(...scheduled, schedule(later)), start(1, later))).toMatchObject([
      { type: 'DeploymentRequested' },
    ]);
  });

  it('is a draft again when the schedule is cancelled, and does not start', () => {
    const cancelled = after(...scheduled, cancelSchedule());
    expect(stateOf(cancelled)).toMatchObject({ status: 'draft', start: null });
    given(...cancelled)
      .when(onTime)
      .thenNothing();
  });

  it('can be deployed before its time, and then does not start again', () => {
    const early = after(...scheduled, deploy(1), endOf('deploy'));
    expect(stateOf(early)).toMatchObject({ status: 'active', flight: { startAt: soon } });
    given(...early)
      .when(start(2))
      .thenNothing();
  });

  it('cannot be cancelled while it is being deployed', () => {
    given(...after(...scheduled, onTime))
      .when(cancelSchedule())
      .thenRejects('workflow-in-progress');
  });

  it.each([
    ['without a start', 'start-required', schedule(null as never)],
    ['with a start in the past', 'start-in-past', schedule('2026-02-01T00:00:00.000Z')],
    ['with an end before its start', 'schedule-reversed', schedule(soon, { endAt: now })],
  ])('is refused %s', (_, code, command) => {
    given(...after(draft()))
      .when(command)
      .thenRejects(code);
  });

  it('is refused while its creatives are missing, not only at its start', () => {
    given(...after(draft({ creativeRequirements: { meta: { min_creatives: 1 } } })))
      .when(schedule())
      .thenRejects('creative-requirements-unmet');
  });

  it('to what it is already scheduled for does nothing', () => {
    given(...after(...scheduled))
      .when(schedule())
      .thenNothing();
  });
});

describe('a start that nobody made in time', () => {
  const lately = (late: 'run' | 'skip' | 'ask') => after(draft(), schedule(soon, { late }));

  it('is made late when the schedule says so, and by default', () => {
    for (const history of [lately('run'), after(...scheduled)]) {
      expect(decided(history, start(1, soon, anHourLate))).toMatchObject([
        { type: 'DeploymentRequested', data: { flight: { startAt: anHourLate } } },
      ]);
    }
  });

  it('is left out when the schedule says so: it is a draft again, with the reason', () => {
    const history = [...lately('skip'), ...decided(lately('skip'), start(1, soon, anHourLate))];
    expect(history.at(-1)).toEqual({
      type: 'ScheduledStartMissed',
      data: {
        ...{ orchestrationId: id, startAt: soon, late: 'skip', at: anHourLate },
        reason: 'The start was due 60 minutes ago',
      },
    });
    expect(stateOf(history).status).toBe('draft');
  });

  it('waits for a person when the schedule says so', () => {
    const history = [...lately('ask'), ...decided(lately('ask'), start(1, soon, anHourLate))];
    expect(stateOf(history)).toMatchObject({ status: 'scheduled', start: { missed: true } });
    given(...history)
      .when(start(2, soon, anHourLate))
      .thenNothing();
    expect(decided(history, deploy(3, anHourLate))).toMatchObject([{ type: 'DeploymentRequested' }]);
    expect(decided(history, cancelSchedule(anHourLate))).toMatchObject([{ type: 'ScheduleCancelled' }]);
  });

  it('a few minutes late is in time', () => {
    expect(decided(lately('skip'), start(1, soon, '2026-03-02T00:14:00.000Z'))).toMatchObject([
      { type: 'DeploymentRequested' },
    ]);
  });

  it('that would have no flight any more is left out, with the reason', () => {
    const short = after(draft(), schedule(soon, { endAt: anHourLate }));
    expect(decided(short, start(1, soon, later))).toMatchObject([
      { type: 'ScheduledStartMissed', data: { late: 'skip', reason: 'The end of the flight lies in the past' } },
    ]);
  });
});

describe('the end of a flight', () => {
  const endAt = '2026-03-31T09:00:00.000Z';

  it('completes the orchestration, once', () => {
    const history = after(...active, endFlight(5, endAt));
    expect(history.at(-1)).toMatchObject({ type: 'CompletionRequested', data: { workflowId: run(5) } });
    const done = [...history, ...decided(history, endOf('complete', {}, endAt))];
    expect(stateOf(done).status).toBe('completed');
    given(...done)
      .when(endFlight(6, endAt))
      .thenNothing();
  });

  it('completes what is paused at once', () => {
    expect(decided(after(...active, pause(2), endOf('pause')), endFlight(5, endAt))).toMatchObject([
      { type: 'OrchestrationCompleted' },
    ]);
  });

  it('waits for the run under way, and comes again', () => {
    const busy = after(...active, pause(2));
    given(...busy)
      .when(endFlight(5, endAt))
      .thenRejects('workflow-in-progress');
  });

  it('comes again for what could not be stopped', () => {
    const half = after(...active, endFlight(5, endAt), endOf('complete', { meta: still('active') }, endAt));
    expect(stateOf(half).status).toBe('active');
    expect(decided(half, endFlight(6, endAt))).toMatchObject([
      { type: 'CompletionRequested', data: { targets: [{ platform: 'meta' }] } },
    ]);
  });

  it('is not before its time, and not that of a flight that is over', () => {
    given(...after(...active))
      .when(endFlight(5, endAt, later))
      .thenNothing();
    given(...after(...active, complete(3), endOf('complete')))
      .when(endFlight(5, endAt))
      .thenNothing();
  });
});
