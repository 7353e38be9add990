import type { AdoptedSettings } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  active,
  after,
  budget,
  complete,
  decided,
  deploy,
  draft,
  endOf,
  optimize,
  pause,
  reach,
  type Step,
  stateOf,
  sync,
  unit,
} from './samples.ts';

const synced = (before: readonly Step[], google: AdoptedSettings) => {
  const history = after(...before, sync(8));
  const events = decided(history, endOf('sync', { google: { adopted: google } }));
  return { events, types: events.map(({ type }) => type), state: stateOf([...history, ...events]) };
};
const usd = (units: number): AdoptedSettings => ({ budget: { micros: units * unit, currency: 'USD' } });

describe('what was changed on a platform and is taken over', () => {
  it('is its budget from now on, and is not pushed back', () => {
    const { types, state } = synced(active, usd(25));
    expect(types).toEqual(['ExternalChangeAdopted', 'WorkflowSettled']);
    expect(state.mappings[1]).toMatchObject({
      budgetMicros: 25 * unit,
      sent: { micros: 25 * unit, atMostMicros: 25 * unit },
      applied: { budget: { micros: 25 * unit } },
    });
  });

  it('is refused where it has no room, and ours is brought back', () => {
    const { events, types, state } = synced(active, usd(31));
    expect(types).toEqual(['WorkflowSettled', 'SyncRequested']);
    expect(events.at(-1)).toMatchObject({
      data: {
        syncType: 'settings',
        policy: { budget: 'ours' },
        targets: [{ platform: 'google', budget: { micros: 30 * unit } }],
      },
    });
    expect(state.mappings[1]?.budgetMicros).toBe(30 * unit);
  });

  it('may use what the total leaves free', () => {
    const roomy = after(...active, budget(4, [50, 30, 20], 120));
    const history = [...roomy, ...decided(roomy, sync(8))];
    expect(decided(history, endOf('sync', { google: { adopted: usd(50) } }))[0]).toMatchObject({
      type: 'ExternalChangeAdopted',
    });
  });

  it('can be that it is paused, and is not resumed by us', () => {
    const { types, state } = synced(active, { status: 'paused' });
    expect(types).toEqual(['ExternalChangeAdopted', 'WorkflowSettled']);
    expect(state.mappings.map(({ status }) => status)).toEqual(['active', 'paused', 'active']);
  });

  it('pauses the orchestration with its last campaign, and activates it with its first', () => {
    const alone = [...active, pause(2), endOf('pause', { google: { status: 'active', error: 'refused' } })] as const;
    expect(synced(alone, { status: 'paused' })).toMatchObject({ state: { status: 'paused' } });
    expect(synced([...active, pause(2), endOf('pause')], { status: 'active' })).toMatchObject({
      state: { status: 'active' },
    });
  });

  it('does not start what has spent its budget: it is paused again', () => {
    const spent = [...active, reach(5, 100), endOf('pause')] as const;
    const { types, events, state } = synced(spent, { status: 'active' });
    expect(types).toEqual(['WorkflowSettled', 'SyncRequested']);
    expect(events.at(-1)).toMatchObject({ data: { policy: { status: 'ours' }, targets: [{ status: 'paused' }] } });
    expect(state.status).toBe('paused');
  });

  it('can be that it is gone: its budget is free, and it can be deployed anew', () => {
    const { state } = synced(active, { removed: true });
    expect(state.mappings[1]).toMatchObject({ status: 'failed', platformCampaignId: null, sent: null, applied: null });
    expect(state.status).toBe('active');
  });

  it('stays gone when a run that had begun before says that it is paused', () => {
    const history = after(...active, sync(8), pause(3));
    const gone = [...history, ...decided(history, endOf('sync', { google: { adopted: { removed: true } } }))];
    const ended = [...gone, ...decided(gone, endOf('pause'))];
    expect(stateOf(ended).mappings[1]).toMatchObject({ status: 'failed', platformCampaignId: null });
    expect(stateOf(ended).status).toBe('paused');
  });

  it('frees no room where it was refused, although that field was to be lowered', () => {
    const history = after(...active, budget(4, [60, 20, 20], 100));
    const events = decided(history, endOf('sync', { google: { adopted: usd(60) } }));
    expect(events.map(({ type }) => type)).toEqual(['WorkflowSettled', 'SyncRequested']);
    expect(stateOf([...history, ...events]).mappings[1]?.sent).toMatchObject({
      micros: 20 * unit,
      atMostMicros: 30 * unit,
    });
  });

  it('leaves alone what the policy of another field holds', () => {
    const policy = { status: 'theirs', budget: 'freeze' } as const;
    const held = [
      draft({ sync: { strategy: 'manual', frequencyMinutes: 15, policy } }),
      ...[deploy(1), endOf('deploy'), reach(5, 100), endOf('pause')],
    ] as const;
    const { events } = synced(held, { status: 'active' });
    expect(events.at(-1)).toMatchObject({ data: { policy: { status: 'ours', budget: 'freeze' } } });
  });

  it('can be its name, which only it has', () => {
    const { state } = synced(active, { name: 'Renamed' });
    expect(state.mappings.map(({ ownName }) => ownName)).toEqual([null, 'Renamed', null]);
  });

  it('changes nothing about what was completed meanwhile', () => {
    const history = after(...active, sync(8), complete(3), endOf('complete'));
    expect(decided(history, endOf('sync', { google: { adopted: usd(10) } })).map(({ type }) => type)).toEqual([
      'WorkflowSettled',
    ]);
  });
});

describe('a recommended split', () => {
  const recommended = (before: readonly Step[], parts: readonly [number, number, number]) => {
    const history = after(...before, optimize(8));
    const platforms = ['meta', 'google', 'tiktok'] as const;
    const seen = [50, 30, 20];
    return decided(
      history,
      endOf('optimize', {}, undefined, {
        recommendation: {
          allocation: platforms.map((platform, index) => ({ platform, amountMicros: (parts[index] ?? 0) * unit })),
          reasons: platforms.map((platform, index) => ({
            ...{ platform, beforeMicros: (seen[index] ?? 0) * unit, afterMicros: (parts[index] ?? 0) * unit },
            reason: 'returns',
          })),
        },
      }),
    ).map(({ type }) => type);
  };

  it('is applied when the run was asked to', () => {
    expect(recommended(active, [55, 30, 15])).toEqual(['WorkflowSettled', 'BudgetChanged', 'SyncRequested']);
  });

  it('is left alone when somebody has changed the split meanwhile', () => {
    const moved = [...active, budget(4, [40, 40, 20]), endOf('sync'), endOf('sync')] as const;
    expect(recommended(moved, [55, 30, 15])).toEqual(['WorkflowSettled']);
  });

  it('is left alone when it does not fit', () => {
    expect(recommended(active, [55, 30, 20])).toEqual(['WorkflowSettled']);
  });
});
