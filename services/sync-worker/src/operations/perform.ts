import type { DailyMetrics, OperationError, OperationResult, OperationTask } from '@campaigns/contracts';
import { addDays, earlierDate, flightDays, laterDate } from '../platforms/calendar.ts';
import { campaignName } from '../platforms/campaign-name.ts';
import { approximated, planned } from '../platforms/plan.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { AccountCall, AdResults, PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';
import { withoutSecret } from '../vault/credentials.ts';
import { applyDifferences, differencesOf, type Wanted } from './push-settings.ts';
import { changesOf } from './read-changes.ts';
import { created, type Outcome, severalFound } from './settle.ts';

export type Work = Readonly<{
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
  /** Keeps daily results and returns how many of the campaign's were new or restated. */
  keep: (platformCampaignId: string, days: readonly DailyMetrics[], ads: readonly AdResults[]) => Promise<number>;
}>;

type TaskOf<Kind extends OperationTask['kind']> = Extract<OperationTask, { kind: Kind }>;

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

const pushSettings = async (work: Work, task: TaskOf<'push-settings'>): Promise<OperationResult> => {
  const { remote, differences } = await compared(work, task.platformCampaignId, task);
  await applyDifferences(work.adapter, work.call, remote, differences, task.children);
  const { detected, applicable } = differences;
  return { kind: 'push-settings', detected: [...detected], applied: [...applicable] };
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
  const changedDays = await results.keep(platformCampaignId, days, ads);
  return { kind: 'fetch-metrics', days: days.length, changedDays, until, detected: [] };
};

/** A campaign that is gone is a finding, not a failure. */
const readChanges = async (work: Work, task: TaskOf<'read-changes'>): Promise<OperationResult> => {
  const { adapter, call } = work;
  const { platformCampaignId, children, changedSince } = task;
  try {
    const { remote, differences } = await compared(work, platformCampaignId, task);
    const changes = await adapter.readChanges(call, remote, { since: new Date(changedSince), children });
    return changesOf(task, remote, differences.detected, changes);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.class !== 'not-found') throw error;
    return changesOf(task, undefined, [], { seen: [], unseen: [] });
  }
};

/** Looks for what an earlier run may have made; makes it where there is nothing. */
const madeOnce = async (
  task: TaskOf<'create-ad-group' | 'create-ad'>,
  find: () => Promise<readonly string[]>,
  make: () => Promise<string>,
): Promise<OperationResult> => {
  const found = task.mayExist ? await find() : [];
  if (found.length > 1) throw new PlatformError(severalFound(task.kind, found));
  return found[0] === undefined ? created(task.kind, await make(), false) : created(task.kind, found[0], true);
};

const createAdGroup = ({ adapter, call, operationId, now }: Work, task: TaskOf<'create-ad-group'>) => {
  const { platformCampaignId, spec, tag } = task;
  const name = campaignName(spec.name, tag);
  return madeOnce(
    task,
    () => adapter.findAdGroups(call, { platformCampaignId, tag, name }),
    async () => {
      const made = await adapter.createAdGroup(call, { platformCampaignId, spec, name, operationId, now: now() });
      return made.platformAdGroupId;
    },
  );
};

const createAd = ({ adapter, call, operationId, now }: Work, task: TaskOf<'create-ad'>) => {
  const { platformCampaignId, platformAdGroupId, spec, creative, tag } = task;
  const name = campaignName(creative.name, tag);
  const place = { platformCampaignId, platformAdGroupId };
  return madeOnce(
    task,
    () => adapter.findAds(call, { ...place, tag, name }),
    async () => {
      const made = await adapter.createAd(call, { ...place, spec, creative, name, operationId, now: now() });
      return made.platformAdId;
    },
  );
};

const withoutAds = approximated(
  'ad',
  'creatives',
  'without creatives the campaign has no ad group and no ads of ours: it delivers nothing until some are made on the platform',
);

const verifyAccount = async ({ adapter, call }: Work, { plan }: TaskOf<'verify-account'>): Promise<OperationResult> => {
  const verified = { kind: 'verify-account', ...(await adapter.verifyAccount(call)) } as const;
  if (plan === undefined) return verified;
  const { accepted: _, ...whole } = plan.spec;
  const lines = planned(adapter.plan(whole, plan.creatives, call.account), plan.spec);
  return { ...verified, plan: plan.creatives.length > 0 ? [...lines] : [...lines, withoutAds] };
};

const perform = async (work: Work, task: OperationTask): Promise<OperationResult> => {
  const { adapter, call } = work;
  switch (task.kind) {
    case 'verify-account':
      return verifyAccount(work, task);
    case 'create-campaign': {
      const { spec, tag } = task;
      const name = campaignName(spec.name, tag);
      const { operationId, now } = work;
      const { platformCampaignId } = await adapter.createCampaign(call, { spec, name, operationId, now: now() });
      return created(task.kind, platformCampaignId, false);
    }
    case 'create-ad-group':
      return createAdGroup(work, task);
    case 'create-ad':
      return createAd(work, task);
    case 'push-settings':
      return pushSettings(work, task);
    case 'activate-campaign':
      await adapter.setStatus(call, task.platformCampaignId, 'active', task.children);
      return { kind: task.kind };
    case 'pause-campaign':
      await adapter.setStatus(call, task.platformCampaignId, 'paused', task.children);
      return { kind: task.kind };
    case 'remove-campaign':
      await adapter.removeCampaign(call, task.platformCampaignId);
      return { kind: task.kind };
    case 'fetch-metrics':
      return fetchMetrics(work, task);
    default:
      return readChanges(work, task);
  }
};

const lookUp = ({ adapter, call }: Work, task: OperationTask): Promise<readonly string[]> => {
  switch (task.kind) {
    case 'create-campaign':
      return adapter.findByTag(call, { tag: task.tag, name: campaignName(task.spec.name, task.tag) });
    case 'create-ad-group': {
      const { platformCampaignId, tag, spec } = task;
      return adapter.findAdGroups(call, { platformCampaignId, tag, name: campaignName(spec.name, tag) });
    }
    case 'create-ad': {
      const { platformCampaignId, platformAdGroupId, tag, creative } = task;
      const name = campaignName(creative.name, tag);
      return adapter.findAds(call, { platformCampaignId, platformAdGroupId, tag, name });
    }
    default:
      throw new TypeError(`There is nothing to look up for ${task.kind}`);
  }
};

const longestMessage = 500;

/** As it may be stored and shown: platforms quote what they were sent, so the token is taken out. */
const showable = (error: PlatformError, { call }: Work): OperationError => ({
  class: error.class,
  code: error.code,
  message: withoutSecret(error.message, call.credentials).slice(0, longestMessage) || error.code,
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
