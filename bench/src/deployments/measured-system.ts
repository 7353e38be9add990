import { postgresEventStore } from '@campaigns/event-sourcing';
import type { Setting } from '../benchmark.ts';
import type { Database } from '../postgres/database.ts';
import { type Deployed, deployer } from './deployer.ts';
import { connectOrganisations } from './organisations.ts';
import type { RunningSystem } from './running-system.ts';
import { hearSettlements } from './settlements.ts';

export type MeasuredSystem<System extends RunningSystem> = Readonly<{
  system: System;
  deploy: (count: number, underWay: number) => Promise<Deployed>;
  /** Position of the last event of its log. */
  logEnd: () => Promise<number>;
}>;

/** A running system with organisations that can deploy. */
export const measuredSystem = async <System extends RunningSystem>(
  system: System,
  { database, organisationCount }: Readonly<{ database: Database; organisationCount: number }>,
  track: Setting['track'],
): Promise<MeasuredSystem<System>> => {
  const store = track('store', postgresEventStore({ pool: database.poolOf(4) }), ({ close }) => close());
  const organisations = await connectOrganisations(system, { store, pool: database.poolOf(4) }, organisationCount);
  const settlements = track('settlements', await hearSettlements(store), ({ stop }) => stop());
  return {
    system,
    deploy: await deployer(system.apiUrl, organisations, settlements),
    logEnd: async () => Number(await store.head()),
  };
};
