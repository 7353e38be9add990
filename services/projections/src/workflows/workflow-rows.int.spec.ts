import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Campaign, deploy } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted, rolledBack } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted));
});
afterEach(() => database.close());

type Row = Readonly<{
  status: string;
  progress: string;
  current_step: number;
  total_steps: number;
  duration_seconds: string | null;
  error_message: string | null;
  steps: readonly Readonly<{ name: string; status: string; started_at: string | null; error?: string }>[];
  execution_log: readonly Readonly<{ at: string; step: string | null; status: string; message: string }>[];
  rollback_data: unknown;
}>;

const run = async (name: string): Promise<Row> => {
  await project(database.pool, store);
  const text = 'select * from read.orchestration_workflows where workflow_id = $1';
  return one<Row & Record<string, unknown>>(database.pool, text, [story.id('run', name)]);
};

describe('The row of a workflow', () => {
  it('waits as pending until the run starts', async () => {
    await story.requestDeployment('deployment');
    expect(await run('deployment')).toMatchObject({
      ...{ workflow_type: 'creation', goal: 'deploy', status: 'pending', requested_by: 'maria' },
      ...{ steps: [], progress: '0.00', started_at: null, duration_seconds: null },
    });
  });

  it('counts progress in completed steps while the run goes on', async () => {
    await story.requestDeployment('deployment');
    await story.start('deployment', deploy);
    expect(await run('deployment')).toMatchObject({ status: 'running', progress: '0.00', total_steps: 4 });
    for (const [step, progress, place] of [
      ['validate_configuration', '25.00', 1],
      ['create_platform_campaigns', '50.00', 2],
      ['sync_settings', '75.00', 3],
    ] as const) {
      await story.stepStarted('deployment', step);
      expect(await run('deployment')).toMatchObject({ current_step: place });
      await story.stepCompleted('deployment', step);
      expect(await run('deployment')).toMatchObject({ progress, current_step: place });
    }
  });

  it('is over when the orchestration shows what the run made of it, not before', async () => {
    await story.requestDeployment('deployment');
    await story.start('deployment', deploy);
    await story.ended('deployment', deploy);
    await story.transition('deployment', 'OrchestrationActivated');
    expect(await run('deployment')).toMatchObject({ status: 'running', duration_seconds: null });
    await story.settled('deployment', deploy);
    expect(await run('deployment')).toMatchObject({ status: 'completed', duration_seconds: '3.000' });
  });

  it('shows a completed run with 100 per cent, its steps, its log, and how long it took', async () => {
    await deployed(story);
    const row = await run('deployment');
    // 23 events after the start, one second each, until the orchestration has taken in what became of it.
    expect(row).toMatchObject({ status: 'completed', progress: '100.00', duration_seconds: '23.000' });
    expect(row.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'validate_configuration completed',
      'create_platform_campaigns completed',
      'sync_settings completed',
      'activate_campaigns completed',
    ]);
    expect(row.execution_log).toHaveLength(19);
    expect(row.execution_log[0]).toMatchObject({ message: 'Started for Meta, Google, TikTok' });
    expect(row.execution_log.at(-1)).toMatchObject({ status: 'completed', message: 'Completed' });
    const times = row.execution_log.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });

  it('takes the duration from the start of the run, to the millisecond, not from when it was asked for', async () => {
    await deployed(story);
    await run('deployment');
    const { lasted } = await one<{ lasted: string }>(
      database.pool,
      `select extract(epoch from completed_at - started_at)::numeric(14, 3)::text as lasted
       from read.orchestration_workflows where requested_at < started_at`,
    );
    expect((await run('deployment')).duration_seconds).toBe(lasted);
  });

  it('keeps steps, log and progress of a run that failed, with the reason and what was removed again', async () => {
    await rolledBack(story);
    const row = await run('refused');
    expect(row).toMatchObject({ status: 'failed', error_message: 'Budget too low', duration_seconds: '15.000' });
    expect(row).toMatchObject({ progress: '0.00', total_steps: 4 });
    expect(row.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'validate_configuration pending',
      'create_platform_campaigns failed',
      'sync_settings pending',
      'activate_campaigns pending',
      'roll_back completed',
    ]);
    expect(row.steps[1]).toMatchObject({ error: 'TikTok: Budget too low' });
    expect(row.execution_log.map(({ message }) => message)).toEqual([
      'Started for Meta, Google, TikTok',
      'Create platform campaigns: started',
      'Meta: The campaign was created',
      'Google: The campaign was created',
      'TikTok: Creating the campaign failed: Budget too low (1885)',
      'Create platform campaigns: failed',
      'Roll back: started',
      'Google: The campaign was removed',
      'Meta: The campaign was removed',
      'Roll back: completed',
      'Failed: Budget too low',
    ]);
    const [meta, google] = ['meta', 'google'].map((platform) => ({ platform, platform_campaign_id: `${platform}-1` }));
    expect(row.rollback_data).toEqual({ created: [meta, google], removed: [google, meta], orphans: [] });
  });

  it('shows what has been created and removed already while the roll-back goes on', async () => {
    await story.requestDeployment('deployment');
    await story.start('deployment', deploy);
    for (const platform of ['meta', 'google'] as const) {
      await story.succeeded('deployment', 'create_platform_campaigns', platform, {
        ...{ kind: 'create-campaign', platformCampaignId: `${platform}-1`, adopted: false },
      });
    }
    await story.succeeded('deployment', 'roll_back', 'google', { kind: 'remove-campaign' });
    expect((await run('deployment')).rollback_data).toEqual({
      created: [
        { platform: 'meta', platform_campaign_id: 'meta-1' },
        { platform: 'google', platform_campaign_id: 'google-1' },
      ],
      removed: [{ platform: 'google', platform_campaign_id: 'google-1' }],
      orphans: [],
    });
  });
});

