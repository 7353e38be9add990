import {
  type AdoptedSettings,
  type FieldChange,
  type FieldState,
  type OperationTask,
  type Reconciliation,
  type SyncField,
  toDecimal,
} from '@campaigns/contracts';
import { differs, fieldState, type Likeness } from '@campaigns/domain';
import { bareName, campaignName, tidied } from '../platforms/campaign-name.ts';
import type { AdAccount, PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';
import type { Sighting } from './look-for-campaign.ts';

/** What a campaign shall be, and how both sides are brought together. */
export type Expected = Pick<Extract<OperationTask, { kind: 'push-settings' }>, 'spec' | 'tag' | 'status'> &
  Readonly<{
    reconciliation: Reconciliation;
    /** Nothing is written on the platform, whatever the direction says. */
    looksOnly: boolean;
  }>;

/** The pure part of an adapter that compares. */
export type Budgets = Pick<PlatformAdapter, 'compareBudget' | 'flightBudget'>;

/** What is written on the platform. */
export type Pushed = Readonly<{ name?: string; budgetMicros?: number; pause: boolean }>;

export type Reconciled = Readonly<{
  /** It is certain that the campaign is gone. */
  isMissing: boolean;
  fields: readonly FieldState[];
  adopted: AdoptedSettings;
  push: Pushed;
}>;

type Part = Readonly<{ state: FieldState; adopted?: AdoptedSettings; push?: Partial<Pushed> }>;

const onlyLooked = 'this look changes nothing on the platform';
const pushBar = ({ looksOnly }: Expected, bar?: string): string | undefined =>
  bar ?? (looksOnly ? onlyLooked : undefined);

const alike = (isSame: boolean): Likeness => (isSame ? 'same' : 'different');

const nameAs =
  (observed: string) =>
  (ours: string): Likeness =>
    observed !== ours && tidied(observed) === tidied(ours) ? 'equivalent' : alike(observed === ours);

const whyNotTakenOver = (bare: string, expected: Expected): string | undefined => {
  if (bare === '') return 'nothing but our mark is in the name';
  return bare === tidied(expected.spec.name) ? 'only our mark is missing from the name' : undefined;
};

/** Compared with the mark; taken over without it. Where it is gone, it is put back: the campaign is found by it. */
const namePart = (remote: RemoteCampaign, expected: Expected): Part => {
  const { spec, tag, reconciliation, looksOnly } = expected;
  const { lastApplied, direction } = reconciliation;
  const desired = campaignName(spec.name, tag);
  const applied = lastApplied === null ? undefined : campaignName(lastApplied.name, tag);
  const bare = bareName(remote.name, tag);
  const state = fieldState(
    {
      ...{ field: 'name', path: 'name' },
      sides: { desired, lastApplied: applied, observed: nameAs(remote.name) },
      shown: { desired, lastApplied: applied ?? null, observed: remote.name },
      bars: { push: pushBar(expected), adopt: whyNotTakenOver(bare, expected) },
    },
    reconciliation,
  );
  if (state.action === 'pushed') return { state, push: { name: desired } };
  if (state.action !== 'adopted') return { state };
  const marked = campaignName(bare, tag);
  const isMarked = nameAs(remote.name)(marked) !== 'different';
  const mayWrite = direction !== 'pull' && !looksOnly;
  return { state, adopted: { name: bare }, ...(isMarked || !mayWrite ? {} : { push: { name: marked } }) };
};

const startsNothing = 'a sync starts nothing: somebody may have paused the campaign on the platform';

/** Only ever pushed towards paused. */
const statusPart = (remote: RemoteCampaign, expected: Expected): Part => {
  const { status: desired, reconciliation } = expected;
  const observed = remote.status === 'active' ? 'active' : 'paused';
  const lastApplied = reconciliation.lastApplied?.status;
  const state = fieldState(
    {
      ...{ field: 'status', path: 'status' },
      sides: { desired, lastApplied, observed: (ours: string) => alike(ours === observed) },
      shown: { desired, lastApplied: lastApplied ?? null, observed },
      bars: { push: pushBar(expected, desired === 'active' ? startsNothing : undefined) },
    },
    reconciliation,
  );
  if (state.action === 'pushed') return { state, push: { pause: true } };
  return state.action === 'adopted' ? { state, adopted: { status: observed } } : { state };
};

const appliedMicros = ({ spec, reconciliation: { lastApplied } }: Expected): number | undefined =>
  lastApplied === null || lastApplied.budget.currency !== spec.budget.currency || lastApplied.budget.micros === 0
    ? undefined
    : lastApplied.budget.micros;

/** In the platform's own period, as far as it is shown; taken over as the budget of the whole flight. */
const budgetPart = (remote: RemoteCampaign, expected: Expected, budgets: Budgets, account: AdAccount): Part => {
  const { spec, reconciliation } = expected;
  const { currency, micros: desired } = spec.budget;
  const beside = (micros: number) => budgets.compareBudget(remote, { ...spec, budget: { micros, currency } }, account);
  const { field: path, observedMicros, oursMicros } = beside(desired);
  const lastApplied = appliedMicros(expected);
  const theirs = budgets.flightBudget(remote, spec, account);
  const state = fieldState(
    {
      ...{ field: 'budget', path },
      sides: { desired, lastApplied, observed: (micros: number) => beside(micros).likeness },
      shown: {
        desired: toDecimal(oursMicros),
        lastApplied: lastApplied === undefined ? null : toDecimal(beside(lastApplied).oursMicros),
        observed: observedMicros === null ? null : toDecimal(observedMicros),
      },
      bars: { push: pushBar(expected), adopt: 'unknown' in theirs ? theirs.unknown : undefined },
    },
    reconciliation,
  );
  if (state.action === 'pushed') return { state, push: { budgetMicros: oursMicros } };
  return state.action === 'adopted' && 'micros' in theirs
    ? { state, adopted: { budget: { micros: theirs.micros, currency } } }
    : { state };
};

const notMadeAgain = 'a campaign is not made again by a sync, because it would spend money';

const existencePart = (sighting: Sighting, { reconciliation }: Expected): Part => {
  const isThere = sighting.is === 'there';
  const seen = isThere ? 'present' : 'missing';
  const isUnclear = sighting.is === 'unclear';
  const state = fieldState(
    {
      ...{ field: 'existence', path: 'existence' },
      sides: { desired: 'present', lastApplied: 'present', observed: isUnclear ? undefined : () => alike(isThere) },
      shown: { desired: 'present', lastApplied: 'present', observed: isUnclear ? null : seen },
      bars: { push: notMadeAgain },
      ...(isUnclear ? { unseen: sighting.why } : {}),
    },
    reconciliation,
  );
  return state.action === 'adopted' ? { state, adopted: { removed: true } } : { state };
};

/** What nobody could look at. */
const unseenParts = ({ spec, tag, status, reconciliation }: Expected, unseen: string): readonly Part[] => {
  const { lastApplied } = reconciliation;
  const values = [
    ['name', campaignName(spec.name, tag), lastApplied === null ? null : campaignName(lastApplied.name, tag)],
    ['status', status, lastApplied?.status ?? null],
    ['budget', toDecimal(spec.budget.micros), lastApplied === null ? null : toDecimal(lastApplied.budget.micros)],
  ] as const;
  return values.map(([field, desired, applied]) => ({
    state: fieldState(
      {
        ...{ field, path: field, unseen },
        sides: { desired, lastApplied: applied ?? undefined, observed: undefined },
        shown: { desired, lastApplied: applied, observed: null },
      },
      reconciliation,
    ),
  }));
};

const partsOf = (sighting: Sighting, expected: Expected, budgets: Budgets, account: AdAccount): readonly Part[] => {
  if (sighting.is === 'missing') return unseenParts(expected, 'the campaign is not on the platform any more');
  if (sighting.is === 'unclear') return unseenParts(expected, sighting.why);
  const { remote } = sighting;
  return [namePart(remote, expected), statusPart(remote, expected), budgetPart(remote, expected, budgets, account)];
};

/** Whether a field is compared at all. */
export const isCompared = ({ fields }: Pick<Reconciliation, 'fields'>, field: SyncField): boolean =>
  fields?.includes(field) ?? true;

/** Pure. Each field of the campaign on both sides, what is written there, and what is taken over from there. */
export const reconcileCampaign = (
  sighting: Sighting,
  expected: Expected,
  budgets: Budgets,
  account: AdAccount,
): Reconciled => {
  const parts = [existencePart(sighting, expected), ...partsOf(sighting, expected, budgets, account)].filter(
    ({ state }) => isCompared(expected.reconciliation, state.field),
  );
  return {
    isMissing: sighting.is === 'missing',
    fields: parts.map(({ state }) => state),
    adopted: Object.assign({}, ...parts.map(({ adopted }) => adopted)) as AdoptedSettings,
    push: Object.assign({ pause: false }, ...parts.map(({ push }) => push)) as Pushed,
  };
};

const changeOf = ({ path, observed, desired }: FieldState): FieldChange => ({
  ...{ field: path, before: observed, after: desired },
});

/** What a look at the campaign alone does not show, in words. */
export const unseenUnderIt: readonly string[] = ['its ad groups and ads', 'who changed a setting, and when'];

/** Where both sides differ: theirs before, ours after. */
export const differencesIn = (fields: readonly FieldState[]): FieldChange[] =>
  fields.filter(({ difference }) => differs(difference)).map(changeOf);

/** What was written on the platform: theirs before, ours after. */
export const pushesIn = (fields: readonly FieldState[]): FieldChange[] =>
  fields.filter(({ action }) => action === 'pushed').map(changeOf);

/** As results carry it: nothing where nothing is taken over. */
export const adoptedIn = ({ adopted }: Reconciled): Readonly<{ adopted?: AdoptedSettings }> =>
  Object.keys(adopted).length === 0 ? {} : { adopted };
