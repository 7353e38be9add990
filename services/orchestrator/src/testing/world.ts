import { randomUUID } from 'node:crypto';
import {
  type OrchestrationEvent,
  type OrchestrationId,
  orchestrationCodec,
  type StoredEvent,
  type StreamName,
  type WorkflowId,
} from '@campaigns/contracts';
import { type OrchestrationCommand, orchestrationDecider } from '@campaigns/domain';
import {
  type After,
  commandHandler,
  type EventStore,
  logPool,
  migrateEventLog,
  postgresEventFeed,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { createTestDatabase, eventually } from '@campaigns/testing';
import { type Logger, pino } from 'pino';
import { createOrchestrator, type Orchestrator } from '../orchestrator.ts';
import { migrateOrchestrator } from '../timers/migrate.ts';
import { allWell, answerOperations, type Script } from './answerer.ts';
import { draft, newOrchestrationId, newWorkflowId, org } from './samples.ts';

export const silent: Logger = pino({ level: 'silent' });

/** Business time that runs with the computer's, from an offset that a test moves on. */
export const movableClock = (): Clock & Readonly<{ moveOn: (ms: number) => void }> => {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    realMsUntil: (due) => due.getTime() - Date.now() - offsetMs,
    after: (realMs) => new Date(Date.now() + offsetMs + realMs),
    moveOn: (ms) => {
      offsetMs += ms;
    },
  };
};

const readLog = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const log: StoredEvent[] = [];
  let after: After = 'start';
  for (;;) {
    const batch = await store.readAll(after, 1_000);
    const last = batch.at(-1);
    if (last === undefined) return log;
    log.push(...batch);
    after = last.position;
  }
};

/** A database of its own with a log, a feed and an answerer; orchestrators are started by the test. */
export const openWorld = async () => {
  const clock = movableClock();
  const database = await createTestDatabase();
  const pool = logPool({ url: database.url, applicationName: 'orchestrator-test' });
  await migrateEventLog(pool);
  await Promise.all([migrateOrchestrator(pool), migrateOrchestrator(pool)]);
  const store = postgresEventStore({ pool });
  let script: Script = allWell;
  const answererFeed = postgresEventFeed({ store, pool });
  await answerOperations(store, answererFeed, clock.now, () => script);
  const handle = commandHandler(store, orchestrationDecider, orchestrationCodec);
  const running = new Set<() => Promise<void>>();

  const start = async (using: EventStore = store): Promise<Orchestrator> => {
    const feed = postgresEventFeed({ store, pool });
    const orchestrator = await createOrchestrator({ store: using, feed, pool, logger: silent, clock });
    const stop = async (): Promise<void> => {
      if (!running.delete(stop)) return;
      await orchestrator.stop();
      await feed.close();
    };
    running.add(stop);
    return { stop };
  };

  const send = async (id: OrchestrationId, command: OrchestrationCommand): Promise<void> => {
    const commandId = randomUUID();
    const occurredAt = clock.now().toISOString();
    const actor = { kind: 'user', id: 'tester' } as const;
    const context = { commandId, orgId: org, actor, correlationId: commandId, causationId: commandId, occurredAt };
    await handle(`orchestration-${id}`, command, context);
  };

  /** Puts an event at the end of a stream, as it is. */
  const append = async (stream: StreamName, event: Readonly<{ type: string; data: unknown }>): Promise<void> => {
    const { events: before, revision } = await store.load(stream);
    const last = before.at(-1);
    if (last === undefined) throw new Error(`${stream} is empty`);
    const metadata = { ...last.metadata, eventId: randomUUID(), commandId: randomUUID() };
    await store.append(stream, revision, [{ ...event, metadata }]);
  };

  const events = async (stream: StreamName): Promise<readonly StoredEvent[]> => (await store.load(stream)).events;
  const typesIn = async (stream: StreamName): Promise<readonly string[]> =>
    (await events(stream)).map(({ type }) => type);

  const settled = (id: OrchestrationId, run: WorkflowId) =>
    eventually(
      async () => {
        const found = (await events(`orchestration-${id}`))
          .map((event) => orchestrationCodec.decode(event))
          .find(
            (event): event is Extract<OrchestrationEvent, { type: 'WorkflowSettled' }> =>
              event.type === 'WorkflowSettled' && event.data.workflowId === run,
          );
        if (found === undefined) throw new Error(`Run ${run} has not settled`);
        return found.data.outcome;
      },
      { timeoutMs: 15_000 },
    );

  const state = async (id: OrchestrationId) => {
    const { state: found } = await commandState(store, id);
    if (found.status === 'absent') throw new Error('no such orchestration');
    return found;
  };

  const ask = async (
    id: OrchestrationId,
    type: 'RequestDeployment' | 'RequestPause' | 'RequestResume' | 'RequestCompletion',
  ): Promise<WorkflowId> => {
    const workflowId = newWorkflowId();
    await send(id, { type, data: { workflowId, now: clock.now().toISOString() } });
    return workflowId;
  };

  /** A drafted orchestration whose deployment has come to its end. */
  const deployed = async (changes: Parameters<typeof draft>[1] = {}): Promise<OrchestrationId> => {
    const id = newOrchestrationId();
    await send(id, draft(id, changes));
    await settled(id, await ask(id, 'RequestDeployment'));
    return id;
  };

  return {
    ...{ store, pool, clock, start, send, append, events, typesIn, settled, state, ask, deployed },
    answerWith: (next: Script): void => {
      script = next;
    },
    /** Lets business time pass, and tells the timer services, which sleep by the computer's time. */
    moveOn: async (ms: number): Promise<void> => {
      clock.moveOn(ms);
      await pool.query(`select pg_notify('timer_armed', '0')`);
    },
    log: () => readLog(store),
    /** Lets every orchestrator group read the log from its beginning again; none may be running. */
    rewind: () => pool.query(`delete from log.checkpoints where group_name in ('orchestrator', 'timers')`),
    /** Resolves when the groups have finished everything that is in the log. */
    caughtUp: () =>
      eventually(async () => {
        const { rows } = await pool.query<{ done: boolean }>(
          `select count(*) = 2 and min(position) >= (select max(position) from log.events) as done
           from log.checkpoints where group_name in ('orchestrator', 'timers') and topic = 'campaign-events'`,
        );
        if (rows[0]?.done !== true) throw new Error('The orchestrator lags behind');
      }),
    close: async (): Promise<void> => {
      for (const stop of [...running]) await stop();
      await answererFeed.close();
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
};

const commandState = async (store: EventStore, id: OrchestrationId) => {
  const { events } = await store.load(`orchestration-${id}`);
  const state = events
    .map((event) => orchestrationCodec.decode(event))
    .reduce(orchestrationDecider.evolve, orchestrationDecider.initialState);
  return { state };
};

export type World = Awaited<ReturnType<typeof openWorld>>;
