import { fold } from '@campaigns/event-sourcing';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import type { WorkflowInput } from './input.ts';
import { type OperatorCommand, operatorDecider } from './operator.ts';
import {
  type Asked,
  answeredAt,
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failed,
  failing,
  goOn,
  live,
  openIn,
  outcomesOf,
  play,
  react,
  request,
  requestedAt,
  say,
  succeeded,
  sync,
  target,
} from './testing/scripted-run.ts';

const now = '2026-03-01T10:00:00.000Z';
const create = 'create_platform_campaigns';
const retry = (step: Parameters<typeof about>[0], platform?: 'meta' | 'google' | 'tiktok'): OperatorCommand => ({
  type: 'RetryStep',
  data: about(step, platform),
});
const about = (step: Asked['step'], platform?: 'meta' | 'google' | 'tiktok') => ({ step, platform, now });
const skip = (step: Asked['step'], platform?: 'meta' | 'google' | 'tiktok'): OperatorCommand => ({
  type: 'SkipStep',
  data: { ...about(step, platform), reason: 'Under review' },
});
const resume: OperatorCommand = { type: 'ResumeRun', data: { now } };
const cancel: OperatorCommand = { type: 'CancelRun', data: { reason: 'Changed offer', now } };

const unknownOn =
  (...operations: readonly string[]) =>
  (asked: Asked): WorkflowInput =>
    operations.includes(`${asked.task.kind} ${asked.platform}`)
      ? failed(asked, { class: 'unknown-outcome', code: '', message: 'No answer' })
      : succeeded(asked);

/** A deployment that asks, stopped where Google's campaign could not be created. */
const waiting = play(deployment('ask'), { answer: failing('create-campaign google') });
const creations = (events: Parameters<typeof askedFor>[0]) =>
  eventsOf(events, 'OperationRequested').flatMap(({ data }) =>
    data.task.kind === 'create-campaign' ? [{ ...data, task: data.task }] : [],
  );

describe('A deployment that asks', () => {
  it('stops in the step in which a platform failed, when all that was in flight has settled, and says why', () => {
    expect(askedFor(waiting)).toHaveLength(6);
    expect(openIn(waiting)).toEqual([]);
    expect(waiting.at(-1)).toEqual({
      type: 'OperatorNeeded',
      data: {
        ...{ workflowId: waiting[0]?.data.workflowId, orchestrationId: waiting[0]?.data.orchestrationId },
        ...{ step: create, reason: 'google: The platform refused (100)', at: answeredAt },
      },
    });
  });

  it('stops before anybody is asked when something was wrong before', () => {
    const events = react([], deployment('ask', [target('meta', { budget: { micros: 0, currency: 'USD' } })]));
    expect(events.at(-1)).toMatchObject({ type: 'OperatorNeeded', data: { step: 'validate_configuration' } });
  });

  it('goes through like any other when nothing fails', () => {
    expect(play(deployment('ask')).at(-1)?.type).toBe('WorkflowCompleted');
  });
});

