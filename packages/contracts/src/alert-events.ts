import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { alertId, connectionId, orchestrationId, orgId, ruleId, workflowId } from './ids.ts';
import { platform } from './vocabulary.ts';

const at = z.iso.datetime();

/** What an alert can be about. */
export const alertKind = z.enum([
  'budget_threshold',
  'forecast_overspend',
  'zero_spend',
  'anomaly',
  'connection_expiring',
  'connection_suspended',
  'sync_stale',
  'drift',
  'orphaned_campaign',
  'needs_operator',
  'dead_letters',
  'rule',
  'platform_refused',
]);
export type AlertKind = z.infer<typeof alertKind>;

export const alertSeverity = z.enum(['info', 'warning', 'critical']);
export type AlertSeverity = z.infer<typeof alertSeverity>;

export const alertState = z.enum(['open', 'acknowledged', 'snoozed', 'resolved']);
export type AlertState = z.infer<typeof alertState>;

/** What exactly it is about; with the organisation and the kind it makes the alert's id. */
export const alertSubject = z
  .object({
    orchestrationId: orchestrationId.optional(),
    platform: platform.optional(),
    connectionId: connectionId.optional(),
    workflowId: workflowId.optional(),
    ruleId: ruleId.optional(),
    /** Of a budget threshold: which, in per cent of the total. */
    percent: z.int().min(1).optional(),
    /** Of an anomaly: of which ratio. */
    metric: z.enum(['cpa', 'ctr']).optional(),
  })
  .readonly();
export type AlertSubject = z.infer<typeof alertSubject>;

/** Values by name as they were seen: money in currency units, shares in per cent, instants and names as text. */
export const alertValues = z.record(z.string(), z.union([z.number(), z.string()]).nullable()).readonly();
export type AlertValues = z.infer<typeof alertValues>;

/** What it is about has become as the kind says; the first time is episode 1, and each time after it had passed is the next. */
const alertOpened = defineEvent(
  'AlertOpened',
  z.object({
    alertId,
    orgId,
    episode: z.int().min(1),
    kind: alertKind,
    severity: alertSeverity,
    subject: alertSubject,
    /** What a value has reached; `null` where there is no such number. */
    threshold: z.number().nullable(),
    values: alertValues,
    message: z.string(),
    /** Where it stands what to do, within `docs/`. */
    runbook: z.string(),
    /** What the episode belongs to, such as a total budget: with another one it is another episode. */
    basis: z.string().nullable(),
    at,
  }),
);
/** Somebody looks after it; who, is in the metadata. */
const alertAcknowledged = defineEvent(
  'AlertAcknowledged',
  z.object({ alertId, episode: z.int().min(1), note: z.string().nullable(), at }),
);
const alertSnoozed = defineEvent('AlertSnoozed', z.object({ alertId, episode: z.int().min(1), until: at, at }));
/** It is open again: its time has come, and it has not passed meanwhile. */
const alertSnoozeEnded = defineEvent('AlertSnoozeEnded', z.object({ alertId, episode: z.int().min(1), at }));
/** `system`: it has passed. `user`: a person says so, whatever the values say. */
const alertResolved = defineEvent(
  'AlertResolved',
  z.object({
    alertId,
    episode: z.int().min(1),
    by: z.enum(['system', 'user']),
    reason: z.string().nullable(),
    at,
  }),
);
/** What a person had resolved has now passed, too: from here on it can open again. */
const alertCleared = defineEvent('AlertCleared', z.object({ alertId, episode: z.int().min(1), at }));

const alertEvent = z.discriminatedUnion('type', [
  alertOpened,
  alertAcknowledged,
  alertSnoozed,
  alertSnoozeEnded,
  alertResolved,
  alertCleared,
]);
export type AlertEvent = z.infer<typeof alertEvent>;

/** Stream `alert-{id}`; the id follows from organisation, kind and subject. */
export const alertCodec = eventCodec<AlertEvent>(alertEvent, [
  'AlertOpened',
  'AlertAcknowledged',
  'AlertSnoozed',
  'AlertSnoozeEnded',
  'AlertResolved',
  'AlertCleared',
]);

export const alertSettings = z
  .object({
    /** Of the total budget, in per cent, ascending. */
    thresholds: z.array(z.int().min(1).max(1_000)).max(10).readonly(),
    /** So many points a share must fall below its threshold before that is said to have passed. */
    hysteresisPoints: z.number().min(0).max(50),
    /** So long a platform must have delivered before having spent nothing is said. */
    zeroSpendHours: z.int().min(1).max(720),
    /** Kinds that do not open. What is open when its kind is muted still resolves. */
    mutedKinds: z.array(alertKind).readonly(),
  })
  .readonly();
export type AlertSettings = z.infer<typeof alertSettings>;

/** All settings as they are from now on: of the organisation, or of one orchestration, where `null` takes its own ones away. */
const alertSettingsChanged = defineEvent(
  'AlertSettingsChanged',
  z.object({ orgId, onlyFor: orchestrationId.nullable(), settings: alertSettings.nullable(), at }),
);

const alertSettingsEvent = z.discriminatedUnion('type', [alertSettingsChanged]);
export type AlertSettingsEvent = z.infer<typeof alertSettingsEvent>;

/** Stream `alertsettings-{orgId}`. */
export const alertSettingsCodec = eventCodec<AlertSettingsEvent>(alertSettingsEvent, ['AlertSettingsChanged']);
