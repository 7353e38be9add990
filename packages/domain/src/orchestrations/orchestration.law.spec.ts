import { orchestrationCodec } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventOf } from './commands.ts';
import { exposure, ledgerOf } from './ledger.ts';
import { orchestrationDecider } from './orchestration.ts';
import { archiving, end, goals, type History, moves, play, results, type Told } from './orchestration-moves.ts';
import { refusalOf, run } from './samples.ts';
import { carriesSettings, isLive, type Orchestration } from './state.ts';

const { decide, evolve } = orchestrationDecider;

const always = (watch: (told: Told) => void): void => {
  fc.assert(
    fc.property(moves, (list) => {
      play(list, watch);
    }),
    { numRuns: 200 },
  );
};

const existing = (state: Orchestration) => {
  if (state.status === 'absent') throw new TypeError('Nothing was drafted');
  return state;
};

const requested = [
  'DeploymentRequested',
  'PauseRequested',
  'ResumeRequested',
  'CompletionRequested',
  'CleanUpRequested',
];

/** The runs asked for and not yet settled, read from the events alone. */
const openRuns = (history: History, types: readonly string[]): ReadonlySet<string> => {
  const open = new Set<string>();
  for (const { type, data } of history) {
    if (types.includes(type)) open.add((data as { workflowId: string }).workflowId);
    if (type === 'WorkflowSettled') open.delete(data.workflowId);
  }
  return open;
};

/** The parts of the orchestration that a run is about. */
const mappingsOf = (state: Orchestration, { data }: EventOf<'DeploymentRequested' | 'ResumeRequested'>) =>
  existing(state).mappings.filter(({ mappingId }) => data.targets.some((target) => target.mappingId === mappingId));

/** What an event says that a campaign is. */
const toldOf = ({ type, data }: History[number]): readonly (readonly [string, string])[] => {
  if (type === 'PlatformCampaignStatusChanged') return [[data.mappingId, data.status]];
  if (type !== 'ExternalChangeAdopted') return [];
  const { removed, status } = data.adopted;
  if (removed === true) return [[data.mappingId, 'failed']];
  return status === undefined ? [] : [[data.mappingId, status]];
};

/** What may still happen to what is completed: late results, and tidying. */
const afterTheEnd = ['WorkflowSettled', 'SyncRequested', 'CleanUpRequested', 'OrchestrationArchived'];

/** The budget that was last sent to each platform, read from the events alone. */
const lastSent = (history: History): Readonly<Record<string, number>> => {
  const sent: Record<string, number> = {};
  for (const event of history) {
    const carries =
      event.type === 'DeploymentRequested' ||
      (event.type === 'SyncRequested' && carriesSettings(event.data.syncType, event.data.direction));
    if (carries) for (const { platform, budget: part } of event.data.targets) sent[platform] = part.micros;
    if (event.type === 'ExternalChangeAdopted') {
      sent[event.data.platform] = event.data.adopted.budget?.micros ?? sent[event.data.platform] ?? 0;
    }
  }
  return sent;
};