describe('Trying a step again', () => {
  const again = say(waiting, retry(create));

  it('asks for what failed, and for nothing else, as a new operation that looks for the same tag first', () => {
    const [, first] = creations(waiting);
    expect(askedFor(again).slice(6)).toEqual(['create-campaign google']);
    const last = creations(again).at(-1);
    expect(last?.operationId).not.toBe(first?.operationId);
    expect(last?.task).toEqual({ ...first?.task, mayExist: true });
    expect(first?.task.mayExist).toBeUndefined();
  });

  it('goes on to the end when it succeeds', () => {
    const events = goOn(again);
    expect(events.at(-1)?.type).toBe('WorkflowCompleted');
    expect(outcomesOf(events)).toEqual(['meta: active meta-1', 'google: active google-1', 'tiktok: active tiktok-1']);
    expect(eventsOf(events, 'StepCompleted').map(({ data }) => data.failedPlatforms)).toEqual([[], [], [], []]);
  });

  it('is a further operation each time, under ids that follow from what was said', () => {
    const third = say(goOn(again, { answer: failing('create-campaign google') }), retry(create));
    const ids = creations(third).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(5);
    expect(third.at(-1)?.type).toBe('OperationRequested');
    const elsewhere = say(
      goOn(say(waiting, retry(create)), { answer: failing('create-campaign google') }),
      retry(create),
    );
    expect(creations(elsewhere).map(({ operationId }) => operationId)).toEqual(ids);
  });

  it('does nothing while what it is about is being tried', () => {
    expect(say(again, retry(create))).toEqual(again);
    expect(say(react([], deployment('rollback')), retry('validate_configuration')).length).toBe(5);
  });

  it('is about one platform where one is named; the others still wait for a word', () => {
    const both = play(deployment('ask'), { answer: failing('create-campaign google', 'create-campaign tiktok') });
    const one = say(both, retry(create, 'google'));
    expect(askedFor(one).slice(6)).toEqual(['create-campaign google']);
    const then = goOn(one);
    expect(then.at(-1)).toMatchObject({
      type: 'OperatorNeeded',
      data: { reason: 'tiktok: The platform refused (100)' },
    });
    expect(goOn(say(then, retry(create, 'tiktok'))).at(-1)?.type).toBe('WorkflowCompleted');
  });

  it('makes no second campaign where nobody knows whether there is one', () => {
    const lost = play(deployment('ask'), { answer: unknownOn('create-campaign google') });
    const [first, second] = creations(say(lost, retry(create))).filter(({ platform }) => platform === 'google');
    expect(second?.task).toEqual({ ...first?.task, mayExist: true });
  });

  it('looks for the ad group and the ads that may be there', () => {
    const creatives = [{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero', format: 'image' as const }];
    const stopped = play(deployment('ask', [target('meta')], { creatives }), { answer: failing('create-ad meta') });
    const tasks = eventsOf(say(stopped, retry('create_ads')), 'OperationRequested').map(({ data }) => data.task);
    expect(tasks.slice(-2)).toMatchObject([
      { kind: 'create-ad', mayExist: false },
      { kind: 'create-ad', mayExist: true },
    ]);
  });

  it('cannot help where something was wrong before anybody was asked', () => {
    const faulty = [target('meta', { budget: { micros: 0, currency: 'USD' } }), target('google')];
    const stopped = react([], deployment('ask', faulty));
    expect(() => say(stopped, retry('validate_configuration'))).toThrow('There is nothing to retry');
    expect(outcomesOf(goOn(say(stopped, skip('validate_configuration'))))).toEqual([
      'meta: failed without campaign, error',
      'google: active google-1',
    ]);
  });

  it.each([
    ['another step', retry('activate_campaigns')],
    ['a platform that did not fail', retry(create, 'meta')],
    ['a platform that did not fail, to be skipped', skip(create, 'meta')],
  ])('is refused for %s', (_, command) => {
    expect(() => say(waiting, command)).toThrow(expect.objectContaining({ code: 'no-such-failure' }));
  });
});

describe('Skipping', () => {
  const skipped = say(waiting, skip(create, 'google'));

  it('goes on without that platform, which is reported with the reason', () => {
    const events = goOn(skipped);
    expect(askedFor(events)).not.toContain('push-settings google');
    expect(outcomesOf(events)).toEqual([
      'meta: active meta-1',
      'google: failed without campaign, error',
      'tiktok: active tiktok-1',
    ]);
    expect(endOf(events).data.outcomes[1]?.error).toBe('The platform refused (100); Skipped: Under review');
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true, ending: 'failed' } });
  });

  it('asks again when something else fails later', () => {
    const later = goOn(skipped, { answer: failing('activate-campaign meta') });
    expect(later.at(-1)).toMatchObject({ type: 'OperatorNeeded', data: { step: 'activate_campaigns' } });
  });
});

describe('Going on', () => {
  it('leaves out what failed, and asks nobody any more', () => {
    const events = goOn(say(waiting, resume), { answer: failing('activate-campaign meta') });
    expect(eventsOf(events, 'OperatorNeeded')).toHaveLength(1);
    expect(outcomesOf(events)).toEqual([
      'meta: failed meta-1, error',
      'google: failed without campaign, error',
      'tiktok: active tiktok-1',
    ]);
  });
});

