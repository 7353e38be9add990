import type { Benchmark } from '../benchmark.ts';
import { percentile } from '../measure/statistics.ts';
import { randomFrom } from '../random.ts';
import type { Figure } from '../report/figure.ts';
import { backtestSeconds, evaluationMs } from './alone.ts';
import { platforms } from './campaigns.ts';
import type { Size } from './fill.ts';
import type { Reactions } from './reactions.ts';
import { type Load, reporter } from './reporter.ts';
import { startSystem } from './system.ts';

type Plan = Readonly<{
  size: Size;
  singles: number;
  load: Load;
  /** How the highest rate is looked for: each time with twice as many reports. */
  seconds: number;
  mostPerSecond: number;
  /** Campaigns in a backtest. */
  replayed: number;
}>;

const mostMs = 5_000;

/** 10,000 rules and 50,000 platforms of campaigns, all of which are synced every 15 minutes. */
const full: Plan = {
  size: {
    ...{ organisations: 50, campaigns: 10_000, rulesOfEachOrganisation: 20, rulesOfCampaigns: 9_000 },
    // Of 20 days.
    old: { campaigns: 4, syncs: 1_920 },
  },
  ...{ singles: 50, load: { perSecond: 50_000 / 900, seconds: 30 }, seconds: 15, mostPerSecond: 1_000, replayed: 200 },
};
const short: Plan = {
  size: {
    ...{ organisations: 4, campaigns: 40, rulesOfEachOrganisation: 10, rulesOfCampaigns: 60 },
    old: { campaigns: 2, syncs: 20 },
  },
  ...{ singles: 3, load: { perSecond: 20, seconds: 2 }, seconds: 1, mostPerSecond: 40, replayed: 20 },
};

const latencies = (name: string, { commandedMs, evaluatedMs }: Reactions): readonly Figure[] =>
  (
    [
      ['command', commandedMs],
      ['all evaluations', evaluatedMs],
    ] as const
  ).flatMap(([what, ms]): readonly Figure[] => {
    // Of a few reports there may be none that calls for an action.
    if (ms.length === 0) return [];
    return [
      { name: `${name}: to ${what}, p50`, value: percentile(ms, 0.5), unit: 'ms' },
      {
        ...{ name: `${name}: to ${what}, p99`, value: percentile(ms, 0.99), unit: 'ms' },
        aim: { of: 'value', is: 'at most', than: mostMs },
      },
    ];
  });

const isInTime = ({ commandedMs, evaluatedMs }: Reactions): boolean =>
  [commandedMs, evaluatedMs].every((ms) => ms.length === 0 || percentile(ms, 0.99) < mostMs);

/** How long rules take from the commit of results to the commit of a command, and how many results that holds for. */
export const rules: Benchmark = async (setting) => {
  const { size, singles, load, seconds, mostPerSecond, replayed } = setting.quick ? short : full;
  const { store, campaigns, old, processorTime } = await startSystem(size, setting);
  const { atRate, oneByOne } = reporter(store, campaigns, randomFrom(1));
  setting.say('warming up');
  await atRate({ ...load, seconds });
  setting.say(`${singles} single reports`);
  const single = await oneByOne(singles);
  setting.say(`twice ${old.length} campaigns that were synced ${size.old.syncs} times`);
  const { oneByOne: ofOld } = reporter(store, old, randomFrom(1));
  const workOnce = async (work: () => Promise<Reactions>): Promise<number> => {
    const { engine } = await processorTime();
    const { evaluatedMs } = await work();
    return ((await processorTime()).engine - engine) / evaluatedMs.length;
  };
  const young = await workOnce(() => oneByOne(old.length));
  const first = await workOnce(() => ofOld(old.length));
  const later = await workOnce(() => ofOld(old.length));
  const rate = Math.round(load.perSecond);
  setting.say(`${rate} reports a second for ${load.seconds} s`);
  const before = await processorTime();
  const loaded = await atRate(load);
  const after = await processorTime();

  let highest = isInTime(loaded) ? load.perSecond : 0;
  for (let perSecond = 2 * load.perSecond; highest > 0 && perSecond <= mostPerSecond; perSecond *= 2) {
    setting.say(`${Math.round(perSecond)} reports a second for ${seconds} s`);
    if (!isInTime(await atRate({ perSecond, seconds }))) break;
    highest = perSecond;
  }
  const reports = loaded.evaluatedMs.length;
  const partMs = 1_000 / load.perSecond;
  const work = (name: string, ms: number): Figure => ({
    ...{ name: `processor time of the ${name} for a report`, value: ms / reports, unit: 'ms' },
    ...{ limit: { name: `one core at ${rate} a second`, value: partMs }, ratio: ms / reports / partMs },
  });
  setting.say('evaluating and replaying alone');
  return [
    ...latencies('single reports', single),
    ...latencies(`${rate} reports a second`, loaded),
    { name: 'commands among them', value: loaded.commandedMs.length, unit: '' },
    { name: 'evaluations of a report', value: loaded.evaluations / reports, unit: '' },
    {
      ...{ name: 'highest rate with p99 under 5 s', value: highest, unit: 'reports/s' },
      limit: { name: 'each platform every 15 minutes', value: load.perSecond },
      ...{ ratio: highest / load.perSecond, aim: { of: 'ratio', is: 'at least', than: 1 } },
    },
    ...(
      [
        ['first', first],
        ['next', later],
      ] as const
    ).map(
      ([which, value]): Figure => ({
        ...{
          name: `processor time of the rules-engine after ${size.old.syncs} syncs, ${which} report`,
          value,
          unit: 'ms',
        },
        ...{ limit: { name: 'for a new campaign', value: young }, ratio: value / young },
      }),
    ),
    work('rules-engine', after.engine - before.engine),
    work('projector', after.projector - before.projector),
    {
      ...{ name: '100 rules on five platforms, alone', value: evaluationMs(100, setting.quick ? 20 : 200), unit: 'ms' },
      aim: { of: 'value', is: 'at most', than: 5 },
    },
    {
      name: `90 days of ${(replayed * platforms.length).toLocaleString('en-US')} platforms replayed`,
      ...{ value: backtestSeconds(90, replayed), unit: 's' },
      aim: { of: 'value', is: 'at most', than: 10 },
    },
  ];
};