describe('an orchestration, whatever is asked of it and however its runs end', () => {
  it('reaches every state and every kind of run', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(moves, (list) => {
        for (const { type } of play([...list, archiving])) seen.add(type);
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect([...seen].toSorted()).toEqual(orchestrationCodec.types.toSorted());
  });

  it('never allocates more than its total, nor nothing to a platform', () => {
    always(({ after }) => {
      const { mappings, totalBudget } = existing(after);
      expect(mappings.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0)).toBeLessThanOrEqual(totalBudget.micros);
      for (const { budgetMicros } of mappings) expect(budgetMicros).toBeGreaterThan(0);
    });
  });

  it('never has more applied and reserved on the platforms than its total, nor more than before where that was lowered', () => {
    always(({ before, events }) => {
      let state = before;
      for (const event of events) {
        const earlier = state.status === 'absent' ? 0 : exposure(state);
        state = evolve(state, event);
        const { totalBudget } = existing(state);
        expect(exposure(existing(state))).toBeLessThanOrEqual(Math.max(totalBudget.micros, earlier));
        for (const { appliedMicros, reservedMicros } of ledgerOf(existing(state))) {
          expect(appliedMicros).toBeGreaterThanOrEqual(0);
          expect(reservedMicros).toBeGreaterThanOrEqual(0);
        }
      }
    });
  });

  it('has one life-cycle run and one sync at most', () => {
    always(({ after, history }) => {
      const { lifecycleRun, syncRun } = existing(after);
      expect([...openRuns(history, requested)]).toEqual(lifecycleRun === null ? [] : [lifecycleRun.workflowId]);
      expect([...openRuns(history, ['SyncRequested', 'OptimizationRequested', 'RotationRequested'])]).toEqual(
        syncRun === null ? [] : [syncRun],
      );
    });
  });

  it('is active exactly when a campaign is', () => {
    always(({ after }) => {
      const { status, mappings } = existing(after);
      expect(status === 'active').toBe(mappings.some((mapping) => mapping.status === 'active'));
    });
  });

  it('counts its active platforms as its events tell them', () => {
    always(({ after, history }) => {
      const told = new Map(history.flatMap(toldOf));
      const active = existing(after).mappings.filter(({ status }) => status === 'active').length;
      expect([...told.values()].filter((status) => status === 'active')).toHaveLength(active);
    });
  });

  it('has a campaign wherever it is active or paused', () => {
    always(({ after }) => {
      for (const mapping of existing(after).mappings) {
        if (mapping.status === 'active' || mapping.status === 'paused') expect(isLive(mapping)).toBe(true);
      }
    });
  });

  it('deploys only what is not live', () => {
    always(({ before, events }) => {
      for (const event of events) {
        if (event.type !== 'DeploymentRequested') continue;
        for (const mapping of mappingsOf(before, event)) expect(isLive(mapping)).toBe(false);
      }
    });
  });

  it('resumes only what was deployed and is paused', () => {
    always(({ before, events }) => {
      for (const event of events) {
        if (event.type !== 'ResumeRequested') continue;
        for (const mapping of mappingsOf(before, event)) {
          expect(mapping).toMatchObject({ status: 'paused', platformCampaignId: expect.any(String) });
        }
      }
    });
  });

  it('names in every run the campaigns that it has on the platforms', () => {
    always(({ after, events }) => {
      for (const { data } of events) {
        if (!('targets' in data)) continue;
        for (const { mappingId, platformCampaignId } of data.targets) {
          expect(existing(after).mappings).toContainEqual(expect.objectContaining({ mappingId, platformCampaignId }));
        }
      }
    });
  });

  it('is final when completed: what was under way still ends, late results come in, and what was left goes', () => {
    always(({ before, events }) => {
      if (before.status !== 'completed') return;
      for (const event of events) {
        if (event.type === 'SyncRequested') expect(event.data.syncType).toBe('performance');
        if (event.type === 'PlatformCampaignStatusChanged') expect(['failed', 'pending']).toContain(event.data.status);
        else expect(afterTheEnd).toContain(event.type);
      }
    });
  });

  it('changes nothing when a command is repeated, but for one that says how much more or less', () => {
    always(({ command, after }) => {
      if (command.type === 'AdjustAllocation') return;
      expect(refusalOf(after, command) === undefined ? decide(command, after) : []).toEqual([]);
    });
  });

  it('forgets no budget: when nothing is under way, every campaign has been sent the budget it shall have, or there is no room for it yet', () => {
    always(({ after, history }) => {
      const { lifecycleRun, syncRun, status, mappings, totalBudget, pendingPush } = existing(after);
      if (lifecycleRun !== null || syncRun !== null || status === 'completed') return;
      const sent = lastSent(history);
      const room = totalBudget.micros - exposure(existing(after));
      for (const { platform, budgetMicros } of mappings.filter(isLive)) {
        if (sent[platform] === budgetMicros) continue;
        // A raise that has no room beside what others may still have, and goes out as soon as there is.
        expect(budgetMicros - (sent[platform] ?? 0)).toBeGreaterThan(room);
        expect(pendingPush).not.toBeNull();
      }
    });
  });

  it('never thinks that a platform has less than was last sent to it', () => {
    always(({ after, history }) => {
      const sent = lastSent(history);
      for (const mapping of existing(after).mappings.filter(isLive)) {
        expect(mapping.sent?.micros).toBe(sent[mapping.platform]);
        expect(mapping.sent?.atMostMicros).toBeGreaterThanOrEqual(sent[mapping.platform] ?? 0);
      }
    });
  });

  it('decides only events that fit their schemas', () => {
    always(({ events }) => {
      for (const { type, data } of events) {
        const stored = JSON.parse(JSON.stringify(data));
        expect(orchestrationCodec.decode({ type, data: stored, metadata: { schemaVersion: 1 } })).toEqual({
          type,
          data,
        });
      }
    });
  });

  it('changes no state in place', () => {
    always(({ before, command }) => {
      const text = JSON.stringify(before);
      if (refusalOf(before, command) === undefined) decide(command, before).reduce(evolve, before);
      expect(JSON.stringify(before)).toBe(text);
    });
  });

  it('takes its events in any order, and any part of them, without an error', () => {
    fc.assert(
      fc.property(
        moves.chain((list) => fc.shuffledSubarray([...play(list)])),
        (events) => {
          const { status } = fold(orchestrationDecider, events);
          expect(status === 'absent').toBe(events.every(({ type }) => type !== 'OrchestrationDrafted'));
        },
      ),
    );
  });

  it('is not moved by the end of a run that it never asked for', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...goals), results, (list, goal, how) => {
        const history = play(list);
        const foreign = end(goal, how)(history, 0);
        if (foreign?.type !== 'RecordWorkflowEnd') return;
        const command = { ...foreign, data: { ...foreign.data, workflowId: run(999) } };
        expect(decide(command, fold(orchestrationDecider, history))).toEqual([]);
      }),
    );
  });
});
