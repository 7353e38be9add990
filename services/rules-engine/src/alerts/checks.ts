import { type AlertId, alertCodec, type OrchestrationId, type OrgId } from '@campaigns/contracts';
import { alertDecider, deadLetterSignal, orchestrationSignals } from '@campaigns/domain';
import {
  type CommandContext,
  commandHandler,
  type DeadLetters,
  derivedId,
  type EventStore,
} from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import { rulesEngineActor } from '../reaction-context.ts';
import type { LoadFacts } from './alert-facts.ts';
import { type AlertCheck, armCheck, doOneCheck, nextCheckAt } from './check-table.ts';
import type { Observe } from './observe.ts';

type Dependencies = Readonly<{
  store: EventStore;
  pool: Pool;
  facts: LoadFacts;
  observe: Observe;
  deadLetters: Pick<DeadLetters, 'list'> | undefined;
  clock: Clock;
}>;

const everyMs = 15 * 60_000;
/** So soon a check that failed comes again, behind the others. */
const afterFailureMs = 60_000;

const contextOf =
  ({ checkId, dueAt }: AlertCheck, orgId: string, now: Date) =>
  (purpose: string): CommandContext => {
    const commandId = derivedId(checkId, dueAt.toISOString(), orgId, purpose);
    const correlationId = derivedId(checkId, dueAt.toISOString());
    const [actor, occurredAt] = [rulesEngineActor, now.toISOString()];
    return { commandId, orgId, actor, correlationId, causationId: correlationId, occurredAt };
  };

/** Of all organisations: those with dead letters, and those that had some. */
const organisations = async (
  pool: Pool,
  letters: Awaited<ReturnType<DeadLetters['list']>>,
): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ org_id: string }>(
    'select distinct org_id from rules.open_alerts where orchestration_id is null',
  );
  return [...new Set([...letters.map(({ event }) => event.metadata.orgId), ...rows.map(({ org_id }) => org_id)])];
};

/** Does the checks that are due; resolves to when the next one is. */
export const alertChecks = (dependencies: Dependencies): (() => Promise<Date | undefined>) => {
  const { store, pool, facts, observe, deadLetters, clock } = dependencies;
  const alerts = commandHandler(store, alertDecider, alertCodec);

  const checkOrchestration = async (check: AlertCheck, orgId: OrgId, id: OrchestrationId, now: Date) => {
    const found = await facts(orgId, id, now);
    if (found === undefined) return undefined;
    const occasion = { orgId, contextFor: contextOf(check, orgId, now), at: now.toISOString() };
    await observe(occasion, orchestrationSignals(found));
    return found.status === 'active' ? new Date(now.getTime() + everyMs) : undefined;
  };

  const endSnooze = async (check: AlertCheck, orgId: OrgId, alertId: AlertId, now: Date) => {
    const command = { type: 'EndSnooze', data: { alertId, now: now.toISOString() } } as const;
    const { state } = await alerts(`alert-${alertId}`, command, contextOf(check, orgId, now)('wake'));
    return state.status === 'snoozed' && state.until !== null ? new Date(state.until) : undefined;
  };

  const checkDeadLetters = async (check: AlertCheck, now: Date) => {
    const letters = (await deadLetters?.list()) ?? [];
    for (const orgId of (await organisations(pool, letters)) as readonly OrgId[]) {
      const own = letters.filter(({ event }) => event.metadata.orgId === orgId);
      const byGroup = new Map([...Map.groupBy(own, ({ group }) => group)].map(([group, all]) => [group, all.length]));
      const occasion = { orgId, contextFor: contextOf(check, orgId, now), at: now.toISOString() };
      await observe(occasion, [deadLetterSignal(byGroup)]);
    }
    return new Date(now.getTime() + everyMs);
  };

  const checkOne = (check: AlertCheck, now: Date): Promise<Date | undefined> => {
    const { kind, orgId, aboutId } = check;
    if (kind === 'dead-letters') return checkDeadLetters(check, now);
    if (kind === 'snooze') return endSnooze(check, orgId as OrgId, aboutId as AlertId, now);
    return checkOrchestration(check, orgId as OrgId, aboutId as OrchestrationId, now);
  };

  return async () => {
    if (deadLetters !== undefined) {
      await armCheck(pool, { kind: 'dead-letters', orgId: null, aboutId: null, dueAt: clock.now() }, 'stays');
    }
    let isMore = true;
    while (isMore) {
      const now = clock.now();
      let failure: unknown;
      isMore = await doOneCheck(pool, now, async (check) => {
        try {
          return await checkOne(check, now);
        } catch (error) {
          failure = error;
          return new Date(now.getTime() + afterFailureMs);
        }
      });
      if (failure !== undefined) throw failure;
    }
    return nextCheckAt(pool);
  };
};
