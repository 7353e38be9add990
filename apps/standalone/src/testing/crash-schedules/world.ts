import {
  type StoredEvent,
  type StreamName,
  type WorkflowId,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import type { OperatorCommand, OrchestrationCommand } from '@campaigns/domain';
import { type CommandContext, derivedId, type EventStore, RuleViolation } from '@campaigns/event-sourcing';
import type { NewTimer } from '@campaigns/orchestrator';
import type { Clock } from '@campaigns/service-kit';
import { httpTo } from './adapters.ts';
import { copyOfLog, type Ground, org, wholeLog } from './ground.ts';
import { budgetWatch } from './held-budgets.ts';
import { type Fate, immortal, type Life, livesOf } from './lives.ts';
import { type Group, type Process, startProcess } from './process.ts';
import { orchestration } from './samples.ts';

/** What is left to chance in a schedule. */
export type Chance = Readonly<{
  pick: <Item>(items: readonly Item[]) => Item;
  /** How many messages behind the first unhandled one a restarted consumer begins. */
  behind: () => number;
  /** In [0, 1). */
  random: () => number;
}>;

/** The first that there is, and always the same. */
export const noChance: Chance = {
  pick: ([first]) => first as NonNullable<typeof first>,
  behind: () => 7,
  random: () => 0.5,
};

/** How far a consumer has come: what it has read and not handled yet, in order. */
type Reading = { at: number; unhandled: StoredEvent[] };

/** So long a restart takes. */
const restartMs = 3_000;
/** So long one message takes. */
const messageMs = 20;
/** No schedule needs a tenth of it. */
const mostMoves = 20_000;

export type WorldOptions = Readonly<{ ground: Ground; fate?: Fate; chance?: Chance; listLagMs?: number }>;

/**
 * The log, the platforms and the timers, which stay, and one process after the other that works on them. Nothing happens by
 * itself: each move handles one message or fires one timer, for which the clock jumps to its time.
 */
export const openWorld = async ({ ground, fate = immortal, chance = noChance, listLagMs = 0 }: WorldOptions) => {
  let nowMs = ground.now;
  const clock: Clock = {
    now: () => new Date(nowMs),
    realMsUntil: (due) => due.getTime() - nowMs,
    after: (ms) => new Date(nowMs + ms),
  };
  const store: EventStore = await copyOfLog(ground.log);
  const sandbox = ground.sandbox.copy({ now: clock.now, listLagMs });
  const timers = new Map<string, NewTimer>();
  /** Up to where each group has told that it has handled everything. */
  const checkpoints = new Map<Group['name'], number>();
  const wrong: string[] = [];
  const watch = budgetWatch({ store, sandbox, clock, wrong });
  const lives = livesOf(fate);
  let commands = 0;

  let life: Life;
  let process: Process;
  let readings: Map<Group['name'], Reading>;

  const start = (): void => {
    const current = lives.begin();
    life = current;
    process = startProcess({
      ...{ life, store, vault: ground.vault, clock, random: chance.random },
      http: httpTo((request) =>
        current.do('call', async () => {
          const answer = await sandbox.call(request);
          await watch();
          return answer;
        }),
      ),
      arm: (timer) => {
        if (!timers.has(timer.timerId)) timers.set(timer.timerId, timer);
      },
    });
    readings = new Map(
      process.groups.map(({ name }) => {
        const checkpoint = checkpoints.get(name) ?? ground.log.length;
        return [name, { at: Math.max(0, checkpoint - chance.behind()), unhandled: [] }];
      }),
    );
  };
  start();

  /** What comes of it; `undefined` when the process was killed over it, and another one is there now. */
  const survived = async <Result>(work: () => Promise<Result>): Promise<Readonly<{ result: Result }> | undefined> => {
    const during = life;
    try {
      const result = await work();
      if (!during.isOver()) return { result };
    } catch (error) {
      if (!during.isOver()) throw error;
    }
    nowMs += restartMs;
    start();
    return undefined;
  };

  const readFurther = async ({ types }: Group, reading: Reading): Promise<void> => {
    const events = await store.readAll(BigInt(reading.at), 1_000_000);
    reading.at += events.length;
    for (const event of events) if (types.includes(event.type)) reading.unhandled.push(event);
  };

  const handleNext = async ({ name, keyOf, handle }: Group, reading: Reading): Promise<void> => {
    const keys = [...new Set(reading.unhandled.map(keyOf))];
    const key = chance.pick(keys);
    const event = reading.unhandled.find((each) => keyOf(each) === key) as StoredEvent;
    nowMs += messageMs;
    const handled = await survived(() => handle(event, { key: key ?? event.stream, attempt: 1 }));
    if (handled === undefined) return;
    const { result } = handled;
    if (result.outcome !== 'done') wrong.push(`${name} refused ${event.type}: ${JSON.stringify(result)}`);
    reading.unhandled.splice(reading.unhandled.indexOf(event), 1);
    const [first] = reading.unhandled;
    checkpoints.set(name, first === undefined ? reading.at : Number(first.position) - 1);
  };

  const fireNext = async (): Promise<void> => {
    const [timer] = [...timers.values()].toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
    if (timer === undefined) return;
    nowMs = Math.max(nowMs, timer.dueAt.getTime());
    if ((await survived(() => process.fire(timer))) !== undefined) timers.delete(timer.timerId);
  };

  /** False when there was nothing to do. */
  const move = async (): Promise<boolean> => {
    const waiting: (() => Promise<void>)[] = [];
    for (const group of process.groups) {
      const reading = readings.get(group.name) as Reading;
      await readFurther(group, reading);
      if (reading.unhandled.length > 0) waiting.push(() => handleNext(group, reading));
    }
    const isDue = [...timers.values()].some(({ dueAt }) => dueAt.getTime() <= nowMs);
    if (isDue || (waiting.length === 0 && timers.size > 0)) waiting.push(fireNext);
    if (waiting.length === 0) return false;
    await chance.pick(waiting)();
    return true;
  };

  const settle = async (): Promise<void> => {
    for (let moves = 0; await move(); moves += 1) {
      if (moves > mostMoves) throw new Error(`It does not come to rest: ${timers.size} timers are pending`);
    }
  };

  /** A person sends it until it is answered, as often as the process is killed over it. The refusal, if it is refused. */
  const persist = async (send: (context: CommandContext) => Promise<unknown>): Promise<string | undefined> => {
    commands += 1;
    const commandId = derivedId('crash-schedules', ground.log.length, commands);
    for (;;) {
      const ids = { commandId, correlationId: commandId, causationId: commandId };
      const actor = { kind: 'user', id: 'otto' } as const;
      const context = { ...ids, orgId: org, actor, occurredAt: clock.now().toISOString() };
      try {
        if ((await survived(() => send(context))) !== undefined) return undefined;
      } catch (error) {
        if (error instanceof RuleViolation) return error.code;
        throw error;
      }
    }
  };

  return {
    ...{ store, sandbox, clock, wrong, move, settle, deeds: lives.deeds, deaths: lives.deaths },
    /** The command of a person; `make` gets the id of the run that it may start. The refusal, if it is refused. */
    ask: (make: (asked: Readonly<{ workflowId: WorkflowId; now: string }>) => OrchestrationCommand) => {
      const workflowId = workflowIdSchema.parse(derivedId('crash-schedules', 'run', ground.log.length, commands + 1));
      return persist((context) =>
        process.command(
          `orchestration-${orchestration}`,
          make({ workflowId, now: clock.now().toISOString() }),
          context,
        ),
      );
    },
    /** What an operator does with a run. */
    operate: (run: StreamName, make: (now: string) => OperatorCommand) =>
      persist((context) => process.operator(run, make(clock.now().toISOString()), context)),
    moveOn: (ms: number): void => {
      nowMs += ms;
    },
    /** As it is now, for other worlds; at rest. */
    ground: async (): Promise<Ground> => ({
      ...{ log: await wholeLog(store), sandbox, vault: ground.vault, now: nowMs },
    }),
  };
};

export type World = Awaited<ReturnType<typeof openWorld>>;
