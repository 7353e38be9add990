import { describe, expect, it } from '@jest/globals';
import type { SandboxCampaign } from '../sandbox-control.ts';
import type { Deployment } from './deployments.ts';
import { faultsOf } from './verdict.ts';

const platforms = ['meta', 'google', 'tiktok'] as const;

const deployment = (
  outcome: 'completed' | 'failed' | 'running',
  status: string,
  mappings: Readonly<Record<string, readonly [id: string | null, status: string]>>,
  policy: Deployment['policy'] = 'rollback',
): Deployment =>
  ({
    name: 'Crash test 0001',
    policy,
    workflow: { status: outcome },
    orchestration: {
      status,
      mappings: platforms.map((platform) => ({
        platform,
        platform_campaign_id: mappings[platform]?.[0] ?? null,
        status: mappings[platform]?.[1] ?? 'pending',
      })),
    },
  }) as unknown as Deployment;

const remote = (
  platform: SandboxCampaign['platform'],
  id: string,
  status: SandboxCampaign['status'] = 'active',
): SandboxCampaign => ({
  ...{ platform, id, status, name: 'Crash test 0001 [op-1234567890]' },
  budget: { kind: 'daily', micros: 1 },
});

const live = deployment('completed', 'active', {
  meta: ['1', 'active'],
  google: ['customers/7/campaigns/2', 'active'],
  tiktok: ['3', 'active'],
});
const all = [remote('meta', '1'), remote('google', '2'), remote('tiktok', '3')];

describe('The verdict on a crash test', () => {
  it('finds nothing wrong with one live campaign per platform, or with none after a roll-back', () => {
    expect(faultsOf([live], all)).toEqual([]);
    expect(faultsOf([deployment('failed', 'failed', {})], [])).toEqual([]);
  });

  it.each([
    ['a campaign that was bought twice', live, [...all, remote('meta', '9')], 'bought 2 times'],
    ['a campaign that is not there', live, all.slice(1), 'is not on the platform'],
    ['a campaign that nobody knows of', deployment('failed', 'failed', {}), [remote('google', '2')], 'nobody knows'],
    ['another campaign than the one that is known', live, [remote('meta', '5'), ...all.slice(1)], 'known as 1'],
    [
      'a campaign that spends unseen',
      live,
      [remote('meta', '1', 'paused'), ...all.slice(1)],
      'active here, paused there',
    ],
    ['a deployment that goes on for ever', deployment('running', 'draft', {}), [], 'has not ended: running'],
    ['a deployment that ended without going live', deployment('completed', 'draft', {}), [], 'deployed, but draft'],
  ])('names %s', (_, ended, campaigns, text) => {
    expect(faultsOf([ended], campaigns).join('\n')).toContain(text);
  });
});
