import { randomUUID } from 'node:crypto';
import {
  type CampaignDomainEvent,
  codecs,
  connectionCodec,
  connectionId,
  type DailyMetrics,
  type OrchestrationId,
  type OrgId,
  orchestrationCodec,
  orchestrationId as orchestrationIdSchema,
  orgId as orgIdSchema,
  type Platform,
  type RuleContent,
  type RuleId,
  ruleCodec,
  ruleId as ruleIdSchema,
  type StreamCategory,
  type StreamName,
  templateId,
  type WorkflowId,
  workflowId,
} from '@campaigns/contracts';
import { connectionDecider, orchestrationDecider, ruleDecider } from '@campaigns/domain';
import {
  type CommandContext,
  commandHandler,
  derivedId,
  type EventStore,
  fold,
  logPool,
  migrateEventLog,
  postgresEventFeed,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import { createLoginRoles, createProjector, prepareReadTables } from '@campaigns/projections';
import { projectionProgress } from '@campaigns/read-progress';
import { withLogin } from '@campaigns/service-kit';
import { createTestDatabase, eventually } from '@campaigns/testing';
import { pino } from 'pino';
import { migrateRulesEngine } from '../migrate.ts';
import { createRulesEngine, type RulesEngine, type RulesEngineOptions } from '../rules-engine.ts';

export const platforms = ['meta', 'google', 'tiktok'] as const satisfies readonly Platform[];
export const unit = 1_000_000;
const currency = 'USD';
const passwords = { appPassword: randomUUID(), projectorPassword: randomUUID() };
const silent = pino({ level: 'silent' });

/** Business time stands still at noon until a test moves it on. */
const standingClock = () => {
  let at = Date.parse('2026-04-20T12:00:00.000Z');
  return {
    now: () => new Date(at),
    realMsUntil: (due: Date) => due.getTime() - at,
    after: (realMs: number) => new Date(at + realMs),
    moveOn: (ms: number) => {
      at += ms;
    },
  };
};

/** What a day brought: whole units of spend, and counts. */
export type Day = Readonly<{
  spend: number;
  impressions: number;
  clicks: number;
  conversions?: number;
  revenue?: number;
}>;

const metricsOf = (date: string, day: Day): DailyMetrics => ({
  date,
  spendMicros: day.spend * unit,
  impressions: day.impressions,
  clicks: day.clicks,
  conversionsMicros: (day.conversions ?? 0) * unit,
  revenueMicros: (day.revenue ?? 0) * unit,
});

/** A database of its own with log, feed, read tables and projector; rules-engines are started by the test. */
export const openWorld = async () => {
  const clock = standingClock();
  const database = await createTestDatabase();
  const pool = logPool({ url: database.url, applicationName: 'rules-test' });
  await migrateEventLog(pool);
  await migrateRulesEngine(pool);
  const store = postgresEventStore({ pool });
  await prepareReadTables({ store, pool, logger: silent });
  const { appRole, projectorRole } = await createLoginRoles(pool, passwords);
  const loginPool = (role: string, password: string, pipeline = false) =>
    logPool({ url: withLogin(database.url, role, password), applicationName: role, max: 3, pipeline });
  const projectorPool = loginPool(projectorRole, passwords.projectorPassword);
  const readPool = loginPool(appRole, passwords.appPassword, true);
  const projector = await createProjector({ store, pool: projectorPool, logger: silent });
  const progress = projectionProgress({ pool: projectorPool, logger: silent });
  const running = new Set<() => Promise<void>>();

  const contextFor = (org: string): CommandContext => {
    const commandId = randomUUID();
    const actor = { kind: 'user', id: 'tester' } as const;
    const occurredAt = clock.now().toISOString();
    return { commandId, orgId: org, actor, correlationId: commandId, causationId: commandId, occurredAt };
  };
  const orchestrations = commandHandler(store, orchestrationDecider, orchestrationCodec);
  const rules = commandHandler(store, ruleDecider, ruleCodec);

  /** Puts an event at the end of a stream, as a service would. */
  const append = async (org: string, stream: StreamName, event: CampaignDomainEvent): Promise<void> => {
    const { revision } = await store.load(stream);
    const { commandId, occurredAt, ...context } = contextFor(org);
    const category = stream.slice(0, stream.indexOf('-')) as StreamCategory;
    const schemaVersion = codecs[category].latestVersion(event.type as never);
    const metadata = { ...context, commandId, occurredAt, eventId: randomUUID(), schemaVersion };
    await store.append(stream, revision, [{ ...event, metadata }]);
  };

  const start = async (using: EventStore = store, more: Partial<RulesEngineOptions> = {}): Promise<RulesEngine> => {
    const feed = postgresEventFeed({ store, pool });
    const options = { store: using, feed, pool, readPool, progress, logger: silent, clock, tries: 3, ...more };
    const engine = await createRulesEngine(options);
    const stop = async (): Promise<void> => {
      if (!running.delete(stop)) return;
      await engine.stop();
      await feed.close();
    };
    running.add(stop);
    return { stop };
  };

  const events = async (stream: StreamName) => {
    const category = stream.slice(0, stream.indexOf('-')) as StreamCategory;
    return (await store.load(stream)).events.map((stored) => codecs[category].decode(stored) as CampaignDomainEvent);
  };

  /** An organisation whose 3,000 USD run on Meta, Google and TikTok in equal parts since 1 April. */
  const running3 = async (org: OrgId): Promise<OrchestrationId> => {
    const orchestrationId = orchestrationIdSchema.parse(randomUUID());
    const stream: StreamName = `orchestration-${orchestrationId}`;
    const connections = platforms.map((platform) => ({ platform, id: connectionId.parse(randomUUID()) }));
    const register = commandHandler(store, connectionDecider, connectionCodec);
    for (const { platform, id } of connections) {
      const data = { connectionId: id, orgId: org, platform, name: platform, adAccountId: `account-${id}` };
      await register(
        `connection-${id}`,
        { type: 'RegisterConnection', data: { ...data, currency, timeZone: 'UTC', scopes: ['ads'] } },
        contextFor(org),
      );
    }
    const send = async (command: Parameters<typeof orchestrations>[1]): Promise<void> =>
      void (await orchestrations(stream, command, { ...contextFor(org), actor: { kind: 'service', id: 'tests' } }));
    await send({
      type: 'DraftOrchestration',
      data: {
        ...{
          orchestrationId,
          orgId: org,
          templateId: templateId.parse(randomUUID()),
          name: 'Spring',
          description: null,
        },
        ...{ category: 'conversion', objective: 'sales', failurePolicy: 'continue' },
        totalBudget: { micros: 3_000 * unit, currency },
        allocation: platforms.map((platform) => ({ platform, amountMicros: 1_000 * unit })),
        mappings: connections.map(({ platform, id }) => ({
          mappingId: derivedId(orchestrationId, platform) as never,
          ...{ platform, connectionId: id, adAccountId: `account-${id}`, config: {} },
        })),
        schedule: { startAt: null, endAt: null, durationDays: 60 },
        ...{ sync: { strategy: 'manual', frequencyMinutes: 15 }, creatives: [], creativeRequirements: {} },
      },
    });
    const run = workflowId.parse(randomUUID());
    const now = '2026-04-01T00:00:00.000Z';
    await send({ type: 'RequestDeployment', data: { workflowId: run, now } });
    await settle(org, orchestrationId, run, 'active');
    return orchestrationId;
  };

  /** The end of a run, as the orchestrator tells it. */
  const settle = async (
    org: OrgId,
    id: OrchestrationId,
    run: WorkflowId,
    status: 'active' | 'paused',
  ): Promise<void> => {
    const stream: StreamName = `orchestration-${id}`;
    const found = (await events(stream)).find(({ data }) => 'targets' in data && data.workflowId === run);
    if (found === undefined || !('targets' in found.data)) throw new Error(`No run ${run} was asked for`);
    const isDeployment = found.type === 'DeploymentRequested';
    const isPause = found.type === 'PauseRequested';
    const stops = isPause ? ('pause' as const) : ('complete' as const);
    const goal = found.type === 'ResumeRequested' ? ('resume' as const) : stops;
    const purpose = isDeployment ? ({ goal: 'deploy', failurePolicy: 'continue' } as const) : ({ goal } as const);
    const workflowType = isDeployment ? 'creation' : goal === 'resume' ? 'activation' : 'deactivation';
    const outcomes = found.data.targets.map(({ mappingId, platform }) => ({
      ...{ mappingId, platform, status, platformCampaignId: `${platform}-1`, tag: `op-${platform}`, error: null },
    }));
    const now = clock.now().toISOString();
    const data = { workflowId: run, workflowType, purpose, outcomes, outcome: 'completed', reason: null, now } as const;
    await orchestrations(stream, { type: 'RecordWorkflowEnd', data }, contextFor(org));
  };

  /** Results of yesterday and the days before, the last day last. */
  const report = async (org: OrgId, id: OrchestrationId, platform: Platform, days: readonly Day[]): Promise<void> => {
    const today = Date.parse(clock.now().toISOString().slice(0, 10));
    await append(org, `performance-${id}-${platform}`, {
      type: 'DailyMetricsReported',
      data: {
        ...{ orchestrationId: id, mappingId: derivedId(id, platform) as never, platform, currency },
        ...{ platformCampaignId: `${platform}-1`, operationId: randomUUID() as never },
        observedAt: clock.now().toISOString(),
        days: days.map((day, index) =>
          metricsOf(new Date(today - (days.length - index) * 86_400_000).toISOString().slice(0, 10), day),
        ),
      },
    });
  };

  const addRule = async (org: OrgId, content: RuleContent, orchestrationId: OrchestrationId | null = null) => {
    const id: RuleId = ruleIdSchema.parse(randomUUID());
    const now = clock.now().toISOString();
    const data = { ruleId: id, orgId: org, orchestrationId, content, enabled: true, now };
    await rules(`rule-${id}`, { type: 'CreateRule', data }, contextFor(org));
    return id;
  };
  const tellDue = async (org: OrgId, ruleId: RuleId): Promise<void> => {
    const now = clock.now().toISOString();
    const data = { ruleId, runId: randomUUID() as never, dueAt: now, now };
    await rules(`rule-${ruleId}`, { type: 'TellDue', data }, contextFor(org));
  };

  /** Resolves when those groups of the engine have finished everything that is in the log. */
  const caughtUp = (groups: readonly string[] = ['rules']) =>
    eventually(
      async () => {
        const { rows } = await pool.query<{ done: boolean }>(
          `select count(*) = cardinality($1::text[]) as done from log.checkpoints
           where group_name = any($1) and topic = 'campaign-events'
             and position >= (select max(position) from log.events)`,
          [groups],
        );
        const { rows: letters } = await pool.query<{ reason: string }>('select reason from log.dead_letters');
        if (letters[0] !== undefined) throw new Error(`Given up: ${letters[0].reason}`);
        if (rows[0]?.done !== true) throw new Error('The rules-engine lags behind');
      },
      { timeoutMs: 20_000 },
    );

  return {
    ...{ store, pool, clock, start, append, events, report, addRule, tellDue, caughtUp, settle },
    newOrg: (): OrgId => orgIdSchema.parse(randomUUID()),
    campaign: running3,
    /** Sends a command as a person would. */
    command: async (org: OrgId, id: OrchestrationId, command: Parameters<typeof orchestrations>[1]) =>
      void (await orchestrations(`orchestration-${id}`, command, contextFor(org))),
    state: async (id: OrchestrationId) => {
      const { events: found } = await store.load(`orchestration-${id}`);
      const state = fold(orchestrationDecider, found.map(orchestrationCodec.decode));
      if (state.status === 'absent') throw new Error('There is no such orchestration');
      return state;
    },
    ruleState: async (id: RuleId) => fold(ruleDecider, (await store.load(`rule-${id}`)).events.map(ruleCodec.decode)),
    actions: (id: OrchestrationId) => events(`ruleaction-${id}`),
    /** Everything that rules have seen of an orchestration. */
    evaluations: async (id: OrchestrationId) => {
      const log = await store.readAll('start', 100_000);
      return log.flatMap((stored) => {
        if (stored.type !== 'RuleEvaluated') return [];
        const { data } = codecs.evaluation.decode(stored);
        return data.orchestrationId === id ? [data] : [];
      });
    },
    /** Lets the group read the log from its beginning again; no engine may be running. */
    rewind: (group = 'rules') => pool.query('delete from log.checkpoints where group_name = $1', [group]),
    close: async (): Promise<void> => {
      for (const stop of [...running]) await stop();
      await projector.stop();
      await progress.close();
      await store.close();
      await Promise.all([projectorPool.end(), readPool.end()]);
      await pool.end();
      await database.drop();
    },
  };
};

export type World = Awaited<ReturnType<typeof openWorld>>;