describe('The row of a workflow that a person has to do with', () => {
  const step = 'create_platform_campaigns';
  beforeEach(async () => {
    await story.requestDeployment('deployment');
    await story.start('deployment', deploy);
    await story.stepStarted('deployment', 'validate_configuration');
    await story.stepCompleted('deployment', 'validate_configuration');
    await story.stepStarted('deployment', step);
    await story.operatorNeeded('deployment', step, 'tiktok: Budget too low');
  });

  it('says what it waits for, and how far it had come', async () => {
    const row = await run('deployment');
    expect(row).toMatchObject({ status: 'needs_operator', error_message: 'tiktok: Budget too low', progress: '25.00' });
    expect(row).toMatchObject({ current_step: 2, duration_seconds: null });
    expect(row.execution_log.at(-1)).toMatchObject({
      ...{ step, status: 'needs_operator', message: 'Waits for an operator: tiktok: Budget too low' },
    });
  });

  it('says who said what, and why, and that it goes on', async () => {
    await story.operatorActed('deployment', { verb: 'skip', step, platform: 'tiktok', reason: 'Under review' });
    const row = await run('deployment');
    expect(row).toMatchObject({ status: 'running', error_message: null });
    expect(row.execution_log.at(-1)).toMatchObject({
      ...{ step, platform: 'tiktok', status: 'operator', message: 'Skipped by maria: Under review' },
      details: { verb: 'skip', actor: 'maria', reason: 'Under review' },
    });
  });

  it.each(['cancelled', 'compensated', 'partially_compensated', 'failed'] as const)(
    'shows how it ended, when the orchestration has taken it in: %s',
    async (ending) => {
      const orphan = {
        platform: 'meta',
        platformCampaignId: null,
        tag: 'op-7',
        reason: 'It may have been made',
      } as const;
      await story.stepFailed('deployment', step, 'Cancelled: Changed offer');
      await story.endedAs('deployment', deploy, ending, [orphan]);
      expect(await run('deployment')).toMatchObject({ status: 'needs_operator' });
      await story.settled('deployment', deploy, 'failed', ending);
      const row = await run('deployment');
      expect(row).toMatchObject({ status: ending, progress: '25.00', error_message: 'Cancelled: Changed offer' });
      // Start, two steps begun and one ended, a person needed, a step failed, the end, and what became of it.
      expect(row.duration_seconds).toBe('7.000');
      expect(row.rollback_data).toMatchObject({
        orphans: [{ platform: 'meta', platform_campaign_id: null, tag: 'op-7', reason: 'It may have been made' }],
      });
    },
  );
});

describe('The row of an optimization', () => {
  it('shows what is recommended, in currency units', async () => {
    const purpose = { goal: 'optimize', since: '2026-03-01', apply: false, mostChangePercent: 10 } as const;
    await story.requestOptimization('optimization', purpose);
    await story.start('optimization', purpose);
    await story.recommended('optimization', {
      allocation: [{ platform: 'meta', amountMicros: 55_500_000 }],
      reasons: [{ platform: 'meta', beforeMicros: 50_000_000, afterMicros: 55_500_000, reason: 'The most revenue' }],
    });
    expect(await run('optimization')).toMatchObject({
      ...{ workflow_type: 'optimization', goal: 'optimize' },
      recommendation: {
        budget_allocation: { meta: 55.5 },
        reasons: [{ platform: 'meta', before: 50, after: 55.5, reason: 'The most revenue' }],
      },
    });
  });
});
