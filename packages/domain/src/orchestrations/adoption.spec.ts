import type { AdoptedSettings, OrchestrationEvent } from '@campaigns/contracts';
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
  fetchPerformance,
  mappingOf,
  now,
  optimize,
  pause,
  reach,
  resume,
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

describe('what was changed on a platform and cannot be taken over', () => {
  const spent = [...active, reach(5, 100), endOf('pause')] as const;
  const own = {
    purpose: { goal: 'sync', syncType: 'settings', direction: 'push', trigger: 'budget', since: now },
  } as const;
  const types = (events: readonly OrchestrationEvent[]) => events.map(({ type }) => type);
  const enforced = (events: readonly OrchestrationEvent[]) =>
    events.flatMap(({ type, data }) =>
      type === 'SyncRequested' ? data.targets.map(({ platform }) => [platform, data.policy]) : [],
    );
  const refusedWhile = (goal: typeof pause | typeof complete) => {
    const history = after(...active, sync(8), goal(3));
    return [...history, ...decided(history, endOf('sync', { google: { adopted: usd(31) } }))];
  };

  it('is remembered while a pause is under way, and ours is brought back when that has ended', () => {
    const history = refusedWhile(pause);
    expect(types(history.slice(-1))).toEqual(['WorkflowSettled']);
    expect(stateOf(history).refused).toEqual([{ mappingId: mappingOf('google'), fields: ['budget'] }]);
    const events = decided(history, endOf('pause'));
    expect(enforced(events)).toEqual([['google', { budget: 'ours' }]]);
    const back = decided([...history, ...events], endOf('sync', {}, now, own));
    expect([types(back), stateOf([...history, ...events, ...back]).refused]).toEqual([['WorkflowSettled'], []]);
  });

  it('is remembered when the platform does not take ours, and is not sent to it again and again', () => {
    const { events: refused } = synced(active, usd(31));
    const history = [...after(...active, sync(8)), ...refused];
    const failed = decided(history, endOf('sync', { google: { error: 'Too many calls' } }, now, own));
    expect(types(failed)).toEqual(['WorkflowSettled']);
    const later = [...history, ...failed];
    const looked = [...later, ...decided(later, fetchPerformance(9))];
    const again = decided(
      looked,
      endOf('sync', {}, now, {
        purpose: { goal: 'sync', syncType: 'performance', direction: 'pull', trigger: 'auto', since: now },
      }),
    );
    expect(enforced(again)).toEqual([['google', { budget: 'ours' }]]);
  });

  it('stays to be put back where the policy of another field is carried first', () => {
    const history = after(...spent, sync(8));
    const both = decided(history, endOf('sync', { google: { adopted: { ...usd(31), status: 'active' } } }));
    expect(enforced(both)).toEqual([['google', { budget: 'ours' }]]);
    const first = [...history, ...both];
    const settled = [...first, ...decided(first, endOf('sync', { google: { withheld: ['status'] } }, now, own))];
    expect(stateOf(settled).refused).toEqual([{ mappingId: mappingOf('google'), fields: ['status'] }]);
    const next = [...settled, ...decided(settled, sync(9))];
    const found = decided(next, endOf('sync', { google: { adopted: { status: 'active' } } }));
    expect(enforced(found)).toEqual([['google', { status: 'ours' }]]);
  });

  it('is forgotten when it is not there any more, or is gone with its campaign, or the orchestration is completed', () => {
    const history = refusedWhile(pause);
    const ended = [...history, ...decided(history, endOf('pause'))];
    const failed = [...ended, ...decided(ended, endOf('sync', { google: { error: 'refused' } }, now, own))];
    const looked = [...failed, ...decided(failed, sync(9))];
    expect(stateOf(looked).refused).toHaveLength(1);
    for (const google of [{}, { adopted: { removed: true } }] as const) {
      const events = decided(looked, endOf('sync', { google }));
      expect([enforced(events), stateOf([...looked, ...events]).refused]).toEqual([[], []]);
    }
    const completing = refusedWhile(complete);
    const completed = decided(completing, endOf('complete'));
    expect([enforced(completed), stateOf([...completing, ...completed]).refused]).toEqual([[], []]);
  });

  it('may be what it is once we have started it ourselves', () => {
    const history = after(...spent, sync(8));
    const refused = [...history, ...decided(history, endOf('sync', { google: { adopted: { status: 'active' } } }))];
    const failed = [...refused, ...decided(refused, endOf('sync', { google: { error: 'refused' } }, now, own))];
    const raised = [...failed, ...decided(failed, budget(4, [100, 60, 40]))];
    const pushed = [...raised, ...decided(raised, endOf('sync', { google: { withheld: ['status'] } }, now, own))];
    const started = [...pushed, ...decided(pushed, resume(6))];
    const events = decided(started, endOf('resume'));
    expect([enforced(events), stateOf([...started, ...events]).refused]).toEqual([[], []]);
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
