import { type OrchestrationEvent, orchestrationCodec, type Platform } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OrchestrationCommand } from './commands.ts';
import { orchestrationDecider } from './orchestration.ts';
import { budget, complete, deploy, draft, endOf, notMade, pause, refusalOf, resume, run, sync } from './samples.ts';
import { isLive, type Orchestration } from './state.ts';

type History = readonly OrchestrationEvent[];
/** A command that may come next; `undefined` when there is nothing that it could be about. */
type Move = (history: History, n: number) => OrchestrationCommand | undefined;

const { decide, evolve } = orchestrationDecider;
const goals = ['deploy', 'pause', 'resume', 'complete', 'sync'] as const;

/** How a platform may come out: well, refused, gone, or (from a deployment) left behind. */
const result = fc.constantFrom('well', 'refused', 'left-behind', 'not-made');
const results = fc.tuple(result, result, result);

const failure = (goal: (typeof goals)[number], how: string): object => {
  if (how === 'well' || goal === 'sync') return how === 'well' ? {} : { error: 'refused' };
  if (goal === 'pause' || goal === 'complete') return { status: 'active', error: 'refused' };
  if (goal === 'resume') return { status: 'paused', error: 'refused' };
  return how === 'not-made' ? notMade : { status: how === 'refused' ? 'paused' : 'failed', error: 'refused' };
};

const end =
  (goal: (typeof goals)[number], how: readonly string[]): Move =>
  (history) => {
    const outcomes = Object.fromEntries(
      (['meta', 'google', 'tiktok'] satisfies Platform[]).map((platform, index) => [
        platform,
        failure(goal, how[index] ?? ''),
      ]),
    );
    try {
      return endOf(goal, outcomes)(history);
    } catch {
      return undefined;
    }
  };

const units = fc.integer({ min: 0, max: 60 });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constant<Move>((_, n) => deploy(n)),
  fc.constant<Move>((_, n) => pause(n)),
  fc.constant<Move>((_, n) => resume(n)),
  { weight: 1, arbitrary: fc.constant<Move>((_, n) => complete(n)) },
  fc.constantFrom('full', 'settings', 'performance', 'creative').map(
    (syncType): Move =>
      (_, n) => {
        const { type, data } = sync(n);
        return { type, data: { ...data, syncType: syncType as 'full' } };
      },
  ),
  fc.tuple(units, units, units, fc.option(units)).map(
    ([meta, google, tiktok, total]): Move =>
      (_, n) =>
        budget(n, [meta, google, tiktok], total ?? undefined),
  ),
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...goals), results).map(([goal, how]) => end(goal, how)) },
);
const moves = fc.array(move, { maxLength: 30 });

type Told = Readonly<{
  before: Orchestration;
  command: OrchestrationCommand;
  events: History;
  after: Orchestration;
  history: History;
}>;

/** Plays the moves on a draft; refused commands leave no event. `watch` sees every command. */
const play = (list: readonly Move[], watch: (told: Told) => void = () => undefined): History => {
  const history: OrchestrationEvent[] = [];
  let state: Orchestration = orchestrationDecider.initialState;
  [() => draft(), ...list].forEach((next, n) => {
    const command = next(history, n + 1);
    if (command === undefined) return;
    const before = state;
    const events = refusalOf(before, command) === undefined ? decide(command, before) : [];
    history.push(...events);
    state = events.reduce(evolve, before);
    watch({ before, command, events, after: state, history });
  });
  return history;
};

const always = (watch: (told: Told) => void): void => {
  fc.assert(
    fc.property(moves, (list) => {
      play(list, watch);
    }),
    { numRuns: 300 },
  );
};

const existing = (state: Orchestration) => {
  if (state.status === 'absent') throw new TypeError('Nothing was drafted');
  return state;
};

const requested = ['DeploymentRequested', 'PauseRequested', 'ResumeRequested', 'CompletionRequested'];

/** The runs asked for and not yet settled, read from the events alone. */
const openRuns = (history: History, types: readonly string[]): ReadonlySet<string> => {
  const open = new Set<string>();
  for (const { type, data } of history) {
    if (types.includes(type)) open.add((data as { workflowId: string }).workflowId);
    if (type === 'WorkflowSettled') open.delete(data.workflowId);
  }
  return open;
};

/** The budget that was last sent to each platform, read from the events alone. */
const lastSent = (history: History): Readonly<Record<string, number>> => {
  const sent: Record<string, number> = {};
  for (const event of history) {
    const carries =
      event.type === 'DeploymentRequested' || (event.type === 'SyncRequested' && event.data.syncType !== 'performance');
    if (carries) for (const { platform, budget: part } of event.data.targets) sent[platform] = part.micros;
  }
  return sent;
};

describe('an orchestration, whatever is asked of it and however its runs end', () => {
  it('reaches every state and every kind of run', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(moves, (list) => {
        for (const { type } of play(list)) seen.add(type);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(seen.size).toBe(orchestrationCodec.types.length);
  });

  it('never allocates more than its total, nor nothing to a platform', () => {
    always(({ after }) => {
      const { mappings, totalBudget } = existing(after);
      expect(mappings.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0)).toBeLessThanOrEqual(totalBudget.micros);
      for (const { budgetMicros } of mappings) expect(budgetMicros).toBeGreaterThan(0);
    });
  });

  it('has one life-cycle run and one sync at most', () => {
    always(({ after, history }) => {
      const { lifecycleRun, syncRun } = existing(after);
      expect([...openRuns(history, requested)]).toEqual(lifecycleRun === null ? [] : [lifecycleRun.workflowId]);
      expect([...openRuns(history, ['SyncRequested'])]).toEqual(syncRun === null ? [] : [syncRun]);
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
      const told = new Map<string, string>();
      for (const event of history) {
        if (event.type === 'PlatformCampaignStatusChanged') told.set(event.data.mappingId, event.data.status);
      }
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

  it('deploys only what is not live, and resumes only what was deployed and is paused', () => {
    always(({ before, events }) => {
      for (const event of events) {
        if (event.type !== 'DeploymentRequested' && event.type !== 'ResumeRequested') continue;
        for (const { mappingId, platformCampaignId } of event.data.targets) {
          const mapping = existing(before).mappings.find((candidate) => candidate.mappingId === mappingId);
          expect(mapping?.platformCampaignId).toBe(platformCampaignId);
          if (event.type === 'DeploymentRequested') expect(mapping !== undefined && isLive(mapping)).toBe(false);
          else expect(mapping).toMatchObject({ status: 'paused', platformCampaignId: expect.any(String) });
        }
      }
    });
  });

  it('is final when completed: only what was under way still ends', () => {
    always(({ before, events }) => {
      if (before.status !== 'completed') return;
      expect(events.filter(({ type }) => type !== 'WorkflowSettled')).toEqual([]);
    });
  });

  it('changes nothing when a command is repeated', () => {
    always(({ command, after }) => {
      expect(refusalOf(after, command) === undefined ? decide(command, after) : []).toEqual([]);
    });
  });

  it('forgets no budget: when nothing is under way, every campaign has been sent the budget it shall have', () => {
    always(({ after, history }) => {
      const { lifecycleRun, syncRun, status, mappings } = existing(after);
      if (lifecycleRun !== null || syncRun !== null || status === 'completed') return;
      const sent = lastSent(history);
      for (const { platform, budgetMicros } of mappings.filter(isLive)) expect(sent[platform]).toBe(budgetMicros);
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
