import { describe, expect, it } from '@jest/globals';
import type { RemoteCampaign } from '../platforms/platform-port.ts';
import { sampleSpec } from '../testing/operation-samples.ts';
import { differencesOf } from './push-settings.ts';

const remote: RemoteCampaign = {
  platformCampaignId: '1',
  name: 'Spring Sale [op-1]',
  status: 'active',
  objective: null,
  budget: { micros: 3_000_000_000 },
  today: '2026-12-01',
};
const task = {
  kind: 'push-settings',
  platformCampaignId: '1',
  spec: sampleSpec,
  tag: 'op-1',
  status: 'active',
} as const;

describe('differences between the platform and us', () => {
  it('are none when all is as it should be', () => {
    expect(differencesOf(remote, task, undefined)).toEqual({ pause: false, detected: [], applicable: [] });
  });

  it('in name and budget are told and pushed', () => {
    const budget = { field: 'budget', before: 3_000_000_000, after: 2_500_500_000 } as const;
    const { name, detected, applicable } = differencesOf({ ...remote, name: 'Renamed' }, task, budget);
    expect(name).toBe('Spring Sale [op-1]');
    expect(detected).toEqual([
      { field: 'name', before: 'Renamed', after: 'Spring Sale [op-1]' },
      { field: 'budget', before: 3000, after: 2500.5 },
    ]);
    expect(applicable).toEqual(detected);
  });

  it('in status are pushed towards paused', () => {
    const differences = differencesOf(remote, { ...task, status: 'paused' }, undefined);
    expect(differences).toMatchObject({
      pause: true,
      applicable: [{ field: 'status', before: 'active', after: 'paused' }],
    });
  });

  it('in status are only told when a person may have paused the campaign', () => {
    const differences = differencesOf({ ...remote, status: 'paused' }, task, undefined);
    expect(differences).toMatchObject({
      pause: false,
      detected: [{ field: 'status', before: 'paused', after: 'active' }],
      applicable: [],
    });
  });
});
