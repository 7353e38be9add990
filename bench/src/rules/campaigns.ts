import { randomUUID } from 'node:crypto';
import {
  type ConnectionEvent,
  type ConnectionId,
  connectionCodec,
  connectionId,
  type DailyMetrics,
  type OrchestrationEvent,
  type OrchestrationId,
  type OrgId,
  orchestrationCodec,
  orchestrationId,
  orgId,
  type Platform,
  performanceCodec,
  type StreamName,
  templateId,
  workflowId,
} from '@campaigns/contracts';
import { connectionDecider, type OrchestrationCommand, orchestrationDecider } from '@campaigns/domain';
import { type CommandContext, derivedId, type EventToAppend, toAppend } from '@campaigns/event-sourcing';

export const platforms = [
  ...(['meta', 'google', 'tiktok', 'linkedin', 'twitter'] as const),
] as const satisfies readonly Platform[];

export type Organisation = Readonly<{ id: OrgId; connections: Readonly<Record<string, ConnectionId>> }>;
export type Campaign = Readonly<{ id: OrchestrationId; organisation: Organisation }>;
/** Events that begin a stream. */
export type NewStream = Readonly<{ stream: StreamName; events: readonly EventToAppend[] }>;

/** How a day went: like the others, too dear, or with more clicks than usual. */
export type Course = 'usual' | 'dear' | 'clicked';

const dayMs = 86_400_000;
const unit = 1_000_000;
const currency = 'USD';
/** Days since the campaigns began. */
const age = 20;
/** Of which results are known when the measurement begins. */
const daysKnown = 7;

const dateBefore = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

export const contextFor = (organisation: OrgId, occurredAt: string): CommandContext => {
  const commandId = randomUUID();
  const actor = { kind: 'service', id: 'bench' } as const;
  return { commandId, orgId: organisation, actor, correlationId: commandId, causationId: commandId, occurredAt };
};

const begunAt = (): string => new Date(Date.now() - age * dayMs).toISOString();

const performanceStream = (id: OrchestrationId, platform: Platform): StreamName => `performance-${id}-${platform}`;

const metricsOf: Readonly<Record<Course, Omit<DailyMetrics, 'date'>>> = {
  usual: {
    ...{ spendMicros: 10 * unit, impressions: 1_000, clicks: 20 },
    ...{ conversionsMicros: unit, revenueMicros: 30 * unit },
  },
  dear: {
    ...{ spendMicros: 20 * unit, impressions: 1_000, clicks: 20 },
    ...{ conversionsMicros: unit, revenueMicros: 30 * unit },
  },
  clicked: {
    ...{ spendMicros: 10 * unit, impressions: 1_000, clicks: 50 },
    ...{ conversionsMicros: unit, revenueMicros: 30 * unit },
  },
};

/** An organisation with an account on each platform, and the events of its connections. */
export const newOrganisation = (): Organisation & Readonly<{ streams: readonly NewStream[] }> => {
  const id = orgId.parse(randomUUID());
  const made = platforms.map((platform) => {
    const connection = connectionId.parse(randomUUID());
    const events = connectionDecider.decide(
      {
        type: 'RegisterConnection',
        data: {
          ...{ connectionId: connection, orgId: id, platform, name: platform, adAccountId: `account-${connection}` },
          ...{ currency, timeZone: 'UTC', scopes: ['ads'] },
        },
      },
      connectionDecider.initialState,
    );
    const stream: StreamName = `connection-${connection}`;
    const envelopes = toAppend<ConnectionEvent>(events, connectionCodec, contextFor(id, begunAt()));
    return { platform, connection, stream: { stream, events: envelopes } };
  });
  return {
    id,
    connections: Object.fromEntries(made.map(({ platform, connection }) => [platform, connection])),
    streams: made.map(({ stream }) => stream),
  };
};

