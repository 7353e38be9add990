import type { AdCreative, OperationError, OperationTask, PlanLine } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import {
  type Asked,
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failed,
  failing,
  live,
  outcomesOf,
  play,
  react,
  request,
  succeeded,
  sync,
  target,
  usualResult,
} from './testing/scripted-run.ts';
import { campaignWorkflow } from './workflow.ts';

const creativeOf = (n: number, change: Partial<AdCreative> = {}): AdCreative => ({
  ...{ creativeId: `c0000000-0000-4000-8000-00000000000${n}`, name: `Hero ${n}`, format: 'image' },
  ...change,
});
const creatives = [creativeOf(1), creativeOf(2, { platforms: ['google'] })];
const targets = [target('meta'), target('google')];

const tasksOf = <Kind extends OperationTask['kind']>(events: Parameters<typeof askedFor>[0], kind: Kind) =>
  eventsOf(events, 'OperationRequested').flatMap(({ data }) =>
    data.task.kind === kind
      ? [{ platform: data.platform, ...(data.task as Extract<OperationTask, { kind: Kind }>) }]
      : [],
  );

describe('A deployment with creatives', () => {
  const events = play(deployment('rollback', targets, { creatives }));

  it('makes the ad groups, then one creative after the other, before anything is activated', () => {
    expect(askedFor(events)).toEqual([
      'verify-account meta',
      'verify-account google',
      'create-campaign meta',
      'create-campaign google',
      'create-ad-group meta',
      'create-ad-group google',
      'create-ad meta',
      'create-ad google',
      'create-ad google',
      'push-settings meta',
      'push-settings google',
      'activate-campaign meta',
      'activate-campaign google',
    ]);
    expect(tasksOf(events, 'create-ad').map(({ platform, creative }) => `${platform} ${creative.name}`)).toEqual([
      'meta Hero 1',
      'google Hero 1',
      'google Hero 2',
    ]);
  });

  it('plans each platform with its own creatives before anything is made', () => {
    const plans = tasksOf(events, 'verify-account').map(({ plan }) => plan?.creatives.map(({ name }) => name));
    expect(plans).toEqual([['Hero 1'], ['Hero 1', 'Hero 2']]);
  });

  it('activates what stands under a campaign with it, and reports it', () => {
    expect(tasksOf(events, 'activate-campaign').map(({ children }) => children)).toEqual([
      { platformAdGroupId: 'meta-group', platformAdIds: ['meta-Hero 1'] },
      { platformAdGroupId: 'google-group', platformAdIds: ['google-Hero 1', 'google-Hero 2'] },
    ]);
    expect(endOf(events).data.outcomes[0]).toMatchObject({
      adGroup: { platformAdGroupId: 'meta-group' },
      ads: [{ creativeId: creatives[0]?.creativeId, platformAdId: 'meta-Hero 1' }],
    });
  });

  it('marks each ad differently, and the same way in every deployment', () => {
    const again = play({ ...deployment('rollback', targets, { creatives }) });
    const tags = tasksOf(events, 'create-ad').map(({ tag }) => tag);
    expect(new Set(tags).size).toBe(3);
    expect(tasksOf(again, 'create-ad').map(({ tag }) => tag)).toEqual(tags);
  });

  it('removes everything again when an ad cannot be made', () => {
    const refused = play(deployment('rollback', targets, { creatives }), { answer: failing('create-ad google') });
    expect(askedFor(refused).slice(-2)).toEqual(['remove-campaign google', 'remove-campaign meta']);
    expect(outcomesOf(refused)).toEqual(['meta: pending without campaign', 'google: failed without campaign, error']);
    expect(endOf(refused).data.outcomes.every(({ adGroup }) => adGroup === undefined)).toBe(true);
  });

  it('goes on with the other platforms where it may, and activates nothing that lacks an ad', () => {
    const refused = play(deployment('continue', targets, { creatives }), { answer: failing('create-ad google') });
    expect(askedFor(refused)).not.toContain('activate-campaign google');
    expect(outcomesOf(refused)).toEqual(['meta: active meta-1', 'google: failed google-1, error']);
  });

  it.each<readonly [string, string]>([
    ['create-ad-group', 'An ad group marked'],
    ['create-ad', 'An ad marked'],
  ])('says by which mark to look for what may exist after %s', (kind, text) => {
    const unknown: Partial<OperationError> = { class: 'unknown-outcome', message: 'No answer' };
    const lost = play(deployment('continue', targets, { creatives }), {
      answer: (asked) =>
        asked.task.kind === kind && asked.platform === 'meta' ? failed(asked, unknown) : succeeded(asked),
    });
    expect(endOf(lost).data.outcomes[0]?.error).toContain(text);
  });
});

describe('A deployment that takes a campaign over', () => {
  const left = target('meta', {
    ...{ platformCampaignId: 'meta-7', tag: 'op-7', adGroup: { platformAdGroupId: 'meta-group', tag: 'op-8' } },
    ads: [{ creativeId: creativeOf(1).creativeId, platformAdId: 'meta-Hero 1', tag: 'op-9' }],
  });

  it('makes only the ads that are missing, and looks before it does', () => {
    const events = play(deployment('continue', [left], { creatives: [creativeOf(1), creativeOf(2)] }));
    expect(askedFor(events)).toEqual([
      'verify-account meta',
      'create-ad meta',
      'push-settings meta',
      'activate-campaign meta',
    ]);
    expect(tasksOf(events, 'create-ad')).toMatchObject([{ mayExist: true, creative: { name: 'Hero 2' } }]);
    expect(endOf(events).data.outcomes[0]?.ads).toHaveLength(2);
  });
});

