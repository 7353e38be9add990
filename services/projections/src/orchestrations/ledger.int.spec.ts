import type { OrchestrationEvent } from '@campaigns/contracts';
import { type ExistingOrchestration, ledgerOf, orchestrationDecider } from '@campaigns/domain';
import { type History, moves, play } from '@campaigns/domain/contract-suites';
import { fold } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { project } from '../testing/project.ts';
import { type ReadDatabase, readDatabase } from '../testing/read-database.ts';
import { recorder } from '../testing/recorder.ts';

let database: ReadDatabase;
beforeAll(async () => {
  database = await readDatabase();
});
afterAll(() => database.close());

const clear = () =>
  database.pool.query(`truncate read.campaign_orchestrations cascade; truncate read.orchestration_workflows, read.orchestration_sync_logs;
    update read_meta.checkpoints set position = 0 where name = 'read'`);

/** What the read tables say of an orchestration after these events, in the domain's words. */
const shownAfter = async (history: History): Promise<unknown> => {
  await clear();
  const store = inMemoryEventStore();
  const [{ data }] = history as readonly [Extract<OrchestrationEvent, { type: 'OrchestrationDrafted' }>];
  const { record } = recorder(store, data.orgId);
  for (const event of history) await record(`orchestration-${data.orchestrationId}`, event.type, event.data as never);
  await project(database.pool, store);
  const { rows } = await database.pool.query(
    `select o.status, o.name, o.active_workflow_id, o.active_platform_count, o.archived_at is not null as archived,
       o.budget_reached_total as spent_cap, o.total_budget, o.budget_allocation,
       array(select json_build_object('platform', p.platform, 'status', p.status, 'ownName', p.own_name,
               'error', p.status_error, 'planned', p.allocated_budget, 'applied', p.applied_budget,
               'reserved', p.reserved_budget)
             from read.orchestration_platforms p order by array_position(o.platforms, p.platform)) as platforms
     from read.campaign_orchestrations o`,
  );
  return rows[0];
};

const units = (micros: number): number => micros / 1_000_000;
const decimal = (micros: number): string => units(micros).toFixed(6);

/** The same from the domain's own fold. */
const foldedFrom = (history: History): unknown => {
  const state = fold(orchestrationDecider, history) as ExistingOrchestration;
  const ledger = ledgerOf(state);
  return {
    ...{ status: state.status, name: state.name, archived: state.archivedAt !== null },
    active_workflow_id: state.lifecycleRun?.workflowId ?? null,
    active_platform_count: state.mappings.filter(({ status }) => status === 'active').length,
    spent_cap: state.spentCapMicros === null ? null : decimal(state.spentCapMicros),
    total_budget: decimal(state.totalBudget.micros),
    budget_allocation: Object.fromEntries(
      ledger.map(({ platform, plannedMicros }) => [platform, units(plannedMicros)]),
    ),
    platforms: state.mappings.map(({ platform, status, ownName, error }, index) => ({
      ...{ platform, status, ownName, error },
      planned: units(ledger[index]?.plannedMicros ?? 0),
      applied: units(ledger[index]?.appliedMicros ?? 0),
      reserved: units(ledger[index]?.reservedMicros ?? 0),
    })),
  };
};

/** Long enough for budgets to be reached, and for a raise to be on its way beside what is confirmed. */
const lives = fc.tuple(moves, moves, moves).map((parts) => parts.flat());

describe('The read side of an orchestration, whatever happens to it', () => {
  it('has the ledger, the states and the run under way that the domain has', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(lives, async (list) => {
        const history = play(list);
        expect(await shownAfter(history)).toEqual(foldedFrom(history));
        for (const { type } of history) seen.add(type);
        const ledger = ledgerOf(fold(orchestrationDecider, history) as ExistingOrchestration);
        if (ledger.some(({ appliedMicros, reservedMicros }) => appliedMicros > 0 && reservedMicros > 0))
          seen.add('both');
      }),
      { numRuns: 120 },
    );
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['both', 'BudgetChanged', 'BudgetReached', 'CleanUpRequested', 'ExternalChangeAdopted']),
    );
  });
});
