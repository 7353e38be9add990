import { forEachPlatform, type Platform } from '@campaigns/contracts';
import { attribute, errorTypeOf, histogram, withSpan } from '@campaigns/event-sourcing';
import { trace } from '@opentelemetry/api';
import type { PlatformAdapters } from './adapters.ts';
import { PlatformError } from './platform-error.ts';
import { platformMetrics } from './platform-metrics.ts';
import type { AccountCall, PlatformAdapter } from './platform-port.ts';

type Ask = <Rest extends readonly unknown[], Result>(
  operation: string,
  ask: (call: AccountCall, ...rest: Rest) => Promise<Result>,
) => (call: AccountCall, ...rest: Rest) => Promise<Result>;

/** What an adapter throws says what kind of failure it was; anything else is ours. */
const classOf = (error: unknown): string => (error instanceof PlatformError ? error.class : errorTypeOf(error));

const asking = (platform: Platform): Ask => {
  const tracer = trace.getTracer('sync-worker');
  const duration = histogram('sync-worker', platformMetrics.operation);
  return (operation, ask) =>
    (call, ...rest) => {
      const few = { [attribute.platform]: platform, [attribute.platformOperation]: operation };
      const attributes = { ...few, [attribute.adAccount]: call.account.adAccountId };
      return withSpan(tracer, { name: `${platform} ${operation}`, attributes }, async (span) => {
        const startedAt = performance.now();
        const record = (failure: Readonly<Record<string, string>>): void => {
          span.setAttributes(failure);
          duration.record((performance.now() - startedAt) / 1_000, { ...few, ...failure });
        };
        try {
          const answer = await ask(call, ...rest);
          record({});
          return answer;
        } catch (error) {
          record({ [attribute.errorClass]: classOf(error) });
          throw error;
        }
      });
    };
};

const tracedAdapter = (platform: Platform, adapter: PlatformAdapter): PlatformAdapter => {
  const ask = asking(platform);
  return {
    ...adapter,
    verifyAccount: ask('verify-account', adapter.verifyAccount),
    createCampaign: ask('create-campaign', adapter.createCampaign),
    findByTag: ask('find-by-tag', adapter.findByTag),
    listCampaigns: ask('list-campaigns', adapter.listCampaigns),
    readCampaign: ask('read-campaign', adapter.readCampaign),
    updateCampaign: ask('update-campaign', adapter.updateCampaign),
    setStatus: ask('set-status', adapter.setStatus),
    removeCampaign: ask('remove-campaign', adapter.removeCampaign),
    createAdGroup: ask('create-ad-group', adapter.createAdGroup),
    findAdGroups: ask('find-ad-groups', adapter.findAdGroups),
    createAd: ask('create-ad', adapter.createAd),
    findAds: ask('find-ads', adapter.findAds),
    setAdStatus: ask('set-ad-status', adapter.setAdStatus),
    readChanges: ask('read-changes', adapter.readChanges),
    fetchDailyMetrics: ask('fetch-daily-metrics', adapter.fetchDailyMetrics),
    fetchAdMetrics: ask('fetch-ad-metrics', adapter.fetchAdMetrics),
  };
};

/** The adapters with a span and a duration for whatever is asked of them. */
export const tracedAdapters = (adapters: PlatformAdapters): PlatformAdapters =>
  forEachPlatform((platform) => tracedAdapter(platform, adapters[platform]));
