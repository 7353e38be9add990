import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { at, changed, made, request, target, targetsOf } from './expected-events.ts';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  after,
  complete,
  decided,
  deploy,
  draft,
  endOf,
  failed,
  id,
  mixed,
  notMade,
  now,
  pause,
  paused,
  platforms,
  resume,
  stateOf,
  still,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

describe('pause', () => {
  it('asks for a pause of every active campaign', () => {
    given(...after(...active))
      .when(pause(2))
      .then({
        type: 'PauseRequested',
        data: request(
          2,
          platforms.map((platform) => target(platform, { status: 'active', ...made(platform) })),
        ),
      });
  });

  it('leaves out what is paused or was never made', () => {
    expect(targetsOf(decided(after(...mixed), pause(5)))).toEqual([['google', 'google-1']]);
  });

  it('that a platform refuses leaves the orchestration active, and the platform active with the error', () => {
    const history = after(...active, pause(2));
    given(...history)
      .when(endOf('pause', { google: still('active') })(history))
      .then(
        changed(2, 'meta', { status: 'paused', ...made('meta') }),
        changed(2, 'google', { status: 'active', ...made('google'), error: 'refused' }),
        changed(2, 'tiktok', { status: 'paused', ...made('tiktok') }),
        { type: 'WorkflowSettled', data: { ...at(2), workflowType: 'deactivation', outcome: 'partial', pushed: [] } },
      );
  });

  it('can be asked for again for what it did not reach, and then the orchestration is paused', () => {
    const history = after(...active, pause(2), endOf('pause', { google: still('active') }), pause(5), endOf('pause'));
    expect(stateOf(history).status).toBe('paused');
    expect(stateOf(history).mappings.map(({ status, error }) => [status, error])).toEqual([
      ['paused', null],
      ['paused', null],
      ['paused', null],
    ]);
  });

  it('is refused when no campaign is active', () => {
    given(...after(...paused))
      .when(pause(5))
      .thenRejects('illegal-transition');
  });
});

describe('resume', () => {
  it('asks for the activation of every paused campaign and makes the orchestration active', () => {
    const history = after(...paused, resume(5));
    expect(targetsOf(history.slice(-1))).toEqual([
      ['meta', 'meta-1'],
      ['google', 'google-1'],
      ['tiktok', 'tiktok-1'],
    ]);
    expect(stateOf(after(...paused, resume(5), endOf('resume'))).status).toBe('active');
  });

  it('never revives what was never deployed', () => {
    const history = after(draft(), deploy(1), endOf('deploy', { tiktok: notMade }), pause(2), endOf('pause'));
    expect(targetsOf(decided(history, resume(5)))).toEqual([
      ['meta', 'meta-1'],
      ['google', 'google-1'],
    ]);
  });

  it('never revives a campaign that a failed deployment left behind', () => {
    const leftBehind = { status: 'failed', error: 'not activated' } as const;
    const history = after(draft(), deploy(1), endOf('deploy', { tiktok: leftBehind }), pause(2), endOf('pause'));
    expect(targetsOf(decided(history, resume(5))).map(([platform]) => platform)).toEqual(['meta', 'google']);
  });

  it('never revives what is completed', () => {
    given(...after(...paused, complete(5)))
      .when(resume(6))
      .thenRejects('illegal-transition');
  });

  it('is refused when no campaign is paused', () => {
    given(...after(...active))
      .when(resume(5))
      .thenRejects('illegal-transition');
  });

  it('that works on some platforms only makes the orchestration active', () => {
    const history = after(...paused, resume(5), endOf('resume', { google: still('paused') }));
    expect(stateOf(history).status).toBe('active');
    expect(targetsOf(decided(history, resume(6)))).toEqual([['google', 'google-1']]);
  });

  it('that works nowhere leaves the orchestration paused', () => {
    const refused = { meta: still('paused'), google: still('paused'), tiktok: still('paused') };
    expect(stateOf(after(...paused, resume(5), endOf('resume', refused))).status).toBe('paused');
  });
});

describe('completion', () => {
  it('pauses what is active and is then final', () => {
    const history = after(...mixed, complete(5));
    expect(targetsOf(history.slice(-1))).toEqual([['google', 'google-1']]);
    given(...history)
      .when(endOf('complete')(history))
      .then(
        changed(5, 'google', { status: 'paused', ...made('google') }),
        { type: 'OrchestrationCompleted', data: at(5) },
        { type: 'WorkflowSettled', data: { ...at(5), workflowType: 'deactivation', outcome: 'completed', pushed: [] } },
      );
  });

  it.each([
    ['paused', paused],
    ['failed', failed],
  ] as const)('of a %s orchestration needs no run: nothing is active', (_, before) => {
    given(...after(...before))
      .when(complete(5))
      .then({ type: 'OrchestrationCompleted', data: { orchestrationId: id, workflowId: null, at: now } });
  });

  it('does not happen while a campaign is still active', () => {
    const history = after(...active, complete(5), endOf('complete', { google: still('active') }));
    expect(stateOf(history).status).toBe('active');
    expect(targetsOf(decided(history, complete(6)))).toEqual([['google', 'google-1']]);
  });
});
