import { z } from 'zod';
import { alertKind, alertSeverity, alertState } from '../alert-events.ts';
import { platform } from '../vocabulary.ts';
import { idOf, instantIn, instantOut, nextCursor, pageQuery, requiredText, success } from './fields.ts';

const states = alertState.meta({
  id: 'AlertState',
  description: 'An acknowledged or snoozed alert resolves by itself like an open one, when what it is about has passed',
});
const kinds = alertKind.meta({ id: 'AlertKind' });
const severities = alertSeverity.meta({ id: 'AlertSeverity' });

const filters = {
  state: states.optional(),
  kind: kinds.optional(),
  severity: severities.optional(),
  ...pageQuery,
};
export const alertsQuery = z.strictObject({ ...filters, orchestration_id: idOf('orchestration').optional() });
export const orchestrationAlertsQuery = z.strictObject(filters);
export type AlertsQuery = z.output<typeof alertsQuery>;

export const alertParams = z.strictObject({ alertId: idOf('alert') });

const alertView = z
  .strictObject({
    alert_id: z.uuid(),
    kind: kinds,
    severity: severities,
    state: states,
    episode: z.int().min(1).meta({ description: 'How often it has opened' }),
    message: z.string(),
    runbook: z.string().meta({ description: 'Where it stands what to do, within the documentation' }),
    orchestration_id: z.uuid().nullable(),
    platform: platform.nullable(),
    connection_id: z.uuid().nullable(),
    workflow_id: z.uuid().nullable(),
    rule_id: z.uuid().nullable(),
    threshold: z.number().nullable(),
    values: z
      .record(z.string(), z.union([z.number(), z.string()]).nullable())
      .meta({ description: 'What was seen when it opened; money in currency units, shares in per cent' }),
    opened_at: instantOut,
    acknowledged_at: instantOut.nullable(),
    acknowledged_by: z.string().nullable(),
    note: z.string().nullable(),
    snoozed_until: instantOut.nullable(),
    resolved_at: instantOut.nullable(),
    resolved_by: z.enum(['system', 'user']).nullable().meta({ description: '`system`: what it is about has passed' }),
    resolution: z.string().nullable(),
    updated_at: instantOut,
  })
  .meta({ id: 'Alert' });
export type AlertView = z.output<typeof alertView>;

export const alertsAnswer = z.strictObject({ success, alerts: z.array(alertView), next_cursor: nextCursor });
export const alertAnswer = z.strictObject({ success, alert: alertView });

export const acknowledgeBody = z
  .strictObject({ note: requiredText(1_000).optional() })
  .default({})
  .meta({ id: 'AcknowledgeAlert' });
export const snoozeBody = z
  .strictObject({ until: instantIn.meta({ description: 'Within 90 days from now' }) })
  .meta({ id: 'SnoozeAlert' });
export const resolveBody = z
  .strictObject({ reason: requiredText(1_000).optional() })
  .default({})
  .meta({ id: 'ResolveAlert' });

const thresholds = z
  .array(z.int('expected whole per cent').min(1, 'must be at least 1').max(1_000, 'must be at most 1,000'))
  .max(10, 'must name at most 10')
  .refine((all) => new Set(all).size === all.length, 'must name each threshold once')
  .meta({ description: 'Per cent of the total budget', example: [75, 90, 100] });

const settings = {
  thresholds,
  hysteresis_points: z
    .number()
    .min(0)
    .max(50)
    .meta({ description: 'So far below its threshold a share must fall before the alert resolves' }),
  zero_spend_hours: z.int().min(1).max(720).meta({ description: 'So long nothing may be spent before it is said' }),
  muted_kinds: z
    .array(kinds)
    .max(alertKind.options.length)
    .refine((all) => new Set(all).size === all.length, 'must name each kind once'),
};

const scope = idOf('orchestration');

export const alertSettingsQuery = z.strictObject({
  orchestration_id: scope.optional().meta({ description: 'Default: the settings of the organisation' }),
});

/** What is left out gets the default of the product; for an orchestration, what its organisation has. */
export const alertSettingsBody = z
  .strictObject({
    orchestration_id: scope.optional().meta({ description: 'Whose they are; default: the organisation’s' }),
    use_default: z
      .literal(true)
      .optional()
      .meta({ description: 'Takes an orchestration’s own settings away, or brings the organisation’s back' }),
    thresholds: settings.thresholds.optional(),
    hysteresis_points: settings.hysteresis_points.optional(),
    zero_spend_hours: settings.zero_spend_hours.optional(),
    muted_kinds: settings.muted_kinds.optional(),
  })
  .meta({ id: 'SetAlertSettings', example: { thresholds: [50, 80, 100] } });
export type AlertSettingsBody = z.output<typeof alertSettingsBody>;

const alertSettingsView = z
  .strictObject({
    orchestration_id: z.uuid().nullable(),
    source: z
      .enum(['default', 'organization', 'orchestration'])
      .meta({ description: 'Whose settings these are; all come from there' }),
    ...settings,
  })
  .meta({ id: 'AlertSettings' });
export type AlertSettingsView = z.output<typeof alertSettingsView>;

export const alertSettingsAnswer = z.strictObject({ success, settings: alertSettingsView });
