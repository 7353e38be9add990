import type { OperationTask, SeenObject } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { exact, unsupported } from '../platforms/plan.ts';
import type { NewAd, PlatformAdapter } from '../platforms/platform-port.ts';
import { context, day, failWith, startWorker, unknownOutcome } from '../testing/in-memory-worker.ts';
import { request, sampleContext, sampleSpec, sampleTask } from '../testing/operation-samples.ts';

type TaskOf<Kind extends OperationTask['kind']> = Extract<OperationTask, { kind: Kind }>;
const taskOf = <Kind extends OperationTask['kind']>(kind: Kind, change: Partial<TaskOf<Kind>> = {}): TaskOf<Kind> =>
  ({ ...sampleTask(kind), ...change }) as TaskOf<Kind>;

const outcomeOf = async (task: OperationTask, behaviour: Partial<PlatformAdapter>) => {
  const { start, handle, last } = await startWorker(behaviour);
  await handle(await start(task));
  return last();
};

const creative = taskOf('create-ad').creative;
const children = { platformAdGroupId: '11', platformAdIds: ['21', '22'] };

describe('a check of the ad account that is asked for a plan', () => {
  const verify = (accepted?: string[]) =>
    taskOf('verify-account', {
      plan: { spec: { ...sampleSpec, ...(accepted === undefined ? {} : { accepted }) }, creatives: [creative] },
    });
  const lines = [exact('ad_group', 'targeting.age'), unsupported('ad_group', 'targeting.interests', 'has none')];
  const plan: PlatformAdapter['plan'] = ({ accepted }) => (accepted === undefined ? lines : []);

  it('fails where something is unsupported, names it and says how to go without', async () => {
    expect(await outcomeOf(verify(), { plan })).toMatchObject({
      type: 'OperationFailed',
      data: {
        error: {
          class: 'validation',
          code: 'unsupported',
          message: 'targeting.interests: has none. Deploy with these names in "accept" to go without',
        },
      },
    });
  });

  it('succeeds when that was accepted, and still shows it', async () => {
    const done = await outcomeOf(verify(['targeting.interests']), { plan });
    expect(done).toMatchObject({ type: 'OperationSucceeded', data: { result: { plan: lines } } });
  });

  it('says that nothing is delivered when there are no creatives', async () => {
    const task = taskOf('verify-account', { plan: { spec: sampleSpec, creatives: [] } });
    expect(await outcomeOf(task, {})).toMatchObject({
      data: { result: { plan: [{ level: 'ad', name: 'creatives', verdict: 'approximated' }] } },
    });
  });
});

describe('an ad', () => {
  it('is made from its creative under its ad group, with its mark in the name', async () => {
    const made: NewAd[] = [];
    const createAd: PlatformAdapter['createAd'] = async (_call, ad) => {
      made.push(ad);
      return { platformAdId: '21' };
    };
    const done = await outcomeOf(taskOf('create-ad'), { createAd });
    expect(done).toMatchObject({ data: { result: { kind: 'create-ad', platformAdId: '21', adopted: false } } });
    expect(made).toMatchObject([{ platformAdGroupId: '11', name: 'Hero A [op-b1]', creative: { name: 'Hero A' } }]);
  });

  it.each<readonly [TaskOf<'create-ad' | 'create-ad-group'>['kind'], object]>([
    ['create-ad-group', { platformAdGroupId: '11' }],
    ['create-ad', { platformAdId: '21' }],
  ])('or ad group (%s) whose answer was lost is looked for and adopted, not made again', async (kind, found) => {
    let creations = 0;
    const lost = (...args: Parameters<typeof unknownOutcome>) => {
      creations += 1;
      return unknownOutcome(...args);
    };
    const { start, due, handle, last } = await startWorker({
      ...{ createAd: lost, createAdGroup: lost },
      ...{ findAds: async () => ['21'], findAdGroups: async () => ['11'] },
    });
    const task = taskOf(kind);
    await handle(await start(task));
    expect(await last()).toMatchObject({ type: 'OperationDeferred', data: { reason: 'unknown-outcome' } });
    await handle(await due(task));
    expect(await last()).toMatchObject({ data: { result: { kind, ...found, adopted: true } } });
    expect(creations).toBe(1);
  });

  it('that an earlier deployment may have made is looked for first', async () => {
    const createAd = async (): Promise<never> => {
      throw new Error('must not be made');
    };
    const task = taskOf('create-ad', { mayExist: true });
    expect(await outcomeOf(task, { createAd, findAds: async () => ['21'] })).toMatchObject({
      data: { result: { platformAdId: '21', adopted: true } },
    });
    const { start, due, handle, last } = await startWorker({ createAd, findAds: async () => ['21', '22'] });
    await handle(await start(task));
    await handle(await due(task));
    expect(await last()).toMatchObject({
      type: 'OperationFailed',
      data: { error: { class: 'unknown-outcome', code: 'several-found', message: '2 ads carry the tag: 21, 22' } },
    });
  });
});