describe('A deployment that is rolled back beside a campaign of an earlier one', () => {
  const left = target('meta', { platformCampaignId: 'meta-7', tag: 'op-7' });

  it('pauses that campaign, and does not call it pending, so that nobody forgets it', () => {
    const events = play(deployment('rollback', [left, target('google')]), {
      answer: failing('activate-campaign google'),
    });
    expect(askedFor(events).slice(-2)).toEqual(['pause-campaign meta', 'remove-campaign google']);
    expect(outcomesOf(events)).toEqual(['meta: failed meta-7, error', 'google: failed without campaign, error']);
  });

  it('does so too when it had made nothing itself', () => {
    const both = [left, target('google', { platformCampaignId: 'google-7', tag: 'op-8' })];
    const events = play(deployment('rollback', both), { answer: failing('activate-campaign google') });
    expect(askedFor(events).at(-1)).toBe('pause-campaign meta');
    expect(outcomesOf(events)).toEqual(['meta: failed meta-7, error', 'google: failed google-7, error']);
  });
});

describe('A campaign that could not be removed', () => {
  it('is reported without what stood under it, which may be gone: a later deployment looks for it', () => {
    const events = play(deployment('rollback', targets, { creatives }), {
      answer: failing('create-ad google', 'remove-campaign meta'),
    });
    const outcome = endOf(events).data.outcomes[0];
    expect(outcome).toMatchObject({ platformCampaignId: 'meta-1', status: 'failed' });
    expect(outcome?.adGroup).toBeUndefined();
  });
});

describe('What a platform does not support', () => {
  const line: PlanLine = { level: 'ad', name: 'creatives.Hero 2', verdict: 'unsupported', reason: 'no video' };
  const planned = (asked: Asked) =>
    asked.task.kind === 'verify-account' && asked.platform === 'google'
      ? succeeded(asked, { ...usualResult(asked), plan: [line] } as ReturnType<typeof usualResult>)
      : succeeded(asked);

  it('is left out when it was accepted by name, and stands in the outcome', () => {
    const accepted = ['google:creatives.Hero 2'];
    const events = play(deployment('rollback', targets, { creatives, accepted }), { answer: planned });
    expect(tasksOf(events, 'create-ad').map(({ creative }) => creative.name)).toEqual(['Hero 1', 'Hero 1']);
    expect(endOf(events).data.outcomes[1]?.plan).toEqual([line]);
    expect(tasksOf(events, 'create-campaign').map(({ spec }) => spec.accepted)).toEqual([
      undefined,
      ['creatives.Hero 2'],
    ]);
  });

  it('is not left out any more once the platform can do it', () => {
    const accepted = ['google:creatives.Hero 2', 'google:targeting.age', 'meta:targeting.age'];
    const withPlan = (asked: Asked) =>
      asked.task.kind === 'verify-account'
        ? succeeded(asked, { ...usualResult(asked), plan: [line] } as ReturnType<typeof usualResult>)
        : succeeded(asked);
    const events = play(deployment('rollback', targets, { creatives, accepted }), { answer: withPlan });
    expect(tasksOf(events, 'create-ad-group').map(({ spec }) => spec.accepted)).toEqual([
      undefined,
      ['creatives.Hero 2'],
    ]);
  });

  it('stops the deployment before anything is made when it was not accepted', () => {
    const events = play(deployment('rollback', targets, { creatives }), { answer: failing('verify-account google') });
    expect(askedFor(events)).toEqual(['verify-account meta', 'verify-account google']);
    expect(outcomesOf(events)[0]).toBe('meta: pending without campaign');
  });
});

describe('A pause, a resumption and a sync', () => {
  const children = { platformAdGroupId: 'meta-group', platformAdIds: ['meta-ad'] };
  const withAds = live('meta', {
    adGroup: { platformAdGroupId: 'meta-group', tag: 'op-8' },
    ads: [{ creativeId: creativeOf(1).creativeId, platformAdId: 'meta-ad', tag: 'op-9' }],
  });

  it.each([
    ['PauseRequested', 'pause-campaign'],
    ['ResumeRequested', 'activate-campaign'],
  ] as const)('%s is about what stands under the campaign too', (type, kind) => {
    expect(tasksOf(play(request(type, [withAds])), kind)).toMatchObject([{ children }]);
  });

  it.each([
    ['settings', 'push-settings'],
    ['performance', 'fetch-metrics'],
    ['incremental', 'read-changes'],
  ] as const)('of type %s too', (syncType, kind) => {
    expect(tasksOf(play(sync(syncType, [withAds])), kind)).toMatchObject([{ children }]);
  });
});

describe('A run that began when there were campaigns only', () => {
  it('goes on as it began, to its end', () => {
    const [started, ...rest] = react([], deployment('rollback', targets));
    if (started?.type !== 'WorkflowStarted') throw new Error('A run begins with WorkflowStarted');
    const then = { ...started, data: { ...started.data, definitionVersion: 1 } };
    let events = [then, ...rest];
    for (;;) {
      const settled = new Set(eventsOf(events, 'OperationSettled').map(({ data }) => data.operationId));
      const next = eventsOf(events, 'OperationRequested').find(({ data }) => !settled.has(data.operationId));
      if (next === undefined) break;
      events = [...events, ...campaignWorkflow.decide(succeeded(next.data), fold(campaignWorkflow, events))];
    }
    expect(eventsOf(events, 'StepCompleted').map(({ data }) => data.step)).toEqual([
      'validate_configuration',
      'create_platform_campaigns',
      'sync_settings',
      'activate_campaigns',
    ]);
    expect(events.at(-1)?.type).toBe('WorkflowCompleted');
  });
});
