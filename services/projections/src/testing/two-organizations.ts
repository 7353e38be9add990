import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { alerted } from './alerts.ts';
import { type Campaign, campaign } from './campaign.ts';
import { interleaved, project } from './project.ts';
import { type ReadDatabase, readDatabase } from './read-database.ts';
import { recommended } from './recommendations.ts';
import { ruled } from './rules.ts';
import { deployed, drafted, syncedInPart, withAd } from './stories.ts';

export type TwoOrganizations = Readonly<{
  database: ReadDatabase;
  store: EventStore;
  /** Has a campaign with rows in every table. */
  acme: Campaign;
  /** Has as much, and wants nobody to see it. */
  rival: Campaign;
  /** Owns nothing but a global template. */
  product: Campaign;
}>;

export const twoOrganizations = async (): Promise<TwoOrganizations> => {
  const logs = [inMemoryEventStore(), inMemoryEventStore(), inMemoryEventStore()] as const;
  const [acme, rival, product] = [campaign(logs[0], 'acme'), campaign(logs[1], 'rival'), campaign(logs[2], 'product')];
  for (const story of [acme, rival]) {
    await drafted(story);
    await deployed(story);
    await syncedInPart(story);
    await withAd(story);
    await story.touchpoints('anna');
    await ruled(story);
    await recommended(story);
    await alerted(story);
    await story.looked('meta', '2026-03-02');
    await story.called('sync', 'meta', 'pause-campaign', [
      {
        ...{ at: '2026-03-01T10:00:00.000Z', method: 'POST', path: '/v26.0/meta-1', status: 200, error: null },
        ...{ durationMs: 87, requestId: 'AbCd' },
      },
    ]);
  }
  await product.template(true);
  const store = await interleaved(logs);
  const database = await readDatabase();
  await project(database.pool, store);
  return { database, store, acme, rival, product };
};

/** Every table and view that is read. */
export const relations = [
  'ad_daily_metrics',
  'alerts',
  'attribution_touchpoints',
  'campaign_orchestrations',
  'campaign_templates',
  'drift_coverage',
  'metric_facts',
  'metric_looks',
  'orchestration_ads',
  'orchestration_drift',
  'orchestration_platforms',
  'orchestration_rules',
  'orchestration_sync_logs',
  'orchestration_workflows',
  'platform_calls',
  'platform_connections',
  'platform_daily_metrics',
  'platform_history',
  'recommendations',
  'rule_actions',
  'rule_evaluations',
  'v_orchestration_performance',
  'webhooks',
  'workflow_operations',
] as const;
