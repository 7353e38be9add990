import type { Secrets } from '@campaigns/standalone';
import type { StartedPostgres } from '@campaigns/testing';
import type { Benchmark, Setting } from '../benchmark.ts';
import { kafkaNeeds, openKafka } from '../kafka/cluster.ts';
import { comparisonOf } from '../measure/comparison.ts';
import { percentile } from '../measure/statistics.ts';
import { throughput } from '../measure/throughput.ts';
import { openDatabase, openServer } from '../postgres/database.ts';
import { createRawLog, openRawClients } from '../postgres/raw-log.ts';
import type { Figure } from '../report/figure.ts';
import type { Deployed } from './deployer.ts';
import { measuredSystem } from './measured-system.ts';
import { memoryFigures } from './memory-figures.ts';
import { startOneProcess } from './one-process.ts';
import { startSandbox } from './sandbox.ts';
import { startSeparateProcesses } from './separate-processes.ts';
import { workerFigures } from './workers.ts';

const underWay = 32;

const latencyFigures = (name: string, deployed: readonly Deployed[]): readonly Figure[] => {
  const all = deployed.flatMap(({ latencies }) => latencies);
  return [0.5, 0.99].map((share) => ({
    name: `${name}: request to live, p${share * 100}`,
    value: percentile(all, share),
    unit: 'ms',
  }));
};

type Ground = Readonly<{ server: StartedPostgres; organisationCount: number }>;

const startOne = async ({ server, organisationCount }: Ground, track: Setting['track']) => {
  const [database, sandbox] = [await openDatabase(track, server), await startSandbox(track)];
  const system = await startOneProcess({ databaseUrl: database.url, sandboxUrl: sandbox.url }, track);
  return measuredSystem(system, { database, organisationCount }, track);
};

const startSeparate = async (
  { server, organisationCount, brokers, secrets }: Ground & Readonly<{ brokers: readonly string[]; secrets: Secrets }>,
  track: Setting['track'],
) => {
  const [database, sandbox] = [await openDatabase(track, server), await startSandbox(track)];
  const ground = { databaseUrl: database.url, sandboxUrl: sandbox.url, brokers, secrets };
  const system = await startSeparateProcesses(ground, track);
  return { sandbox, measured: await measuredSystem(system, { database, organisationCount }, track) };
};

/**
 * Deployments to three platforms through the running system, in one process and with a process for each service, and what
 * they leave behind in the memory of each.
 */
export const deployments: Benchmark = async (setting) => {
  const { quick, say, skip, track } = setting;
  const [rounds, perRound, organisationCount] = quick ? [2, 50, 130] : [5, 200, 200];
  const server = await openServer(track);
  const beside = await openDatabase(track, server);
  await createRawLog(beside.poolOf(1));
  const insert = await openRawClients(beside.poolOf(underWay), underWay, track);
  const inserts = () => throughput({ clients: underWay, ms: quick ? 500 : 2_000 }, insert);

  say('starting one process');
  const one = await startOne({ server, organisationCount }, track);
  const brokers = await openKafka(track);
  if (brokers === undefined) skip('deployments by separate processes', kafkaNeeds);
  else say('starting separate processes');
  const { secrets } = one.system;
  const separate =
    brokers === undefined ? undefined : await startSeparate({ server, organisationCount, brokers, secrets }, track);
  const systems = separate === undefined ? [one] : [one, separate.measured];
  const memory = () => Promise.all(systems.map(({ system }) => system.memory()));

  say('warming up');
  for (const { deploy } of systems) await deploy(perRound, underWay);
  await inserts();
  const [before, endBefore] = [await memory(), await one.logEnd()];
  const deployed = systems.map((): Deployed[] => []);
  const inserted: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}, ${perRound} deployments each`);
    const sides = [...systems.entries()];
    for (const [side, { deploy }] of round % 2 === 1 ? sides : sides.reverse()) {
      deployed[side]?.push(await deploy(perRound, underWay));
    }
    inserted.push(await inserts());
  }
  const count = rounds * perRound;
  const eventsEach = ((await one.logEnd()) - endBefore) / count;
  const after = await memory();

  const figureOf = (name: string, ours: readonly Deployed[], limit: string, theirs: readonly number[]): Figure => {
    const compared = comparisonOf(
      ours.map(({ perSecond }, round) => ({ ours: perSecond, theirs: theirs[round] as number })),
    );
    const { value, ratio, spread } = compared;
    return { name, value, unit: 'deployments/s', limit: { name: limit, value: compared.limit }, ratio, spread };
  };
  const [byOne = [], bySeparate = []] = deployed;
  const insertsOfOne = inserted.map((perSecond) => perSecond / eventsEach);
  const figures: Figure[] = [
    figureOf(`one process, ${underWay} under way`, byOne, 'one-row inserts of as many events', insertsOfOne),
    ...latencyFigures('one process', byOne),
    { name: 'events of a deployment', value: eventsEach, unit: 'events' },
  ];
  if (separate !== undefined) {
    const rates = byOne.map(({ perSecond }) => perSecond);
    figures.push(
      figureOf(`separate processes, ${underWay} under way`, bySeparate, 'one process', rates),
      ...latencyFigures('separate processes', bySeparate),
    );
  }
  figures.push(
    ...systems.flatMap((_, side) => memoryFigures(before[side] ?? new Map(), after[side] ?? new Map(), count)),
  );
  if (separate !== undefined) figures.push(...(await workerFigures(separate.measured, separate.sandbox, setting)));
  return figures;
};