const draft = ({ id, organisation }: Campaign): OrchestrationCommand => ({
  type: 'DraftOrchestration',
  data: {
    ...{ orchestrationId: id, orgId: organisation.id, templateId: templateId.parse(randomUUID()) },
    ...{ name: 'Spring Sale', description: null, category: 'conversion', objective: 'sales' },
    totalBudget: { micros: 10_000 * unit, currency },
    allocation: platforms.map((platform) => ({ platform, amountMicros: 2_000 * unit })),
    mappings: platforms.map((platform) => {
      const account = organisation.connections[platform] as ConnectionId;
      const mappingId = derivedId(id, platform) as never;
      return { mappingId, platform, connectionId: account, adAccountId: `account-${account}`, config: {} };
    }),
    schedule: { startAt: null, endAt: null, durationDays: 60 },
    ...{ sync: { strategy: 'manual', frequencyMinutes: 15 }, failurePolicy: 'continue' },
    ...{ creatives: [], creativeRequirements: {} },
  },
});

type Ended = Extract<OrchestrationCommand, { type: 'RecordWorkflowEnd' }>['data'];

const endOf = (
  { id }: Campaign,
  run: Pick<Ended, 'workflowId' | 'workflowType' | 'purpose'>,
  now: string,
): OrchestrationCommand => ({
  type: 'RecordWorkflowEnd',
  data: {
    ...run,
    outcomes: platforms.map((platform) => ({
      ...{ mappingId: derivedId(id, platform) as never, platform, status: 'active' },
      ...{ platformCampaignId: `${platform}-1`, tag: `op-${platform}`, error: null },
    })),
    ...{ outcome: 'completed', reason: null, now },
  },
});

const deployment = (campaign: Campaign): readonly OrchestrationCommand[] => {
  const [run, now] = [workflowId.parse(randomUUID()), begunAt()];
  const purpose = { goal: 'deploy', failurePolicy: 'continue' } as const;
  return [
    { type: 'RequestDeployment', data: { workflowId: run, now } },
    endOf(campaign, { workflowId: run, workflowType: 'creation', purpose }, now),
  ];
};

const aSync = (campaign: Campaign): readonly OrchestrationCommand[] => {
  const [run, now] = [workflowId.parse(randomUUID()), begunAt()];
  const asked = { syncType: 'full', trigger: 'manual' } as const;
  const purpose = { goal: 'sync', ...asked, direction: 'bidirectional', since: now.slice(0, 10) } as const;
  return [
    { type: 'RequestSync', data: { workflowId: run, ...asked, now } },
    endOf(campaign, { workflowId: run, workflowType: 'sync', purpose }, now),
  ];
};

const running = (campaign: Campaign, syncs: number): readonly OrchestrationEvent[] => {
  const repeated = Array.from({ length: syncs }, () => aSync(campaign)).flat();
  let state = orchestrationDecider.initialState;
  return [draft(campaign), ...deployment(campaign), ...repeated].flatMap((command) => {
    const events = orchestrationDecider.decide(command, state);
    state = events.reduce(orchestrationDecider.evolve, state);
    return events;
  });
};

/** What is reported of one platform; the last of the days is yesterday. */
export const report = (
  { id, organisation }: Campaign,
  platform: Platform,
  courses: readonly Course[],
): Readonly<{ stream: StreamName; events: readonly EventToAppend[] }> => {
  const observedAt = new Date().toISOString();
  const data = {
    ...{ orchestrationId: id, mappingId: derivedId(id, platform) as never, platform, currency },
    ...{ platformCampaignId: `${platform}-1`, operationId: randomUUID() as never, observedAt },
    days: courses.map((course, index) => ({ date: dateBefore(courses.length - index), ...metricsOf[course] })),
  };
  const event = { type: 'DailyMetricsReported' as const, data };
  return {
    stream: performanceStream(id, platform),
    events: toAppend([event], performanceCodec, contextFor(organisation.id, observedAt)),
  };
};

/** A campaign that has been running for weeks on all platforms, with usual results, and was synced so many times. */
export const newCampaign = (
  organisation: Organisation,
  syncs: number,
): Campaign & Readonly<{ streams: readonly NewStream[] }> => {
  const campaign: Campaign = { id: orchestrationId.parse(randomUUID()), organisation };
  const stream: StreamName = `orchestration-${campaign.id}`;
  const events = toAppend(running(campaign, syncs), orchestrationCodec, contextFor(organisation.id, begunAt()));
  const usual = Array.from({ length: daysKnown }, (): Course => 'usual');
  return {
    ...campaign,
    streams: [{ stream, events }, ...platforms.map((platform) => report(campaign, platform, usual))],
  };
};
