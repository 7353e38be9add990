import { campaignWorkflow } from '@campaigns/domain';
import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { createWorkflowRunner, playNoOpRun } from '@campaigns/orchestrator';
import type { Benchmark } from '../benchmark.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { throughput } from '../measure/throughput.ts';
import { openDatabase, openServer } from '../postgres/database.ts';
import type { Figure } from '../report/figure.ts';
import { launchDbos } from './dbos.ts';

/** For either side. */
const connections = 20;

/** Runs of four steps that do nothing, each kept durably from its start over every step to its end. */
export const workflows: Benchmark = async ({ quick, say, track }) => {
  const rounds = quick ? 3 : 5;
  const postgres = await openServer(track);
  const [ours, theirs] = [await openDatabase(track, postgres), await openDatabase(track, postgres)];
  const pool = ours.poolOf(connections);
  await migrateEventLog(pool);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  const runner = createWorkflowRunner({ store, workflow: campaignWorkflow });
  const dbos = track('DBOS', await launchDbos({ databaseUrl: theirs.url, connections }), ({ close }) => close());

  const figures: Figure[] = [];
  for (const clients of [1, 32]) {
    const load = { clients, ms: quick ? 500 : 2_500 };
    const engine = () => throughput(load, () => playNoOpRun(runner));
    const other = () => throughput(load, dbos.run);
    await engine();
    await other();
    const measured = await alternate(rounds, engine, other, (round) => say(`${clients} at once, round ${round}`));
    const { value, limit, ratio } = comparisonOf(measured);
    figures.push({
      ...{ name: `four no-op steps, ${clients} at once`, value, unit: 'runs/s', ratio },
      limit: { name: 'DBOS, four no-op steps', value: limit },
      ...(clients === 32 ? { aim: { of: 'ratio', is: 'at least', than: 3 } } : {}),
    });
  }
  return figures;
};
