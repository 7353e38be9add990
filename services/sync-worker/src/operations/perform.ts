import type { DailyMetrics, OperationError, OperationTask } from '@campaigns/contracts';
import { flightDays } from '../platforms/calendar.ts';
import { campaignName } from '../platforms/campaign-name.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';
import { withoutSecret } from '../vault/credentials.ts';
import { applyDifferences, differencesOf } from './push-settings.ts';
import type { Outcome } from './settle.ts';

export type Work = Readonly<{
  adapter: PlatformAdapter;
  call: AccountCall;
  operationId: string;
  now: () => Date;
  /** Keeps daily results and returns how many of them were new or restated. */
  keepDays: (platformCampaignId: string, days: readonly DailyMetrics[]) => Promise<number>;
}>;

type TaskOf<Kind extends OperationTask['kind']> = Extract<OperationTask, { kind: Kind }>;

const existing = (remote: RemoteCampaign): RemoteCampaign => {
  if (remote.status !== 'removed') return remote;
  const message = `Campaign ${remote.platformCampaignId} was removed on the platform`;
  throw new PlatformError({ class: 'not-found', code: 'removed', message });
};

const pushSettings = async ({ adapter, call }: Work, task: TaskOf<'push-settings'>): Promise<Outcome> => {
  const { first } = flightDays(task.spec.flight, call.account.timeZone);
  const remote = existing(await adapter.readCampaign(call, task.platformCampaignId, { spendSince: first }));
  const differences = differencesOf(remote, task, adapter.budgetChange(remote, task.spec, call.account));
  await applyDifferences(adapter, call, remote, differences);
  const { detected, applicable } = differences;
  return { is: 'result', result: { kind: 'push-settings', detected: [...detected], applied: [...applicable] } };
};

const fetchMetrics = async ({ adapter, call, keepDays }: Work, task: TaskOf<'fetch-metrics'>): Promise<Outcome> => {
  const { platformCampaignId, since } = task;
  const remote = existing(await adapter.readCampaign(call, platformCampaignId));
  const until = remote.today;
  const days = since > until ? [] : await adapter.fetchDailyMetrics(call, remote, { since, until });
  const changedDays = await keepDays(platformCampaignId, days);
  return { is: 'result', result: { kind: 'fetch-metrics', days: days.length, changedDays, until, detected: [] } };
};

const perform = async (work: Work, task: OperationTask): Promise<Outcome> => {
  const { adapter, call } = work;
  switch (task.kind) {
    case 'verify-account':
      return { is: 'result', result: { kind: task.kind, ...(await adapter.verifyAccount(call)) } };
    case 'create-campaign': {
      const { spec, tag } = task;
      const name = campaignName(spec.name, tag);
      const { operationId, now } = work;
      const { platformCampaignId } = await adapter.createCampaign(call, { spec, name, operationId, now: now() });
      return { is: 'result', result: { kind: task.kind, platformCampaignId, adopted: false } };
    }
    case 'push-settings':
      return pushSettings(work, task);
    case 'activate-campaign':
      await adapter.setStatus(call, task.platformCampaignId, 'active');
      return { is: 'result', result: { kind: task.kind } };
    case 'pause-campaign':
      await adapter.setStatus(call, task.platformCampaignId, 'paused');
      return { is: 'result', result: { kind: task.kind } };
    case 'remove-campaign':
      await adapter.removeCampaign(call, task.platformCampaignId);
      return { is: 'result', result: { kind: task.kind } };
    default:
      return fetchMetrics(work, task);
  }
};

const lookUp = async ({ adapter, call }: Work, task: OperationTask): Promise<Outcome> => {
  if (task.kind !== 'create-campaign') throw new TypeError(`There is nothing to look up for ${task.kind}`);
  const { tag, spec } = task;
  const platformCampaignIds = await adapter.findByTag(call, { tag, name: campaignName(spec.name, tag) });
  return { is: 'found', platformCampaignIds };
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
    return await (purpose === 'lookup' ? lookUp(work, task) : perform(work, task));
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