describe('Cancelling', () => {
  it('starts nothing new, waits for what is in flight, and removes what was made, the last first', () => {
    const begun = react([], deployment('continue'));
    const creating = openIn(begun).reduce((events, asked) => react(events, succeeded(asked)), begun);
    const [meta] = openIn(creating);
    const cancelled = say(react(creating, succeeded(meta as Asked)), cancel);
    expect(cancelled.at(-1)?.type).toBe('OperatorActed');
    const events = goOn(cancelled);
    expect(askedFor(events).slice(6)).toEqual([
      'remove-campaign tiktok',
      'remove-campaign google',
      'remove-campaign meta',
    ]);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowFailed',
      data: { ending: 'cancelled', orphans: [], reason: 'Cancelled: Changed offer', partial: false },
    });
    expect(outcomesOf(events)).toEqual([
      'meta: pending without campaign',
      'google: pending without campaign',
      'tiktok: pending without campaign',
    ]);
    expect(eventsOf(events, 'StepCompleted').map(({ data }) => data.step)).toEqual([
      'validate_configuration',
      create,
      'roll_back',
    ]);
  });

  it('undoes an activation that succeeds after it', () => {
    const live = play(deployment('continue'), {
      answer: (asked) => (asked.task.kind === 'activate-campaign' ? succeeded(asked) : succeeded(asked)),
    });
    const last = live.findLastIndex(({ type }) => type === 'OperationRequested');
    const activating = live.slice(0, last + 1);
    const events = goOn(say(activating, cancel));
    expect(askedFor(events).slice(-6)).toEqual([
      ...['pause-campaign tiktok', 'pause-campaign google', 'pause-campaign meta'],
      ...['remove-campaign tiktok', 'remove-campaign google', 'remove-campaign meta'],
    ]);
  });

  it('of a deployment that waits for a person removes at once what is there', () => {
    const events = goOn(say(waiting, cancel));
    expect(askedFor(events).slice(6)).toEqual(['remove-campaign tiktok', 'remove-campaign meta']);
    expect(endOf(events)).toMatchObject({ data: { ending: 'cancelled' } });
    expect(eventsOf(events, 'StepFailed').map(({ data }) => data.step)).toEqual([create]);
  });

  it('ends at once where nothing was made', () => {
    const stopped = play(deployment('ask'), { answer: failing('verify-account meta') });
    expect(endOf(say(stopped, cancel))).toMatchObject({ data: { ending: 'cancelled', rolledBack: [] } });
  });

  it('names what is left, or may be, when it cannot put everything back', () => {
    const stopped = play(deployment('ask'), { answer: unknownOn('create-campaign google') });
    const tag = creations(stopped)[1]?.task.tag;
    const events = goOn(say(stopped, cancel), { answer: failing('remove-campaign meta') });
    expect(endOf(events)).toMatchObject({
      data: {
        ending: 'partially_compensated',
        orphans: [
          { platform: 'meta', platformCampaignId: 'meta-1', reason: 'The platform refused (100)' },
          { platform: 'google', platformCampaignId: null, tag, reason: 'It may have been made' },
        ],
      },
    });
  });

  it('happens once', () => {
    const cancelled = say(react([], deployment('rollback')), cancel);
    expect(say(cancelled, { ...cancel, data: { reason: 'Again', now } } as OperatorCommand)).toEqual(cancelled);
  });

  it('says of a step that was cut short that it was', () => {
    const creatives = [1, 2].map((n) => ({
      ...{ creativeId: `c0000000-0000-4000-8000-00000000000${n}`, name: `Hero ${n}`, format: 'image' as const },
    }));
    const whole = play(deployment('continue', [target('meta')], { creatives }));
    const firstAd = whole.findIndex(
      (event) => event.type === 'OperationRequested' && event.data.task.kind === 'create-ad',
    );
    const events = goOn(say(whole.slice(0, firstAd + 1), cancel));
    expect(askedFor(events).slice(-2)).toEqual(['create-ad meta', 'remove-campaign meta']);
    expect(eventsOf(events, 'StepFailed').map(({ data }) => data)).toMatchObject([
      { step: 'create_ads', error: 'Cancelled: Changed offer' },
    ]);
  });

  it('of a pause activates again what it paused, and nothing else', () => {
    const targets = [live('meta'), live('google'), live('tiktok', { status: 'paused' })];
    const begun = react([], request('PauseRequested', targets));
    const events = goOn(say(begun, cancel), { answer: failing('pause-campaign google') });
    expect(askedFor(events).slice(3)).toEqual(['activate-campaign meta']);
    expect(outcomesOf(events)).toEqual([
      'meta: active meta-1',
      'google: active google-1, error',
      'tiktok: paused tiktok-1',
    ]);
    expect(endOf(events)).toMatchObject({ data: { ending: 'cancelled', orphans: [] } });
  });

  it('of a pause also activates what may have been paused', () => {
    const begun = react([], request('PauseRequested', [live('meta')]));
    expect(askedFor(goOn(say(begun, cancel), { answer: unknownOn('pause-campaign meta') })).at(-1)).toBe(
      'activate-campaign meta',
    );
  });

  it('of a resumption pauses again what it activated, and names what still spends', () => {
    const paused = [live('meta', { status: 'paused' }), live('google', { status: 'paused' })];
    const begun = react([], request('ResumeRequested', paused));
    const events = goOn(say(begun, cancel), { answer: failing('pause-campaign google') });
    expect(askedFor(events).slice(2)).toEqual(['pause-campaign meta', 'pause-campaign google']);
    expect(outcomesOf(events)).toEqual(['meta: paused meta-1', 'google: active google-1, error']);
    expect(endOf(events)).toMatchObject({
      data: { ending: 'partially_compensated', orphans: [{ platform: 'google', platformCampaignId: 'google-1' }] },
    });
  });

  it('of a sync undoes nothing, and says what was not done', () => {
    const usd = (micros: number) => ({ micros, currency: 'USD' });
    const begun = react(
      [],
      sync('settings', [
        live('meta', { budget: usd(3), previousBudget: usd(5) }),
        live('google', { budget: usd(7), previousBudget: usd(5) }),
      ]),
    );
    const events = goOn(say(begun, cancel));
    expect(askedFor(events)).toEqual(['push-settings meta']);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowFailed',
      data: {
        ending: 'cancelled',
        outcomes: [
          { platform: 'meta', error: null, pushed: true },
          { platform: 'google', error: expect.stringContaining('cancelled'), pushed: false },
        ],
      },
    });
  });
});

