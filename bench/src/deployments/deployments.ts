import { postgresEventStore } from '@campaigns/event-sourcing';
import type { Benchmark } from '../benchmark.ts';
import { comparisonOf, type Round } from '../measure/comparison.ts';
import { percentile } from '../measure/statistics.ts';
import { throughput } from '../measure/throughput.ts';
import { openDatabase, openServer } from '../postgres/database.ts';
import { createRawLog, openRawClients } from '../postgres/raw-log.ts';
import type { Figure } from '../report/figure.ts';
import { deployer } from './deployer.ts';
import { connectOrganisations } from './organisations.ts';
import { type Memory, startSystem } from './running-system.ts';
import { hearSettlements } from './settlements.ts';

const underWay = 32;

const memoryFigures = (before: Memory, after: Memory, count: number): readonly Figure[] => {
  const figure = (name: string, of: keyof Memory): Figure => ({
    ...{ name, value: after[of] / 1_000_000, unit: 'MB', ratio: after[of] / before[of] },
    limit: { name: `before ${count.toLocaleString('en-US')} deployments`, value: before[of] / 1_000_000 },
  });
  return [figure('resident memory after', 'rss'), figure('heap in use after', 'heapUsed')];
};

/** Deployments to three platforms through the running system, and what a thousand of them leave behind in its memory. */
export const deployments: Benchmark = async ({ quick, say, track }) => {
  const [rounds, perRound, organisationCount] = quick ? [2, 50, 60] : [5, 200, 200];
  const server = await openServer(track);
  const [database, beside] = [await openDatabase(track, server), await openDatabase(track, server)];
  await createRawLog(beside.poolOf(1));
  const insert = await openRawClients(beside.poolOf(underWay), underWay, track);
  const inserts = () => throughput({ clients: underWay, ms: quick ? 500 : 2_000 }, insert);

  const system = await startSystem(database.url, track);
  const store = track('store', postgresEventStore({ pool: database.poolOf(8) }), ({ close }) => close());
  say('connecting organisations');
  const organisations = await connectOrganisations(system, { store, pool: database.poolOf(8) }, organisationCount);
  const settlements = track('settlements', await hearSettlements(store), ({ stop }) => stop());
  const deploy = await deployer(system.apiUrl, organisations, settlements);
  const logEnd = async (): Promise<number> => Number(await store.head());
  say('warming up');
  await deploy(perRound, underWay);
  await inserts();

  const memoryBefore = await system.memory();
  const endBefore = await logEnd();
  const measured: Round<number>[] = [];
  const latencies: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}, ${perRound} deployments each`);
    const deployed = await deploy(perRound, underWay);
    latencies.push(...deployed.latencies);
    measured.push({ ours: deployed.perSecond, theirs: await inserts() });
  }
  const count = rounds * perRound;
  const eventsEach = ((await logEnd()) - endBefore) / count;
  const { value, limit, ratio } = comparisonOf(
    measured.map(({ ours, theirs }) => ({ ours, theirs: theirs / eventsEach })),
  );
  return [
    {
      ...{ name: `three platforms, ${underWay} under way`, value, unit: 'deployments/s', ratio },
      limit: { name: 'one-row inserts of as many events', value: limit },
    },
    { name: 'request to live, p50', value: percentile(latencies, 0.5), unit: 'ms' },
    { name: 'request to live, p99', value: percentile(latencies, 0.99), unit: 'ms' },
    { name: 'events of a deployment', value: eventsEach, unit: 'events' },
    ...memoryFigures(memoryBefore, await system.memory(), count),
  ];
};
