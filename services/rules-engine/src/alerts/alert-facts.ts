import type {
  Flight,
  MappingId,
  MappingStatus,
  OrchestrationEvent,
  OrchestrationId,
  OrgId,
  RecordedEvent,
} from '@campaigns/contracts';
import { type AlertFacts, type ExistingOrchestration, nextOnSchedule, type PartFacts } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import type { Read } from '@campaigns/read-access';
import type { OrchestrationMemory } from '@campaigns/rule-snapshot';
import { alertSettingsOf } from './observe.ts';
import type { OpenAlerts } from './open-alerts.ts';

type Recorded = RecordedEvent<OrchestrationEvent>;

/** What the read tables know of one platform. */
type PartRow = Pick<
  PartFacts,
  'platform' | 'timeZone' | 'spentMicros' | 'days' | 'observedAt' | 'lookedAt' | 'differences'
>;

const micros = (column: string): string => `(1000000 * ${column})::bigint`;
const instant = (expression: string): string =>
  `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const text = `
  select json_build_object(
    'platform', p.platform,
    'timeZone', coalesce(c.time_zone, 'UTC'),
    'spentMicros', ${micros('p.spend')},
    'observedAt', ${instant(`greatest(looked.at,
        (select max(m.observed_at) from read.platform_daily_metrics m where m.mapping_id = p.mapping_id))`)},
    'lookedAt', ${instant('greatest(looked.at, v.last_read_at)')},
    'days', (select coalesce(json_agg(json_build_object(
        'date', d.date, 'spendMicros', d.spend_micros, 'impressions', d.impressions, 'clicks', d.clicks,
        'conversionsMicros', d.conversions_micros, 'revenueMicros', d.revenue_micros) order by d.date), '[]')
      from (select m.date, sum(${micros('m.spend')}) as spend_micros, sum(m.impressions) as impressions,
          sum(m.clicks) as clicks, sum(${micros('m.conversions')}) as conversions_micros,
          sum(${micros('m.revenue')}) as revenue_micros
        from read.platform_daily_metrics m where m.mapping_id = p.mapping_id group by m.date) d),
    'differences', (select coalesce(json_agg(json_build_object(
        'path', f.path, 'difference', f.difference, 'action', f.action) order by f.path), '[]')
      from read.orchestration_drift f
      where f.mapping_id = p.mapping_id and f.difference in ('changed_outside', 'conflict'))
  ) as part
  from read.orchestration_platforms p
    left join read.platform_connections c on c.connection_id = p.connection_id
    left join read.drift_coverage v on v.mapping_id = p.mapping_id
    left join lateral (
      select max(l.looked_at) as at from read.metric_looks l where l.mapping_id = p.mapping_id and l.succeeded
    ) looked on true
  where p.orchestration_id = $1::uuid`;

/** What a campaign has become by an event; `undefined` where that is not said. */
const statusIn = ({ type, data }: Recorded, mappingId: MappingId): MappingStatus | undefined => {
  if (type === 'PlatformCampaignStatusChanged') return data.mappingId === mappingId ? data.status : undefined;
  if (type !== 'ExternalChangeAdopted' || data.mappingId !== mappingId) return undefined;
  return data.adopted.removed === true ? 'failed' : data.adopted.status;
};

/** Since when it has been active without interruption, within the flight. */
const deliveringSince = (events: readonly Recorded[], mappingId: MappingId, flight: Flight | null): string | null => {
  let since: string | null = null;
  for (const event of events) {
    const status = statusIn(event, mappingId);
    if (status === undefined) continue;
    since = status === 'active' ? (since ?? event.metadata.occurredAt) : null;
  }
  if (since === null || flight === null) return null;
  return Date.parse(flight.startAt) > Date.parse(since) ? flight.startAt : since;
};

/** How far looks that nobody asks for lie apart; `null` where there are none. */
const syncPeriodOf = ({ sync }: ExistingOrchestration, now: Date): number | null => {
  if (sync.strategy === 'auto') return sync.frequencyMinutes * 60_000;
  if (sync.strategy !== 'scheduled' || sync.cron === undefined) return null;
  const schedule = { cron: sync.cron, zone: sync.zone ?? 'UTC' };
  const next = nextOnSchedule(schedule, now.toISOString());
  return Date.parse(nextOnSchedule(schedule, next)) - Date.parse(next);
};

const nothingKnown = {
  ...{ timeZone: 'UTC', spentMicros: 0, days: [], observedAt: null, lookedAt: null, differences: [] },
} as const;

/** How an orchestration is now, for its alerts; `undefined` where there is no such orchestration of that organisation. */
export type LoadFacts = (orgId: OrgId, orchestrationId: OrchestrationId, now: Date) => Promise<AlertFacts | undefined>;

type Dependencies = Readonly<{ store: EventStore; read: Read; memory: OrchestrationMemory; open: OpenAlerts }>;

export const alertFacts =
  ({ store, read, memory, open }: Dependencies): LoadFacts =>
  async (orgId, orchestrationId, now) => {
    const [{ state, events }, rows, openPercents, settings] = await Promise.all([
      memory.know(orchestrationId),
      read<{ part: PartRow }>(orgId, { name: 'alert-parts', text, values: [orchestrationId] }),
      open.percents(orchestrationId),
      alertSettingsOf(store, orgId, orchestrationId),
    ]);
    if (state.status === 'absent' || state.orgId !== orgId) return undefined;
    const { status, totalBudget, flight, mappings } = state;
    return {
      ...{ orchestrationId, status, flight, openPercents, settings },
      ...{ currency: totalBudget.currency, totalMicros: totalBudget.micros, now: now.toISOString() },
      syncPeriodMs: syncPeriodOf(state, now),
      parts: mappings.map(({ mappingId, platform, status: own, budgetMicros }) => ({
        ...nothingKnown,
        ...rows.find(({ part }) => part.platform === platform)?.part,
        ...{ platform, status: own, budgetMicros },
        deliveringSince: deliveringSince(events, mappingId, flight),
      })),
    };
  };