describe('A run that has ended', () => {
  const { given } = specFor(operatorDecider);
  const ended = play(deployment('continue'));

  it.each([retry(create), resume, skip(create), cancel])('takes no word any more: $type', (command) => {
    expect(() => say(ended, command)).toThrow(
      expect.objectContaining({ code: 'illegal-transition', details: expect.objectContaining({ status: 'ended' }) }),
    );
  });

  it.each([resume, skip(create)])('neither does one that goes on by itself: $type', (command) => {
    expect(() => say(react([], deployment('continue')), command)).toThrow(
      expect.objectContaining({ details: { status: 'running', action: expect.any(String) } }),
    );
  });

  it('neither does one that never was', () => given().when(cancel).thenRejects('workflow-not-found'));
});

describe('How a run ends', () => {
  const endingOf = (events: Parameters<typeof endOf>[0]) => {
    const end = endOf(events);
    return end.type === 'WorkflowFailed' ? end.data.ending : 'completed';
  };

  it.each([
    ['failed', 'nothing had been made', failing('verify-account meta')],
    ['compensated', 'everything was removed again', failing('push-settings google')],
    [
      'partially_compensated',
      'something could not be removed',
      failing('push-settings google', 'remove-campaign meta'),
    ],
    ['partially_compensated', 'something may be left', unknownOn('create-campaign google')],
  ] as const)('%s: %s', (ending, _, answer) => {
    expect(endingOf(play(deployment('rollback'), { answer }))).toBe(ending);
  });

  it('failed, with what may be left, where the others went on', () => {
    const events = play(deployment('continue'), { answer: unknownOn('create-campaign google') });
    expect(endOf(events)).toMatchObject({
      data: { ending: 'failed', partial: true, orphans: [{ platform: 'google', platformCampaignId: null }] },
    });
  });

  it('names what it made under the campaign of an earlier deployment, which stays', () => {
    const creatives = [{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero', format: 'image' as const }];
    const left = target('meta', { platformCampaignId: 'meta-7', tag: 'op-7' });
    const events = play(deployment('rollback', [left, target('google')], { creatives }), {
      answer: failing('activate-campaign google'),
    });
    expect(endOf(events)).toMatchObject({
      data: { ending: 'partially_compensated', orphans: [{ platform: 'meta', platformCampaignId: 'meta-7' }] },
    });
  });
});

describe('A deployment after one of which nobody knows what it made', () => {
  it('looks for that first, by the tag of then', () => {
    const events = play(deployment('continue', [target('meta', { tag: 'op-lost' }), target('google')]));
    expect(creations(events).map(({ task: { tag, mayExist } }) => [tag === 'op-lost', mayExist])).toEqual([
      [true, true],
      [false, undefined],
    ]);
  });
});

describe('What a run asks for', () => {
  it('has a time after which it is given up, counted from when it is asked for', () => {
    const deployed = eventsOf(play(deployment('rollback')), 'OperationRequested');
    expect(deployed[0]?.data).toMatchObject({ at: requestedAt, deadline: '2026-03-02T09:00:00.000Z' });
    const hours = (input: WorkflowInput) =>
      eventsOf(react([], input), 'OperationRequested').map(
        ({ data }) => (Date.parse(data.deadline ?? '') - Date.parse(data.at)) / 3_600_000,
      );
    expect(hours(request('PauseRequested', [live('meta')]))).toEqual([6]);
    expect(hours(sync('performance', [live('meta')]))).toEqual([1]);
  });

  it('never goes back in time, whatever clock a person has', () => {
    const early = say(waiting, { type: 'CancelRun', data: { reason: 'x', now: '2026-03-01T08:00:00.000Z' } });
    expect(fold(operatorDecider, early)).toMatchObject({ lastAt: answeredAt });
  });
});
