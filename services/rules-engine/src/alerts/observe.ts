import { type AlertId, alertCodec, alertSettingsCodec, type OrchestrationId, type OrgId } from '@campaigns/contracts';
import { alertDecider, alertIdOf, alertSettingsDecider, type Signal, settingsFor } from '@campaigns/domain';
import { type CommandContext, commandHandler, derivedId, type EventStore, fold } from '@campaigns/event-sourcing';
import { idsOf, type OpenAlerts } from './open-alerts.ts';

/** Why something was looked at, and when. Looked at again for the same reason, nothing happens twice. */
export type Occasion = Readonly<{ orgId: OrgId; contextFor: (purpose: string) => CommandContext; at: string }>;

/** Brings what looks came to into the alerts. */
export type Observe = (occasion: Occasion, signals: readonly Signal[]) => Promise<void>;

/** The settings of an organisation, and those of one orchestration of it. */
export const alertSettingsOf = async (store: EventStore, orgId: OrgId, orchestrationId: OrchestrationId | null) => {
  const { events } = await store.load(`alertsettings-${orgId}`);
  return settingsFor(fold(alertSettingsDecider, events.map(alertSettingsCodec.decode)), orchestrationId).settings;
};

export const observer = ({ store, open }: Readonly<{ store: EventStore; open: OpenAlerts }>): Observe => {
  const handle = commandHandler(store, alertDecider, alertCodec);

  const send = async ({ orgId, contextFor, at }: Occasion, alertId: AlertId, signal: Signal): Promise<void> => {
    const { mutedKinds } = await alertSettingsOf(store, orgId, signal.subject.orchestrationId ?? null);
    const muted = mutedKinds.includes(signal.kind);
    if (signal.verdict === 'open' && !muted) await open.add(orgId, alertId, signal);
    const { state } = await handle(
      `alert-${alertId}`,
      { type: 'Observe', data: { alertId, orgId, signal, muted, now: at } },
      contextFor(derivedId(alertId, signal.verdict)),
    );
    if (state.status === 'absent' || !state.isGoingOn) await open.remove(alertId);
  };

  return async (occasion, signals) => {
    const known = await open.among(idsOf(occasion.orgId, signals));
    for (const signal of signals) {
      const alertId = alertIdOf(occasion.orgId, signal);
      if (signal.verdict === 'open' || (signal.verdict === 'clear' && known.has(alertId))) {
        await send(occasion, alertId, signal);
      }
    }
  };
};
