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
}>;

const mostMs = 5_000;

/** 10,000 rules and 50,000 platforms of campaigns, all of which are synced every 15 minutes. */
const full: Plan = {
  size: { organisations: 50, campaigns: 10_000, rulesOfEachOrganisation: 20, rulesOfCampaigns: 9_000 },
  ...{ singles: 50, load: { perSecond: 50_000 / 900, seconds: 30 }, seconds: 15, mostPerSecond: 1_000 },
};
const short: Plan = {
  size: { organisations: 4, campaigns: 40, rulesOfEachOrganisation: 10, rulesOfCampaigns: 60 },
  ...{ singles: 5, load: { perSecond: 20, seconds: 2 }, seconds: 1, mostPerSecond: 40 },
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
  const { size, singles, load, seconds, mostPerSecond } = setting.quick ? short : full;
  const { store, campaigns, processorTime } = await startSystem(size, setting);
  const { atRate, oneByOne } = reporter(store, campaigns, randomFrom(1));
  setting.say('warming up');
  await atRate({ ...load, seconds });
  setting.say(`${singles} single reports`);
  const single = await oneByOne(singles);
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
      limit: { name: `${size.campaigns * platforms.length} platforms in 15 minutes`, value: load.perSecond },
      ...{ ratio: highest / load.perSecond, aim: { of: 'ratio', is: 'at least', than: 1 } },
    },
    work('rules-engine', after.engine - before.engine),
    work('projector', after.projector - before.projector),
    {
      ...{ name: '100 rules on five platforms, alone', value: evaluationMs(100, setting.quick ? 20 : 200), unit: 'ms' },
      aim: { of: 'value', is: 'at most', than: 5 },
    },
    {
      ...{
        name: '90 days of 1,000 platforms replayed',
        value: backtestSeconds(90, setting.quick ? 20 : 200),
        unit: 's',
      },
      aim: { of: 'value', is: 'at most', than: 10 },
    },
  ];
};
