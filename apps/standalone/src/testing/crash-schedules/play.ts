import { isDeepStrictEqual } from 'node:util';
import { orchestrationDecider } from '@campaigns/domain';
import { fold } from '@campaigns/event-sourcing';
import { type Ground, openGround, wholeLog } from './ground.ts';
import { endingOf, endsOf, type Histories, historiesIn } from './histories.ts';
import { type Deed, type Fate, immortal, killedAt, type Place } from './lives.ts';
import type { Scenario } from './scenarios.ts';
import { faultsOf } from './verdict.ts';
import { openWorld, type World } from './world.ts';

/** What came of it in a few words, the same for who was killed over it and who was not. */
export type Outcome = Readonly<{
  status: string;
  /** Of each run: what for, and how it ended. */
  runs: readonly string[];
  platforms: readonly string[];
}>;

const outcomeOf = ({ orchestration, runs }: Histories, { sandbox }: World): Outcome => {
  const state = fold(orchestrationDecider, orchestration);
  if (state.status === 'absent') throw new TypeError('Nothing was drafted');
  const objects = [...sandbox.campaigns(), ...sandbox.children()];
  return {
    status: state.status,
    runs: [...runs.values()].flatMap((run) => endsOf(run).map((end) => `${end.data.purpose.goal}: ${endingOf(end)}`)),
    platforms: state.mappings.map(({ platform, status, platformCampaignId, error, ads, budgetMicros }) => {
      const there = objects.filter((object) => object.platform === platform && object.status !== 'deleted');
      const shown = ads.map(({ resting }) => (resting === true ? 'resting' : 'shown'));
      const here = `${status}, ads ${shown.join(' and ')}, ${error ?? 'no error'}, ${budgetMicros} micros`;
      const kinds = there.map((object) => `${'kind' in object ? object.kind : 'campaign'} ${object.status}`);
      return `${platform}: ${here}, ${platformCampaignId === null ? 'no' : 'a'} campaign; there: ${kinds.toSorted().join(', ')}`;
    }),
  };
};

export type Played = Readonly<{ histories: Histories; outcome: Outcome; faults: readonly string[]; world: World }>;

/** Plays what a scenario is about, on ground where all that comes before it has been done. */
export const playOn = async (ground: Ground, { act }: Scenario, fate: Fate = immortal): Promise<Played> => {
  const world = await openWorld({ ground, fate });
  await act(world);
  const log = await wholeLog(world.store);
  const histories = historiesIn(log);
  const { sandbox, wrong } = world;
  const held = { campaigns: sandbox.campaigns(), children: sandbox.children() };
  return { histories, world, outcome: outcomeOf(histories, world), faults: [...wrong, ...faultsOf(log, held)] };
};

export const groundFor = async ({ before }: Scenario): Promise<Ground> => {
  const world = await openWorld({ ground: await openGround() });
  for (const act of before) await act(world);
  return world.ground();
};

const whens: Readonly<Record<'all' | 'telling', Readonly<Record<Deed, readonly Place['when'][]>>>> = {
  all: { append: ['before', 'after'], call: ['before', 'after'] },
  telling: { append: ['after'], call: ['before', 'after'] },
};

/**
 * The places at which a process can be killed over so many appends and calls. `telling`: not before an append as well,
 * which finds the same log and the same platforms as after the deed ahead of it.
 */
export const placesIn = (deeds: ReturnType<World['deeds']>, which: keyof typeof whens): readonly Place[] =>
  (['append', 'call'] as const).flatMap((deed) =>
    Array.from({ length: deeds[deed] }, (_, index) => index + 1).flatMap((number) =>
      whens[which][deed].map((when) => ({ deed, number, when })),
    ),
  );

/** A scenario that was played and not disturbed. */
export type Case = Readonly<{ scenario: Scenario; ground: Ground; undisturbed: Played }>;

export const caseOf = async (scenario: Scenario): Promise<Case> => {
  const ground = await groundFor(scenario);
  return { scenario, ground, undisturbed: await playOn(ground, scenario) };
};

/** What is wrong, and what comes out differently, when the process is killed there. */
export const wrongWhenKilled = async (
  { scenario, ground, undisturbed }: Case,
  place: Place,
): Promise<readonly string[]> => {
  const { outcome, faults, world } = await playOn(ground, scenario, killedAt(place));
  const times = world.deaths() === 1 ? [] : [`it was killed ${world.deaths()} times`];
  const other = isDeepStrictEqual(outcome, undisturbed.outcome) ? [] : [JSON.stringify(outcome)];
  const { deed, number, when } = place;
  return [...faults, ...times, ...other].map(
    (fault) => `${scenario.title}, killed ${when} ${deed} ${number}: ${fault}`,
  );
};
