import {
  type CampaignDomainEvent,
  type RecordedEvent,
  type Schedule,
  type SyncSettings,
  toDecimal,
} from '@campaigns/contracts';
import type { Statement } from './statement.ts';

export const syncColumns = {
  names: 'sync_strategy, sync_frequency_minutes, sync_cron, sync_zone, sync_policy',
  values: ({ strategy, frequencyMinutes, cron, zone, policy = {} }: SyncSettings): readonly unknown[] => [
    ...[strategy, frequencyMinutes, cron, zone, JSON.stringify(policy)],
  ],
};

export const scheduleColumns = {
  names:
    'scheduled_start_at, scheduled_end_at, duration_days, scheduled_start_on_clock, scheduled_end_on_clock, late_policy',
  values: ({ startAt, endAt, durationDays, startOnClock, endOnClock, late = 'run' }: Schedule): readonly unknown[] => [
    ...[startAt, endAt, durationDays, startOnClock, endOnClock, late],
  ],
};

type Setting = Extract<
  RecordedEvent<CampaignDomainEvent>,
  {
    type:
      | 'OrchestrationUpdated'
      | 'OrchestrationScheduled'
      | 'ScheduleCancelled'
      | 'ScheduledStartMissed'
      | 'OrchestrationArchived'
      | 'BudgetLimitsSet'
      | 'BudgetReached';
  }
>;

const set = (id: string, columns: string, values: readonly unknown[]): Statement => ({
  text: `update read.campaign_orchestrations set (${columns}) = row (${values.map((_, index) => `$${index + 2}`)})
    where orchestration_id = $1`,
  values: [id, ...values],
});

/** What changes in the row of an orchestration while its platforms stay as they are. */
export const settingRows = ({ type, data }: Setting): readonly Statement[] => {
  const id = data.orchestrationId;
  switch (type) {
    case 'OrchestrationUpdated': {
      const { name, description, sync, failurePolicy, schedule } = data;
      return [
        ...(name === undefined ? [] : [set(id, 'name', [name])]),
        ...(description === undefined ? [] : [set(id, 'description', [description])]),
        ...(failurePolicy === undefined ? [] : [set(id, 'failure_policy', [failurePolicy])]),
        ...(sync === undefined ? [] : [set(id, syncColumns.names, syncColumns.values(sync))]),
        ...(schedule === undefined ? [] : [set(id, scheduleColumns.names, scheduleColumns.values(schedule))]),
      ];
    }
    case 'OrchestrationScheduled':
      return [set(id, `status, ${scheduleColumns.names}`, ['scheduled', ...scheduleColumns.values(data.schedule)])];
    case 'ScheduleCancelled':
      return [set(id, 'status', ['draft'])];
    case 'ScheduledStartMissed':
      return [set(id, 'missed_start_at, missed_start_reason', [data.startAt, data.reason])];
    case 'OrchestrationArchived':
      return [set(id, 'archived_at', [data.at])];
    case 'BudgetLimitsSet': {
      const units = (micros: number | null): number | null => (micros === null ? null : toDecimal(micros));
      const limits = data.limits.map(({ platform, leastMicros, mostMicros, locked }) => [
        platform,
        { least: units(leastMicros), most: units(mostMicros), locked },
      ]);
      return [set(id, 'budget_limits', [JSON.stringify(Object.fromEntries(limits))])];
    }
    case 'BudgetReached':
      return [set(id, 'budget_reached_at', [data.at])];
    default:
      return type satisfies never;
  }
};
