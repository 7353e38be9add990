import type { AlertSettings, AlertSettingsEvent, OrchestrationId, OrgId } from '@campaigns/contracts';
import type { Decider } from '@campaigns/event-sourcing';

export const defaultAlertSettings: AlertSettings = {
  thresholds: [75, 90, 100],
  hysteresisPoints: 2,
  zeroSpendHours: 24,
  mutedKinds: [],
};

export type SetAlertSettings = Readonly<{
  type: 'SetAlertSettings';
  data: Readonly<{
    orgId: OrgId;
    /** `null`: of the whole organisation. */
    onlyFor: OrchestrationId | null;
    /** `null` takes them away. */
    settings: AlertSettings | null;
    now: string;
  }>;
}>;

export type AlertSettingsState = Readonly<{
  organization: AlertSettings | null;
  orchestrations: Readonly<Record<string, AlertSettings>>;
}>;

export type SettingsSource = 'default' | 'organization' | 'orchestration';

/** The settings that apply, and whose they are: an orchestration's own ones stand for all of the organisation's. */
export const settingsFor = (
  { organization, orchestrations }: AlertSettingsState,
  orchestrationId: OrchestrationId | null,
): Readonly<{ source: SettingsSource; settings: AlertSettings }> => {
  const own = orchestrationId === null ? undefined : orchestrations[orchestrationId];
  if (own !== undefined) return { source: 'orchestration', settings: own };
  if (organization !== null) return { source: 'organization', settings: organization };
  return { source: 'default', settings: defaultAlertSettings };
};

const inOrder = (settings: AlertSettings): AlertSettings => ({
  ...settings,
  thresholds: settings.thresholds.toSorted((one, other) => one - other),
  mutedKinds: settings.mutedKinds.toSorted(),
});

const same = (one: AlertSettings | null, other: AlertSettings | null): boolean =>
  JSON.stringify(one && Object.entries(one).toSorted()) === JSON.stringify(other && Object.entries(other).toSorted());

const decide = ({ data }: SetAlertSettings, state: AlertSettingsState): readonly AlertSettingsEvent[] => {
  const { now, ...wanted } = data;
  const settings = wanted.settings === null ? null : inOrder(wanted.settings);
  const before = wanted.onlyFor === null ? state.organization : (state.orchestrations[wanted.onlyFor] ?? null);
  if (same(before, settings)) return [];
  return [{ type: 'AlertSettingsChanged', data: { ...wanted, settings, at: now } }];
};

const evolve = (state: AlertSettingsState, { data }: AlertSettingsEvent): AlertSettingsState => {
  const { onlyFor, settings } = data;
  if (onlyFor === null) return { ...state, organization: settings };
  const { [onlyFor]: _before, ...others } = state.orchestrations;
  return { ...state, orchestrations: settings === null ? others : { ...others, [onlyFor]: settings } };
};

/** Stream `alertsettings-{orgId}`. */
export const alertSettingsDecider: Decider<AlertSettingsState, SetAlertSettings, AlertSettingsEvent> = {
  initialState: { organization: null, orchestrations: {} },
  decide,
  evolve,
};
