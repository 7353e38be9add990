import type { MappingStatus, OrchestrationEvent, Platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { RecordProgress } from './commands.ts';
import {
  active,
  after,
  decided,
  deploy,
  draft,
  endOf,
  fetchPerformance,
  mappingOf,
  notMade,
  now,
  pause,
  refusalOf,
  resume,
  run,
  stateOf,
  sync,
} from './samples.ts';

const progress = (n: number, statuses: Readonly<Partial<Record<Platform, MappingStatus>>>): RecordProgress => ({
  type: 'RecordProgress',
  data: {
    ...{ workflowId: run(n), now },
    outcomes: Object.entries(statuses).map(([platform, status]) => ({
      ...{ mappingId: mappingOf(platform as Platform), platform: platform as Platform, status, error: null },
      ...{ platformCampaignId: `${platform}-1`, tag: `op-${platform}` },
    })),
  },
});
const types = (events: readonly OrchestrationEvent[]) => events.map(({ type }) => type);
const deploying = after(draft(), deploy(1));
const someLive = progress(1, { meta: 'active', google: 'paused', tiktok: 'active' });
const live = [...deploying, ...decided(deploying, someLive)];

describe('What a deployment has started that takes long', () => {
  it('is known before the deployment has ended: the orchestration is active where a campaign is', () => {
    const { status, mappings, lifecycleRun } = stateOf(live);
    expect([status, ...mappings.map((mapping) => mapping.status)]).toEqual(['active', 'active', 'creating', 'active']);
    expect([mappings[0]?.platformCampaignId, lifecycleRun?.goal]).toEqual(['meta-1', 'deploy']);
  });

  it('is told once, and only of the run that is under way', () => {
    expect(decided(live, someLive)).toEqual([]);
    expect(decided(deploying, progress(2, { meta: 'active' }))).toEqual([]);
    const more = decided(live, progress(1, { google: 'active' }));
    expect(types(more)).toEqual(['PlatformCampaignStatusChanged']);
    const pausing = after(...active, pause(2));
    expect(decided(pausing, progress(2, { meta: 'active' }))).toEqual([]);
  });

  it('has results that can be read meanwhile, and nothing else done to it', () => {
    expect(types(decided(live, fetchPerformance(3)))).toEqual(['SyncRequested']);
    expect(refusalOf(stateOf(live), sync(3))).toMatchObject({ code: 'workflow-in-progress' });
  });

  it('is no news any more at the end of the run', () => {
    const google = { status: 'paused', platformCampaignId: 'google-1', tag: 'op-google', error: 'refused' } as const;
    const events = decided(live, endOf('deploy', { google }));
    expect(types(events)).toEqual(['PlatformCampaignStatusChanged', 'WorkflowSettled']);
  });

  it('has failed where the run was called off, and everything was put back', () => {
    const gone = { meta: notMade, google: notMade, tiktok: notMade };
    const history = [...live, ...decided(live, endOf('deploy', gone, now, { ending: 'cancelled', outcome: 'failed' }))];
    expect(stateOf(history).status).toBe('failed');
  });
});

describe('What a resumption has started that takes long', () => {
  const resuming = after(...active, pause(2), endOf('pause'), resume(3));
  const some = [...resuming, ...decided(resuming, progress(3, { meta: 'active' }))];

  it('is known, and paused again where the run was called off and has stopped it', () => {
    expect(stateOf(some).status).toBe('active');
    const stopped = { status: 'paused', error: 'called off' } as const;
    const all = { meta: stopped, google: stopped, tiktok: stopped };
    const history = [...some, ...decided(some, endOf('resume', all, now, { ending: 'cancelled', outcome: 'failed' }))];
    expect(stateOf(history).status).toBe('paused');
  });
});