describe('results', () => {
  const fetch = taskOf('fetch-metrics', { since: '2026-09-01', children });

  it('are kept by campaign and by ad, and restated ones again', async () => {
    const { start, handle, store } = await startWorker({
      fetchAdMetrics: async () => [
        { platformAdId: '21', days: [day] },
        { platformAdId: '22', days: [] },
      ],
    });
    await handle(await start(fetch));
    const { events } = await store.load(`performance-${context.orchestrationId}-meta`);
    expect(events.map(({ type, data }) => ({ type, data }))).toMatchObject([
      { type: 'DailyMetricsReported', data: { days: [day] } },
      { type: 'AdDailyMetricsReported', data: { ads: [{ platformAdId: '21', days: [day] }] } },
    ]);
  });

  it('are read again over the days that the platform may still restate, and from the first one that is missing', async () => {
    const ranges: string[] = [];
    const store = (await startWorker()).store;
    const ask = async (operation: string) => {
      const { handle } = await startWorker(
        {
          restatementDays: 7,
          fetchDailyMetrics: async (_call, _remote, { since, until }) => {
            ranges.push(`${since} to ${until}`);
            return [day];
          },
        },
        store,
      );
      await handle(await request(store, sampleContext({ operationId: operation }), fetch));
    };
    await ask('b0000000-0000-4000-8000-0000000000a1');
    await ask('b0000000-0000-4000-8000-0000000000a2');
    // The platform's today is 2026-12-02; the first time nothing is known, then the days until 2026-12-01.
    expect(ranges).toEqual(['2026-09-01 to 2026-12-02', '2026-11-25 to 2026-12-02']);
  });
});

describe('a look for changes', () => {
  const seen = (change: Partial<SeenObject>): SeenObject => ({
    ...{ level: 'ad', platformId: '21', status: 'active', review: null, reason: null, changedAt: null },
    ...change,
  });
  const look = (change: Partial<TaskOf<'read-changes'>> = {}) => taskOf('read-changes', { children, ...change });
  const readChanges = (...objects: readonly SeenObject[]): Partial<PlatformAdapter> => ({
    readChanges: async () => ({ seen: objects, unseen: ['who changed it'] }),
  });

  it('reports what is paused, removed or rejected, and what could not be seen; it changes nothing', async () => {
    const { start, handle, last, calls } = await startWorker(
      readChanges(
        seen({}),
        seen({ platformId: '22', status: 'paused' }),
        seen({ level: 'ad_group', platformId: '11', status: 'removed' }),
        seen({ platformId: '23', review: 'rejected', reason: 'Too much text' }),
      ),
    );
    await handle(await start(look()));
    expect(await last()).toMatchObject({
      data: {
        result: {
          detected: [
            { field: 'ads.22.status', before: 'paused', after: 'active' },
            { field: 'ad_group.11.status', before: 'removed', after: 'active' },
            { field: 'ads.23.review', before: 'rejected', after: 'approved' },
          ],
          unseen: ['who changed it'],
        },
      },
    });
    expect(calls).toEqual([]);
  });

  it('minds no paused ad while the campaign is paused as it shall be', async () => {
    const remote = await startWorker().then(() => ({ ...readChanges(seen({ status: 'paused' })) }));
    const done = await outcomeOf(look({ status: 'paused' }), {
      ...remote,
      readCampaign: async () => ({
        ...{ platformCampaignId: '77', name: 'Spring Sale [op-7f3a9c2e41]', status: 'paused', objective: null },
        ...{ budget: { micros: 1 }, today: '2026-12-02' },
      }),
    });
    expect(done).toMatchObject({ data: { result: { detected: [] } } });
  });

  it('finds that the whole campaign is gone', async () => {
    const done = await outcomeOf(look(), {
      readCampaign: async () => ({
        ...{ platformCampaignId: '77', name: 'x', status: 'removed', objective: null },
        ...{ budget: { micros: 1 }, today: '2026-12-02' },
      }),
    });
    expect(done).toMatchObject({
      type: 'OperationSucceeded',
      data: {
        result: {
          seen: [{ level: 'campaign', status: 'removed' }],
          detected: [{ field: 'status', before: 'removed', after: 'active' }],
        },
      },
    });
  });
});

describe('an activation', () => {
  const activate = taskOf('activate-campaign');
  const refusal = failWith({ class: 'permission', code: '10', message: 'Not allowed' });

  it('that may have happened in an earlier try is not reported as if the campaign were paused', async () => {
    let tries = 0;
    const setStatus = async () => {
      tries += 1;
      return tries === 1 ? unknownOutcome() : refusal();
    };
    const { start, due, handle, last } = await startWorker({ setStatus });
    await handle(await start(activate));
    await handle(await due(activate));
    expect(await last()).toMatchObject({
      type: 'OperationFailed',
      data: { error: { class: 'unknown-outcome', message: expect.stringContaining('It may be active') } },
    });
  });

  it('that was refused at once is reported as what it is', async () => {
    expect(await outcomeOf(activate, { setStatus: refusal })).toMatchObject({
      data: { error: { class: 'permission' } },
    });
  });
});
