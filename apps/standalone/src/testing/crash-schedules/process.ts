import {
  campaignEventsTopic,
  orchestrationCodec,
  platformOperationsTopic,
  type StoredEvent,
  workflowCodec,
} from '@campaigns/contracts';
import { campaignWorkflow, operatorDecider, orchestrationDecider } from '@campaigns/domain';
import { commandHandler, type EventStore, type FeedHandler } from '@campaigns/event-sourcing';
import {
  createWorkflowRunner,
  handleRunEvent,
  type NewTimer,
  operationDue,
  recordWorkflowEnd,
} from '@campaigns/orchestrator';
import { handleRecommendationEvent } from '@campaigns/rules-engine';
import type { Clock } from '@campaigns/service-kit';
import {
  accountLimits,
  connectionsIn,
  type HttpCall,
  operationRunner,
  platformCircuits,
  type RunnerDependencies,
  triggerOf,
  type Vault,
} from '@campaigns/sync-worker';
import { adaptersOn, silent } from './adapters.ts';
import type { Life } from './lives.ts';
import { spendInLog } from './spend-in-log.ts';

/** One consumer group: what it reads, in order per key. */
export type Group = Readonly<{
  name: 'sync-worker' | 'orchestrator' | 'timers' | 'recommendations';
  types: readonly string[];
  keyOf: (event: StoredEvent) => string | undefined;
  handle: FeedHandler;
}>;

export type ProcessOptions = Readonly<{
  life: Life;
  store: EventStore;
  http: HttpCall;
  vault: Vault;
  clock: Clock;
  /** In [0, 1), for the jitter of retries. */
  random: () => number;
  arm: (timer: NewTimer) => void;
}>;

/** As in production. */
const policy = { maxAttempts: 6, baseMs: 200, capMs: 60_000, lookupWaitMs: 5_000, callTimeoutMs: 15_000 };

/** Nobody has been asked for consent: the connections have tokens of their own. */
const noGrants: RunnerDependencies['keeper'] = {
  current: async () => undefined,
  renewed: async () => undefined,
  isFresh: () => false,
  missingScopes: () => [],
  sweep: async () => undefined,
};

const mortal = (store: EventStore, life: Life): EventStore => {
  const looking =
    <Args extends readonly unknown[], Result>(read: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      life.look();
      return read(...args);
    };
  return {
    load: looking(store.load),
    readAll: looking(store.readAll),
    head: looking(store.head),
    follow: store.follow,
    append: (stream, expected, events) => life.do('append', () => store.append(stream, expected, events)),
  };
};

/** Everything that one process does with the log and the platforms, made anew; what it knows it has read. */
export const startProcess = ({ life, store: log, http, vault, clock, random, arm }: ProcessOptions) => {
  const store = mortal(log, life);
  const now = () => clock.now().getTime();
  const limits = accountLimits({}, now);
  const runner = createWorkflowRunner({ store, workflow: campaignWorkflow });
  const operate = operationRunner({
    ...{ store, vault, limits, policy, clock, random, logger: silent, keeper: noGrants },
    connections: connectionsIn(store),
    adapters: adaptersOn(http, { limits, now }),
    circuits: platformCircuits({ failures: 10, openMs: 30_000 }, { logger: silent, now }),
    signal: new AbortController().signal,
  });
  const done = { outcome: 'done' } as const;
  const groups: readonly Group[] = [
    {
      ...{ name: 'sync-worker', types: platformOperationsTopic.types, keyOf: platformOperationsTopic.keyOf },
      handle: async (event) => {
        const trigger = triggerOf(event);
        if (trigger !== undefined) await operate(trigger);
        return done;
      },
    },
    {
      ...{ name: 'orchestrator', types: campaignEventsTopic.types, keyOf: campaignEventsTopic.keyOf },
      handle: handleRunEvent({ runner, recordEnd: recordWorkflowEnd(store), logger: silent }),
    },
    {
      ...{ name: 'recommendations', types: campaignEventsTopic.types, keyOf: campaignEventsTopic.keyOf },
      handle: handleRecommendationEvent({
        ...{ store, histories: spendInLog(store), logger: silent, clock },
        progress: { waitFor: async () => true },
      }),
    },
    {
      ...{ name: 'timers', types: operationDue.askedForBy, keyOf: campaignEventsTopic.keyOf },
      handle: async (event) => {
        const timer = await operationDue.timerFor(event, store);
        if (timer !== undefined) arm(timer);
        return done;
      },
    },
  ];
  const prepare = operationDue.prepare(store, clock.now);
  return {
    groups,
    command: commandHandler(store, orchestrationDecider, orchestrationCodec),
    operator: commandHandler(store, operatorDecider, workflowCodec),
    fire: async (timer: NewTimer): Promise<void> => {
      const { append } = await prepare({ ...timer, failures: 0 });
      if (append !== undefined) await store.append(append.stream, append.expected, append.events);
    },
  };
};

export type Process = ReturnType<typeof startProcess>;
