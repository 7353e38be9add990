import type { OperationTask, SeenObject } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { callsOf } from '../platforms/calls.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { PlatformAdapter } from '../platforms/platform-port.ts';
import { startWorker } from '../testing/in-memory-worker.ts';

const platformCampaignId = '77';
const rotation: OperationTask = {
  ...{ kind: 'rotate-ads', platformCampaignId, platformAdGroupId: '11', show: ['21', '22'], rest: ['23', '24'] },
  children: {
    platformAdGroupId: '11',
    platformAdIds: ['21', '22', '23', '24', '25'],
    restingAdIds: ['21', '22', '25'],
  },
};

const refusing = (details: ConstructorParameters<typeof PlatformError>[0], ...ids: readonly string[]) => {
  const told: string[] = [];
  const setAdStatus: PlatformAdapter['setAdStatus'] = async (_call, { platformAdId }, status) => {
    told.push(`${platformAdId} ${status}`);
    if (ids.includes(platformAdId)) throw new PlatformError(details);
  };
  return { told, setAdStatus };
};
const gone = { class: 'not-found', code: '100', message: 'No such ad' } as const;

const rotated = async (
  platform: ReturnType<typeof refusing>,
  behaviour: Partial<PlatformAdapter> = {},
  task: OperationTask = rotation,
) => {
  const { start, handle, last } = await startWorker({ setAdStatus: platform.setAdStatus, ...behaviour });
  await handle(await start(task));
  return last();
};

describe('a rotation of ads', () => {
  it('shows before it rests, so that there is always something to show', async () => {
    const platform = refusing(gone);
    expect(await rotated(platform)).toMatchObject({
      type: 'OperationSucceeded',
      data: { result: { kind: 'rotate-ads', shown: ['21', '22'], rested: ['23', '24'], refused: [] } },
    });
    expect(platform.told).toEqual(['21 active', '22 active', '23 paused', '24 paused']);
  });

  it('rests nothing where one of the ads that were to be shown is gone, and names it', async () => {
    const platform = refusing(gone, '21');
    expect(await rotated(platform)).toMatchObject({
      data: {
        result: { shown: ['22'], rested: [], refused: [{ platformAdId: '21', wanted: 'show', message: 'No such ad' }] },
      },
    });
    expect(platform.told).toEqual(['21 active', '22 active']);
  });

  it('rests the others where one cannot rest, and says why', async () => {
    const review = { class: 'validation', code: '1', message: 'It is under review' } as const;
    expect(await rotated(refusing(review, '23'))).toMatchObject({
      data: { result: { shown: ['21', '22'], rested: ['24'], refused: [{ platformAdId: '23', wanted: 'rest' }] } },
    });
  });

  const seeing = (...seen: readonly Partial<SeenObject>[]): Partial<PlatformAdapter> => ({
    readChanges: async () => ({
      seen: seen.map((object) => ({
        ...{ level: 'ad', platformId: '21', status: 'active', review: 'approved', reason: null, changedAt: null },
        ...object,
      })),
      unseen: [],
    }),
  });
  const others = { ...rotation, show: ['21'], rest: ['23'] } as OperationTask;

  it.each<readonly [string, Partial<SeenObject>, Partial<SeenObject>]>([
    ['turned away or paused', { review: 'rejected' }, { status: 'paused' }],
    ['under review or removed', { review: 'pending' }, { status: 'removed' }],
  ])('rests nothing where all that would be left to show is %s', async (_, one, other) => {
    const platform = refusing(gone);
    const done = await rotated(platform, seeing({ ...one, platformId: '21' }, { ...other, platformId: '24' }), others);
    expect(done).toMatchObject({
      data: {
        result: {
          ...{ shown: ['21'], rested: [] },
          refused: [
            { platformAdId: '23', message: expect.stringMatching(/^nothing would be left to show: ad 24 .+, ad 21 /) },
          ],
        },
      },
    });
    expect(platform.told).toEqual(['21 active']);
  });

  it('rests where one of several that are left is shown, also while a list still has it paused', async () => {
    for (const seen of [
      seeing({ review: 'rejected' }, { platformId: '24' }),
      seeing({ status: 'paused' }, { platformId: '24', status: 'removed' }),
    ]) {
      expect(await rotated(refusing(gone), seen, others)).toMatchObject({ data: { result: { rested: ['23'] } } });
    }
  });

  it('that only shows asks for nothing else', async () => {
    const readChanges = async (): Promise<never> => {
      throw new Error('must not be asked');
    };
    const task = { ...rotation, rest: [] } as OperationTask;
    expect(await rotated(refusing(gone), { readChanges }, task)).toMatchObject({
      data: { result: { shown: ['21', '22'], rested: [], refused: [] } },
    });
  });

  it.each(['rate-limit', 'transient', 'unknown-outcome'] as const)('comes again as a whole after %s', async (is) => {
    expect(await rotated(refusing({ class: is, code: '17', message: 'Later' }, '24'))).toMatchObject({
      type: 'OperationDeferred',
      data: { task: rotation },
    });
  });

  it('fails where the account may not be used any more', async () => {
    expect(await rotated(refusing({ class: 'permission', code: '200', message: 'No' }, '22'))).toMatchObject({
      type: 'OperationFailed',
      data: { error: { class: 'permission' } },
    });
  });
});

describe('the activation of a campaign', () => {
  const children = { platformAdGroupId: '11', platformAdIds: ['21', '22', '23'], restingAdIds: ['22'] };
  const activation: OperationTask = { kind: 'activate-campaign', platformCampaignId, children };

  it('starts no ad that rests', async () => {
    const started: unknown[] = [];
    const setStatus: PlatformAdapter['setStatus'] = async (_call, _id, status, below) => {
      started.push([status, below]);
    };
    const { start, handle } = await startWorker({ setStatus });
    await handle(await start(activation));
    expect(started).toEqual([['active', { platformAdGroupId: '11', platformAdIds: ['21', '23'] }]]);
  });

  it('takes no request for an ad that rests', () => {
    expect(callsOf('meta', activation, 'call')).toHaveLength(5);
  });
});
