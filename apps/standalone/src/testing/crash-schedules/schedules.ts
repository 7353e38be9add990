import { openGround } from './ground.ts';
import { caseOf, placesIn, wrongWhenKilled } from './play.ts';
import { playSchedule, type ScheduleResult } from './random-schedule.ts';
import { scenarios } from './scenarios.ts';

/** How a schedule is played again by itself. */
export const playAgain = (seed: number): string => `pnpm crash-test --in-memory --schedules 1 --seed ${seed}`;

export type SchedulesResult = Readonly<{
  schedules: number;
  kills: number;
  faultsInjected: number;
  /** How often runs ended in which way, such as `deploy: compensated`. */
  endings: ReadonlyMap<string, number>;
  /** What is wrong, one line each, with how it is played again. */
  faults: readonly string[];
}>;

/** A schedule that cannot be played to its end is wrong as well. */
const played = async (ground: Awaited<ReturnType<typeof openGround>>, seed: number): Promise<ScheduleResult> => {
  try {
    return await playSchedule(ground, seed);
  } catch (error) {
    return { seed, endings: [], kills: 0, faultsInjected: 0, faults: [`It broke off: ${String(error)}`] };
  }
};

/** Plays so many schedules of that seed and the ones behind it. */
export const playSchedules = async (
  options: Readonly<{ schedules: number; seed: number; onPlayed: (count: number) => void }>,
): Promise<SchedulesResult> => {
  const { schedules, seed: first, onPlayed } = options;
  const ground = await openGround();
  const endings = new Map<string, number>();
  const faults: string[] = [];
  let kills = 0;
  let faultsInjected = 0;
  for (let count = 1; count <= schedules; count += 1) {
    const result = await played(ground, first + count - 1);
    kills += result.kills;
    faultsInjected += result.faultsInjected;
    for (const ending of result.endings) endings.set(ending, (endings.get(ending) ?? 0) + 1);
    faults.push(...result.faults.map((fault) => `${fault}; again: ${playAgain(result.seed)}`));
    onPlayed(count);
  }
  return { schedules, kills, faultsInjected, endings, faults };
};

/** Kills once at every place of every scenario. */
export const playEveryPlace = async (
  say: (line: string) => void,
): Promise<Readonly<{ places: number; faults: readonly string[] }>> => {
  const faults: string[] = [];
  let count = 0;
  for (const scenario of scenarios) {
    const each = await caseOf(scenario);
    const places = placesIn(each.undisturbed.world.deeds(), 'all');
    faults.push(...each.undisturbed.faults.map((fault) => `${scenario.title}: ${fault}`));
    for (const place of places) faults.push(...(await wrongWhenKilled(each, place)));
    count += places.length;
    say(`${scenario.title}: killed at ${places.length} places`);
  }
  return { places: count, faults };
};
