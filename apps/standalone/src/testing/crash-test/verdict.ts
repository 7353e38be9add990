import { hasEnded } from '@campaigns/contracts';
import type { SandboxCampaign } from '../sandbox-control.ts';
import type { Deployment } from './deployments.ts';

const platforms = ['meta', 'google', 'tiktok'] as const;

const faultsOfPlatform = (
  { name, workflow, orchestration }: Deployment,
  platform: (typeof platforms)[number],
  found: readonly SandboxCampaign[],
): readonly string[] => {
  const mapping = orchestration.mappings.find((each) => each.platform === platform);
  const known = mapping?.platform_campaign_id ?? null;
  const ids = found.map(({ id }) => id);
  const where = `${name} on ${platform} (${orchestration.status}, workflow ${workflow.status})`;
  if (found.length > 1) return [`${where}: bought ${found.length} times: ${ids.join(', ')}`];
  if (known === null)
    return found.length === 0 ? [] : [`${where}: ${ids[0]} is on the platform and nobody knows of it`];
  if (found.length === 0) return [`${where}: ${known} is not on the platform`];
  const remote = found[0] as SandboxCampaign;
  // Google's id is the last part of a resource name.
  if (!known.endsWith(remote.id)) return [`${where}: known as ${known}, on the platform as ${remote.id}`];
  const isLive = remote.status === 'active';
  if (isLive !== (mapping?.status === 'active')) return [`${where}: ${mapping?.status} here, ${remote.status} there`];
  return [];
};

/**
 * What is wrong after a crash test, one line each; empty when every deployment has ended with exactly one campaign per
 * platform, or with none at all where it was rolled back. `campaigns` are all that are not deleted.
 */
export const faultsOf = (
  deployments: readonly Deployment[],
  campaigns: readonly SandboxCampaign[],
): readonly string[] => {
  const faults: string[] = [];
  for (const deployment of deployments) {
    const { name, policy, workflow, orchestration } = deployment;
    if (!hasEnded(workflow.status)) {
      faults.push(`${name}: has not ended: ${workflow.status}`);
      continue;
    }
    const ours = campaigns.filter((campaign) => campaign.name.startsWith(`${name} `));
    for (const platform of platforms) {
      const found = ours.filter((campaign) => campaign.platform === platform);
      faults.push(...faultsOfPlatform(deployment, platform, found));
    }
    if (workflow.status === 'completed' && (orchestration.status !== 'active' || ours.length !== platforms.length)) {
      faults.push(`${name}: deployed, but ${orchestration.status} with ${ours.length} campaigns`);
    }
    if (workflow.status !== 'completed' && policy === 'rollback' && ours.length > 0) {
      faults.push(`${name}: rolled back, but ${ours.length} campaigns are left`);
    }
  }
  return faults;
};
