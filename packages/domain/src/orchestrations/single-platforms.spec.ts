import { ruleId } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { changed, made, targetsOf } from './expected-events.ts';
import { ledgerOf } from './ledger.ts';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  after,
  complete,
  decided,
  draft,
  endOf,
  mixed,
  pause,
  paused,
  type platforms,
  reach,
  refusalOf,
  resume,
  run,
  stateOf,
  still,
  sync,
  unit,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

type Platforms = readonly (typeof platforms)[number][];
const pauseOf = (n: number, ...only: Platforms) =>
  ({ type: 'RequestPause', data: { ...pause(n).data, platforms: only } }) as const;
const resumeOf = (n: number, ...only: Platforms) =>
  ({ type: 'RequestResume', data: { ...resume(n).data, platforms: only } }) as const;

const statusesOf = (history: ReturnType<typeof after>) => stateOf(history).mappings.map(({ status }) => status);
const metaPaused = [...active, pauseOf(2, 'meta'), endOf('pause')] as const;

describe('a pause of single platforms', () => {
  it('is about those alone, and leaves the orchestration active', () => {
    const history = after(...active, pauseOf(2, 'meta'));
    expect(targetsOf(history.slice(-1))).toEqual([['meta', 'meta-1']]);
    expect(decided(history, endOf('pause'))).toMatchObject([
      changed(2, 'meta', { status: 'paused', ...made('meta') }),
      { type: 'WorkflowSettled' },
    ]);
    expect(stateOf(after(...metaPaused))).toMatchObject({ status: 'active' });
    expect(statusesOf(after(...metaPaused))).toEqual(['paused', 'active', 'active']);
  });

  it('makes the orchestration paused when no campaign is active afterwards', () => {
    const history = after(...metaPaused, pauseOf(3, 'tiktok', 'google'));
    expect(targetsOf(history.slice(-1)).map(([platform]) => platform)).toEqual(['google', 'tiktok']);
    expect(stateOf([...history, ...decided(history, endOf('pause'))]).status).toBe('paused');
  });

  it('says which rule asked for it', () => {
    const id = ruleId.parse('9c4f1e7a-5b3d-4a68-8f02-1d7e6c5b4a30');
    const byRule = { ...pauseOf(2, 'meta'), data: { ...pauseOf(2, 'meta').data, ruleId: id } };
    expect(decided(after(...active), byRule)).toMatchObject([{ data: { cause: 'rule', ruleId: id } }]);
    expect(decided(after(...active), pauseOf(2, 'meta'))[0]?.data).not.toHaveProperty('cause');
  });

  it('is refused as a whole when one of them is not active, and says which', () => {
    const refusal = refusalOf(stateOf(after(...mixed)), pauseOf(5, 'google', 'meta'));
    expect(refusal).toMatchObject({
      code: 'illegal-transition',
      details: { status: 'active', action: 'pause', platform: 'meta' },
    });
  });

  it('is refused for a platform that the orchestration does not span', () => {
    const without = draft({
      mappings: draft().data.mappings.slice(0, 2),
      allocation: draft().data.allocation.slice(0, 2),
    });
    const history = after(without, ...active.slice(1));
    expect(refusalOf(stateOf(history), pauseOf(5, 'tiktok'))).toMatchObject({
      code: 'platform-not-in-orchestration',
      details: { platform: 'tiktok' },
    });
  });

  it('of no platform at all is refused', () => {
    given(...after(...active))
      .when(pauseOf(5))
      .thenRejects('illegal-transition');
  });

  it('does nothing the second time', () => {
    given(...after(...active, pauseOf(2, 'meta')))
      .when(pauseOf(2, 'meta'))
      .thenNothing();
  });

  it('keeps the part of the budget that the platform has', () => {
    const before = ledgerOf(stateOf(after(...active)));
    expect(ledgerOf(stateOf(after(...metaPaused)))).toEqual(before);
    expect(before.map(({ appliedMicros, reservedMicros }) => appliedMicros + reservedMicros)).toEqual(
      [50, 30, 20].map((part) => part * unit),
    );
  });

  it('is what a sync from then on finds meant: paused there, active elsewhere', () => {
    expect(decided(after(...metaPaused), sync(5))).toMatchObject([
      {
        data: {
          targets: [
            { platform: 'meta', status: 'paused', lastApplied: { status: 'paused' } },
            { platform: 'google', status: 'active' },
            { platform: 'tiktok', status: 'active' },
          ],
        },
      },
    ]);
  });

  it('is no stop for a budget that is spent meanwhile: the other platforms are paused when it has ended', () => {
    const spent = after(...active, pauseOf(2, 'meta'), reach(5, 100));
    expect(spent.at(-1)).toMatchObject({ type: 'BudgetReached' });
    expect(decided(spent, endOf('pause')).at(-1)).toMatchObject({
      type: 'PauseRequested',
      data: { workflowId: run(5), cause: 'budget', targets: [{ platform: 'google' }, { platform: 'tiktok' }] },
    });
  });

  it('leaves the rest for a completion, after which all are paused', () => {
    const history = after(...metaPaused, complete(5));
    expect(targetsOf(history.slice(-1)).map(([platform]) => platform)).toEqual(['google', 'tiktok']);
    expect(stateOf([...history, ...decided(history, endOf('complete'))]).status).toBe('completed');
  });
});

describe('a resume of single platforms', () => {
  it('of an active orchestration starts what was paused alone', () => {
    const history = after(...metaPaused, resumeOf(3, 'meta'));
    expect(targetsOf(history.slice(-1))).toEqual([['meta', 'meta-1']]);
    expect(statusesOf([...history, ...decided(history, endOf('resume'))])).toEqual(['active', 'active', 'active']);
  });

  it('of a paused orchestration makes it active, and leaves the others paused', () => {
    const history = after(...paused, resumeOf(5, 'google'), endOf('resume'));
    expect(stateOf(history).status).toBe('active');
    expect(statusesOf(history)).toEqual(['paused', 'active', 'paused']);
    expect(targetsOf(decided(history, resume(6))).map(([platform]) => platform)).toEqual(['meta', 'tiktok']);
  });

  it('is refused for what is active already, or was never made', () => {
    for (const platform of ['google', 'tiktok'] as const) {
      expect(refusalOf(stateOf(after(...mixed)), resumeOf(5, platform))?.details).toEqual({
        ...{ status: 'active', action: 'resume', platform },
      });
    }
  });

  it('that fails leaves it paused, so that it can be asked for again', () => {
    const history = after(...metaPaused, resumeOf(3, 'meta'), endOf('resume', { meta: still('paused') }));
    expect(targetsOf(decided(history, resumeOf(4, 'meta')))).toEqual([['meta', 'meta-1']]);
  });
});
