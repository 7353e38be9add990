import type { SyncFields, SyncSettings, SyncStrategy } from '@campaigns/contracts';
import { cronFault, zoneFault } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';

export const defaultSync: SyncSettings = { strategy: 'manual', frequencyMinutes: 15 };

const refused = (code: 'cron-not-valid' | 'time-not-valid', field: string, detail: string): Problem =>
  new Problem(code, detail, { errors: [{ pointer: `#/${field}`, detail }] });

const strategyOf = (before: SyncSettings, body: SyncFields): SyncStrategy => {
  if (body.sync_strategy !== undefined) return body.sync_strategy;
  if (body.sync_cron !== undefined) return 'scheduled';
  return body.sync_frequency_minutes === undefined ? before.strategy : 'auto';
};

/** Cron and zone, which only the strategy `scheduled` has. */
const timesOf = (
  strategy: SyncStrategy,
  before: SyncSettings,
  body: SyncFields,
): Pick<SyncSettings, 'cron' | 'zone'> => {
  if (strategy !== 'scheduled') {
    const idle = (['sync_cron', 'sync_zone'] as const).find((field) => body[field] !== undefined);
    if (idle === undefined) return {};
    throw refused('cron-not-valid', idle, `is only for the strategy "scheduled", not for "${strategy}"`);
  }
  const { sync_cron: cron = before.cron, sync_zone: zone = before.zone } = body;
  if (cron === undefined) throw refused('cron-not-valid', 'sync_cron', 'is needed for the strategy "scheduled"');
  const fault = cronFault(cron);
  if (fault !== undefined) throw refused('cron-not-valid', 'sync_cron', fault);
  const unknown = zone && zoneFault(zone);
  if (unknown !== undefined) throw refused('time-not-valid', 'sync_zone', unknown);
  return { cron, ...(zone === undefined ? {} : { zone }) };
};

/** Synchronisation as a request changes it: field by field, the policy too. Throws 422 for what is no cron or no zone. */
export const syncWith = (before: SyncSettings, body: SyncFields): SyncSettings => {
  const strategy = strategyOf(before, body);
  const policy = { ...before.policy, ...body.sync_policy };
  return {
    strategy,
    frequencyMinutes: body.sync_frequency_minutes ?? before.frequencyMinutes,
    ...timesOf(strategy, before, body),
    ...(Object.keys(policy).length === 0 ? {} : { policy }),
  };
};
