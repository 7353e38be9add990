import {
  type CreationKind,
  type DailyMetrics,
  isCreation,
  type OperationError,
  type OperationResult,
  type OperationTask,
  type Platform,
  type Reconciliation,
  shownOf,
} from '@campaigns/contracts';
import type { TaskOf } from '../limits/platform-calls.ts';
import type { Kept } from '../performance/report-days.ts';
import { addDays, earlierDate, flightDays, laterDate } from '../platforms/calendar.ts';
import { campaignName } from '../platforms/campaign-name.ts';
import { isNotFound, PlatformError } from '../platforms/platform-error.ts';
import type { AccountCall, AdResults, PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';
import { withoutSecret } from '../vault/credentials.ts';
import { isCompared, reconcileCampaign } from './campaign-fields.ts';
import { lookForCampaign } from './look-for-campaign.ts';
import { differencesOf, push, pushedResult, pushesOf, type Wanted } from './push-settings.ts';
import { changesOf, reconciledChanges } from './read-changes.ts';
import { rotateAds } from './rotate-ads.ts';
import { created, type Outcome, severalFound } from './settle.ts';
import { verifyAccount } from './verify-account.ts';

export type Work = Readonly<{
  platform: Platform;
  adapter: PlatformAdapter;
  call: AccountCall;
  operationId: string;
  now: () => Date;
  results: Results;
}>;

/** What the platforms reported so far about a campaign. */
export type Results = Readonly<{
  /** The latest day that is kept. */
  lastDay: (platformCampaignId: string) => Promise<string | undefined>;
  /** Keeps daily results; tells what was new or restated, and what there is of the campaign from a day on. */
  keep: (
    platformCampaignId: string,
    reported: Readonly<{ days: readonly DailyMetrics[]; ads: readonly AdResults[]; since: string }>,
  ) => Promise<Kept>;
}>;

const existing = (remote: RemoteCampaign): RemoteCampaign => {
  if (remote.status !== 'removed') return remote;
  const message = `Campaign ${remote.platformCampaignId} was removed on the platform`;
  throw new PlatformError({ class: 'not-found', code: 'removed', message });
};

/** The campaign as it is, and where it differs from what it shall be. */
const compared = async ({ adapter, call }: Work, platformCampaignId: string, wanted: Wanted) => {
  const { first } = flightDays(wanted.spec.flight, call.account.timeZone);
  const options = { spendSince: first, children: wanted.children };
  const remote = existing(await adapter.readCampaign(call, platformCampaignId, options));
  return {
    remote,
    differences: differencesOf(remote, wanted, adapter.budgetChange(remote, wanted.spec, call.account)),
  };
};

type Reconciling<Task> = Task & Readonly<{ reconciliation: Reconciliation }>;

/** A task of before there were policies has none, and comes out as it did then. */
const isReconciling = <Task extends TaskOf<'push-settings'> | TaskOf<'read-changes'>>(
  task: Task,
): task is Reconciling<Task> => task.reconciliation !== undefined;

/** The campaign on both sides, once it is clear whether it is there. */
const reconciled = async (
  { adapter, call }: Work,
  task: Reconciling<TaskOf<'push-settings'> | TaskOf<'read-changes'>>,
) => {
  const { account } = call;
  const { children, spec } = task;
  const { first: spendSince } = flightDays(spec.flight, account.timeZone);
  const sighting = await lookForCampaign(adapter, call, task, { spendSince, children });
  const looksOnly = task.kind === 'read-changes';
  return { sighting, campaign: reconcileCampaign(sighting, { ...task, looksOnly }, adapter, account) };
};

const pushSettings = async (work: Work, task: TaskOf<'push-settings'>): Promise<OperationResult> => {
  const { adapter, call } = work;
  if (!isReconciling(task)) {
    const { remote, differences } = await compared(work, task.platformCampaignId, task);
    await push(adapter, call, remote, pushesOf(differences), task.children);
    return { kind: 'push-settings', detected: [...differences.detected], applied: [...differences.applicable] };
  }
  const { sighting, campaign } = await reconciled(work, task);
  if (sighting.is === 'there') await push(adapter, call, sighting.remote, campaign.push, task.children);
  return pushedResult(campaign);
};

/** Days that may be restated are read again, and those that were never read, however far back. */
const fetchMetrics = async (work: Work, task: TaskOf<'fetch-metrics'>): Promise<OperationResult> => {
  const { adapter, call, results } = work;
  const { platformCampaignId, children } = task;
  const remote = existing(await adapter.readCampaign(call, platformCampaignId));
  const until = remote.today;
  const restated = addDays(until, -adapter.restatementDays);
  const since = laterDate(task.since, earlierDate(restated, (await results.lastDay(platformCampaignId)) ?? task.since));
  const range = { since, until };
  const days = since > until ? [] : await adapter.fetchDailyMetrics(call, remote, range);
  const hasAds = children !== undefined && since <= until;
  const ads = hasAds ? await adapter.fetchAdMetrics(call, remote, range, children) : [];
  const { changedDays, totals } = await results.keep(platformCampaignId, { days, ads, since: task.since });
  return { kind: 'fetch-metrics', days: days.length, changedDays, until, detected: [], totals };
};

/** A campaign that is gone is a finding, not a failure. */
const readChanges = async (work: Work, task: TaskOf<'read-changes'>): Promise<OperationResult> => {
  const { adapter, call } = work;
  const look = { since: new Date(task.changedSince), children: task.children };
  if (isReconciling(task)) {
    const { sighting, campaign } = await reconciled(work, task);
    const isAsked = sighting.is === 'there' && isCompared(task.reconciliation, 'ads');
    const changes = isAsked ? await adapter.readChanges(call, sighting.remote, look) : undefined;
    return reconciledChanges(task, campaign, changes);
  }
  try {
    const { remote, differences } = await compared(work, task.platformCampaignId, task);
    return changesOf(task, remote, differences.detected, await adapter.readChanges(call, remote, look));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return changesOf(task, undefined, [], { seen: [], unseen: [] });
  }
};

/** How the thing of a creation is looked for, and how it is made; each answers with the platform's id. */
type Creation = Readonly<{ find: () => Promise<readonly string[]>; make: () => Promise<string> }>;

const creationOf = ({ adapter, call, operationId, now }: Work, task: TaskOf<CreationKind>): Creation => {
  const { spec, tag } = task;
  const name = campaignName(task.kind === 'create-ad' ? task.creative.name : spec.name, tag);
  const made = { spec, name, operationId };
  switch (task.kind) {
    case 'create-campaign':
      return {
        find: () => adapter.findByTag(call, { tag, name }),
        make: async () => (await adapter.createCampaign(call, { ...made, now: now() })).platformCampaignId,
      };
    case 'create-ad-group': {
      const { platformCampaignId } = task;
      return {
        find: () => adapter.findAdGroups(call, { platformCampaignId, tag, name }),
        make: async () =>
          (await adapter.createAdGroup(call, { platformCampaignId, ...made, now: now() })).platformAdGroupId,
      };
    }
    default: {
      const { platformCampaignId, platformAdGroupId, creative } = task;
      const place = { platformCampaignId, platformAdGroupId };
      return {
        find: () => adapter.findAds(call, { ...place, tag, name }),
        make: async () => {
          const ad = { ...place, creative, ...made, isLive: task.live === true, now: now() };
          return (await adapter.createAd(call, ad)).platformAdId;
        },
      };
    }
  }
};

/** Looks for what an earlier run may have made; makes it where there is nothing. */
const create = async (work: Work, task: TaskOf<CreationKind>): Promise<OperationResult> => {
  const { find, make } = creationOf(work, task);
  const found = task.mayExist === true ? await find() : [];
  if (found.length > 1) throw new PlatformError(severalFound(task.kind, found));
  return found[0] === undefined ? created(task.kind, await make(), false) : created(task.kind, found[0], true);
};

const perform = async (work: Work, task: OperationTask): Promise<OperationResult> => {
  const { adapter, call } = work;
  switch (task.kind) {
    case 'verify-account':
      return verifyAccount(work, task);
    case 'create-campaign':
    case 'create-ad-group':
    case 'create-ad':
      return create(work, task);
    case 'push-settings':
      return pushSettings(work, task);
    case 'activate-campaign':
      await adapter.setStatus(call, task.platformCampaignId, 'active', task.children && shownOf(task.children));
      return { kind: task.kind };
    case 'pause-campaign':
      await adapter.setStatus(call, task.platformCampaignId, 'paused', task.children);
      return { kind: task.kind };
    case 'remove-campaign':
      await adapter.removeCampaign(call, task.platformCampaignId);
      return { kind: task.kind };
    case 'fetch-metrics':
      return fetchMetrics(work, task);
    case 'rotate-ads':
      return rotateAds({ adapter, call, now: work.now }, task);
    default:
      return readChanges(work, task);
  }
};

const isCreationTask = (task: OperationTask): task is TaskOf<CreationKind> => isCreation(task.kind);

const lookUp = (work: Work, task: OperationTask): Promise<readonly string[]> => {
  if (!isCreationTask(task)) throw new TypeError(`There is nothing to look up for ${task.kind}`);
  return creationOf(work, task).find();
};

const longestMessage = 500;

/** As it may be stored and shown: platforms quote what they were sent, so the token is taken out. */
const showable = (error: PlatformError, { call }: Work): OperationError => ({
  class: error.class,
  code: error.code,
  message: withoutSecret(error.message, call.credentials).slice(0, longestMessage).toWellFormed() || error.code,
});

/** Does the task, or looks for what it may have created. Platform errors become outcomes; anything else is thrown. */
export const attempt = async (work: Work, task: OperationTask, purpose: 'call' | 'lookup'): Promise<Outcome> => {
  try {
    if (purpose === 'lookup') return { is: 'found', ids: await lookUp(work, task) };
    return { is: 'result', result: await perform(work, task) };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { waitMs, scope } = error;
    return {
      ...{ is: 'error', error: showable(error, work) },
      ...(waitMs === undefined ? {} : { waitMs }),
      ...(scope === undefined ? {} : { scope }),
    };
  }
};
