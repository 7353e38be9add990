import type { WorkflowTarget } from '@campaigns/contracts';
import type { EventOf } from './commands.ts';
import { draft, id, mappingOf, now, type platforms, run, unit } from './samples.ts';

/** The events that the specifications beside this file expect, for the orchestrations of `samples.ts`. */

export const { data: drafted } = draft();
export const flight = { startAt: now, endAt: '2026-03-31T09:00:00.000Z' };
export const target = (platform: (typeof platforms)[number], changes: Partial<WorkflowTarget>): WorkflowTarget => ({
  mappingId: mappingOf(platform),
  platform,
  connectionId: drafted.mappings[0]?.connectionId as WorkflowTarget['connectionId'],
  adAccountId: `account-${platform}`,
  platformCampaignId: null,
  status: 'pending',
  budget: { micros: { meta: 50, google: 30, tiktok: 20 }[platform] * unit, currency: 'USD' },
  config: {},
  tag: null,
  ...changes,
});
export const made = (platform: (typeof platforms)[number]) => ({
  platformCampaignId: `${platform}-1`,
  tag: `op-${platform}`,
});
export const request = (n: number, targets: readonly WorkflowTarget[]) => ({
  orchestrationId: id,
  workflowId: run(n),
  name: drafted.name,
  objective: drafted.objective,
  flight,
  targets: [...targets],
});
export const changed = (
  n: number,
  platform: (typeof platforms)[number],
  changes: Partial<WorkflowTarget & { error: string }>,
) => ({
  type: 'PlatformCampaignStatusChanged' as const,
  data: {
    orchestrationId: id,
    mappingId: mappingOf(platform),
    platform,
    workflowId: run(n),
    status: changes.status ?? ('active' as const),
    platformCampaignId: changes.platformCampaignId ?? null,
    tag: changes.tag ?? null,
    error: changes.error ?? null,
  },
});
export const at = (n: number) => ({ orchestrationId: id, workflowId: run(n), at: now });

export const targetsOf = (events: readonly { data: unknown }[]): readonly (readonly [string, string | null])[] =>
  (events[0] as EventOf<'PauseRequested'>).data.targets.map(({ platform, platformCampaignId }) => [
    platform,
    platformCampaignId,
  ]);
export const flightOf = (events: readonly { data: unknown }[]) =>
  (events[0] as EventOf<'DeploymentRequested'>).data.flight;
