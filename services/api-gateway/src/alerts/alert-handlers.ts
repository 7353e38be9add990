import {
  type AlertEvent,
  type AlertId,
  type AlertSettings,
  type AlertSettingsBody,
  type AlertSettingsEvent,
  type AlertSettingsView,
  alertId as alertIdSchema,
  type OrchestrationEvent,
  type OrchestrationId,
  type OrgId,
  orchestrationId as orchestrationIdSchema,
  restPrefix,
} from '@campaigns/contracts';
import {
  type Alert,
  type AlertCommand,
  type AlertSettingsState,
  defaultAlertSettings,
  type Orchestration,
  type OrchestrationCommand,
  type SetAlertSettings,
  settingsFor,
} from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import { invalidRequest } from '../http/parse-request.ts';
import { namingFields } from '../orchestrations/orchestration-change.ts';
import type { AlertReads } from './alert-reads.ts';

type Dependencies = Readonly<{
  alerts: Deciding<Alert, AlertCommand, AlertEvent>;
  settings: Deciding<AlertSettingsState, SetAlertSettings, AlertSettingsEvent>;
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  reads: AlertReads;
  back: ReadBack;
}>;

type Ids =
  | 'listAlerts'
  | 'getAlertSettings'
  | 'setAlertSettings'
  | 'getAlert'
  | 'acknowledgeAlert'
  | 'snoozeAlert'
  | 'resolveAlert'
  | 'listOrchestrationAlerts';

type AlertRequest = Readonly<{ params: Readonly<{ alertId: string }>; caller: Caller; command: CommandSeed }>;

/** Fields of the body that say what the settings are. */
const isEmpty = ({ thresholds, hysteresis_points, zero_spend_hours, muted_kinds }: AlertSettingsBody): boolean =>
  [thresholds, hysteresis_points, zero_spend_hours, muted_kinds].every((field) => field === undefined);

/** What is left out is as it is elsewhere: an orchestration follows its organisation, that follows the product. */
const settingsOf = (body: AlertSettingsBody, elsewhere: AlertSettings): AlertSettings | null => {
  if (body.use_default === true) {
    if (isEmpty(body)) return null;
    throw invalidRequest([{ pointer: '#/use_default', detail: 'stands alone: no other setting beside it' }]);
  }
  return {
    thresholds: body.thresholds ?? elsewhere.thresholds,
    hysteresisPoints: body.hysteresis_points ?? elsewhere.hysteresisPoints,
    zeroSpendHours: body.zero_spend_hours ?? elsewhere.zeroSpendHours,
    mutedKinds: body.muted_kinds ?? elsewhere.mutedKinds,
  };
};

const settingsView = (state: AlertSettingsState, orchestrationId: OrchestrationId | null): AlertSettingsView => {
  const { source, settings } = settingsFor(state, orchestrationId);
  const { thresholds, hysteresisPoints, zeroSpendHours, mutedKinds } = settings;
  return {
    ...{ orchestration_id: orchestrationId, source, thresholds: [...thresholds], muted_kinds: [...mutedKinds] },
    ...{ hysteresis_points: hysteresisPoints, zero_spend_hours: zeroSpendHours },
  };
};

export const alertHandlers = (dependencies: Dependencies): HandlersFor<Ids> => {
  const { alerts, settings, orchestrations, reads, back } = dependencies;

  /** Throws 404 for an orchestration that is not the caller's. */
  const scopeOf = async (orgId: OrgId, id: string | undefined): Promise<OrchestrationId | null> => {
    if (id === undefined) return null;
    return ownOrchestration(orgId, await orchestrations.stateOf(`orchestration-${orchestrationIdSchema.parse(id)}`))
      .orchestrationId;
  };

  const change = async ({ params, caller, command }: AlertRequest, make: (alertId: AlertId) => AlertCommand) => {
    const id = alertIdSchema.parse(params.alertId);
    const { position } = await alerts.handle(
      `alert-${id}`,
      (state) => {
        if (state.status === 'absent' || state.orgId !== caller.orgId) {
          throw new Problem('alert-not-found', 'There is no such alert');
        }
        return make(id);
      },
      command.context,
    );
    await back.untilReadable(position, `${restPrefix}/alerts/${id}`);
    return { status: 200, body: { success: true as const, alert: await reads.show(caller.orgId, id) } };
  };

  const list = async (orgId: string, query: Parameters<AlertReads['list']>[1]) => {
    const { items, nextCursor } = await reads.list(orgId, query);
    return { status: 200, body: { success: true as const, alerts: [...items], next_cursor: nextCursor } };
  };

  return {
    listAlerts: ({ caller, query }) => list(caller.orgId, query),
    listOrchestrationAlerts: async ({ caller, params, query }) => {
      await scopeOf(caller.orgId, params.orchestrationId);
      return list(caller.orgId, { ...query, orchestration_id: params.orchestrationId });
    },
    getAlert: async ({ caller, params }) => ({
      status: 200,
      body: { success: true, alert: await reads.show(caller.orgId, params.alertId) },
    }),
    acknowledgeAlert: (request) =>
      change(request, (alertId) => ({
        type: 'Acknowledge',
        data: { alertId, note: request.body.note ?? null, now: request.command.now },
      })),
    snoozeAlert: (request) =>
      namingFields({ 'snooze-too-long': '#/until' }, () =>
        change(request, (alertId) => ({
          type: 'Snooze',
          data: { alertId, until: new Date(request.body.until).toISOString(), now: request.command.now },
        })),
      ),
    resolveAlert: (request) =>
      change(request, (alertId) => ({
        type: 'Resolve',
        data: { alertId, reason: request.body.reason ?? null, now: request.command.now },
      })),

    getAlertSettings: async ({ caller, query }) => {
      const scope = await scopeOf(caller.orgId, query.orchestration_id);
      const state = await settings.stateOf(`alertsettings-${caller.orgId}`);
      return { status: 200, body: { success: true, settings: settingsView(state, scope) } };
    },
    setAlertSettings: async ({ caller, body, command }) => {
      const { orgId } = caller;
      const onlyFor = await scopeOf(orgId, body.orchestration_id);
      const { state } = await settings.handle(
        `alertsettings-${orgId}`,
        (before) => {
          const elsewhere = onlyFor === null ? defaultAlertSettings : settingsFor(before, null).settings;
          const data = { orgId, onlyFor, settings: settingsOf(body, elsewhere), now: command.now };
          return { type: 'SetAlertSettings', data };
        },
        command.context,
      );
      return { status: 200, body: { success: true, settings: settingsView(state, onlyFor) } };
    },
  };
};
