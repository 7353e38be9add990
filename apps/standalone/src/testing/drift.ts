import {
  type DriftView,
  driftAnswer,
  orchestrationAnswer,
  type Platform,
  platform,
  restOperations,
  type SyncField,
} from '@campaigns/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { adConfigFor, creativeFor } from '../demo/sandbox-ads.ts';
import { doneWorkflow } from './ended-workflow.ts';
import type { SandboxCampaign } from './sandbox-control.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const everywhere = [...platform.options].toSorted();

/** To the cent, in micros. */
const part = (micros: number, share: number): number => Math.floor((micros * share) / 10_000) * 10_000;

/** One campaign on every platform, what people change there behind our back, and what a sync makes of it. */
export const describeDrift = (running: () => SystemUnderTest): void => {
  let path: string;
  let ids: ReadonlyMap<Platform, string>;

  const details = async () => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const done = (action: string, body?: unknown) => doneWorkflow(running().api, `${path}/${action}`, body);
  const drift = async (only = 'all'): Promise<DriftView> =>
    driftAnswer.parse(await running().api.get(`${path}/drift?only=${only}`)).drift;
  /** `google: changed_outside, reported` for each platform. */
  const told = async (field: SyncField): Promise<readonly string[]> =>
    (await drift()).platforms
      .map(({ platform: on, fields }) => {
        const state = fields.find((each) => each.field === field);
        return `${on}: ${state?.found?.difference ?? state?.difference}, ${state?.action}`;
      })
      .toSorted();
  const onAll = (text: string): readonly string[] => everywhere.map((each) => `${each}: ${text}`);

  const there = async (): Promise<ReadonlyMap<Platform, SandboxCampaign>> => {
    const all = await running().sandbox.campaigns();
    return new Map(all.filter(({ platform: on, id }) => ids.get(on) === id).map((each) => [each.platform, each]));
  };
  const editAll = async (editOf: (campaign: SandboxCampaign) => Readonly<Record<string, unknown>>): Promise<void> => {
    for (const campaign of (await there()).values()) await running().sandbox.editCampaign(campaign, editOf(campaign));
  };
  const appliedIn = async (workflowId: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const answer = await running().api.get(`${path}/sync-logs?limit=50`);
    const { sync_logs: logs } = restOperations.listSyncLogs.response.parse(answer);
    const own = logs.filter(({ workflow_id: id }) => id === workflowId);
    return new Map(
      own.map(({ platform: on, changes_applied }) => [on, changes_applied.map(({ field }) => String(field))]),
    );
  };

  const deployed = async (name: string, platforms: readonly Platform[]): Promise<void> => {
    const { template } = restOperations.createTemplate.response.parse(
      await running().api.post('/templates', {
        ...{ name, category: 'consideration', objective: 'traffic', platforms },
        base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
        budget_template: { distribution: 'equal' },
      }),
    );
    const { orchestration } = orchestrationAnswer.parse(
      await running().api.post('/from-template', {
        ...{ template_id: template.template_id, name, total_budget: 10_000 * platforms.length, duration_days: 30 },
        platform_config: adConfigFor(platforms),
        creatives: [creativeFor('Hero A', platforms)],
      }),
    );
    path = `/${orchestration.orchestration_id}`;
    expect(await done('deploy')).toMatchObject({ status: 'completed' });
    const { mappings } = await details();
    ids = new Map(mappings.map(({ platform: on, platform_campaign_id: id }) => [on, `${id}`]));
  };

  describe('A campaign on six platforms that people change there', () => {
    beforeAll(() => deployed('Watched', platform.options), 60_000);

    it('has been looked at by its deployment: what that made is in order, and what stands under it nobody has seen', async () => {
      const { state, platforms: looked } = await drift();
      expect(state).toBe('clean');
      for (const { platform: on, coverage, fields } of looked) {
        expect([on, coverage]).toMatchObject([on, { state: 'reviewed', ads_state: 'unreviewed' }]);
        const told = fields.filter(({ field }) => field !== 'budget').map(({ path: of, desired }) => [of, desired]);
        const name = expect.stringContaining('Watched [');
        expect([on, ...told]).toEqual([on, ['existence', 'present'], ['status', 'active'], ['name', name]]);
      }
    });

    it('is in order once a sync has looked', async () => {
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      expect(await told('existence')).toEqual(onAll('in_sync, none'));
      expect(await told('name')).toEqual(onAll('in_sync, none'));
      expect(await told('status')).toEqual(onAll('in_sync, none'));
      const budgets = await told('budget');
      expect(budgets.filter((each) => each.endsWith('in_sync, none'))).toHaveLength(5);
    }, 45_000);

    it('gets its name and budget back, and is not started again, when ours is the policy', async () => {
      const before = await there();
      await editAll(({ name, budget }) => ({
        ...{ name: `By hand ${/\[[^[]+\]$/.exec(name)?.[0]}`, status: 'paused' },
        budgetMicros: part(budget.micros, 0.5),
      }));
      const sync = await done('sync', { sync_type: 'full' });
      expect(sync).toMatchObject({ status: 'completed' });
      expect(await told('name')).toEqual(onAll('changed_outside, pushed'));
      expect(await told('budget')).toEqual(onAll('changed_outside, pushed'));
      expect(await told('status')).toEqual(onAll('changed_outside, reported'));
      for (const [on, { name, status }] of await there()) {
        expect([on, name, status]).toEqual([on, before.get(on)?.name, 'paused']);
      }
      const applied = await appliedIn(sync.workflow_id);
      expect([...applied.keys()].toSorted()).toEqual(everywhere);
      for (const [on, fields] of applied) {
        expect([on, ...fields]).toEqual([on, 'name', on === 'google' ? 'daily_budget' : 'budget']);
      }
      expect(await drift('differences')).toMatchObject({ state: 'drifted', summary: { changed_outside: 6 } });
    }, 45_000);

    it('is left alone, and all of it is listed, when report is the policy', async () => {
      await running().api.patch(path, { sync_policy: { name: 'report', budget: 'report', status: 'report' } });
      await editAll(({ name, budget }) => ({ name: `Again ${name}`, budgetMicros: part(budget.micros, 0.6) }));
      const stood = await there();
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      expect(await told('name')).toEqual(onAll('changed_outside, reported'));
      expect(await told('budget')).toEqual(onAll('changed_outside, reported'));
      expect(await there()).toEqual(stood);
      const listed = await drift('differences');
      expect(listed).toMatchObject({
        state: 'drifted',
        summary: { changed_outside: 18, conflict: 0, ours_pending: 0 },
      });
      for (const { platform: on, fields, coverage } of listed.platforms) {
        const { name, budget } = stood.get(on) ?? {};
        expect(coverage).toMatchObject({ state: 'reviewed', last_error: null });
        expect(fields).toMatchObject([
          { path: 'status', desired: 'active', observed: 'paused', policy: 'report' },
          { path: on === 'google' ? 'daily_budget' : 'budget', observed: (budget?.micros ?? 0) / 1_000_000 },
          { path: 'name', desired: expect.stringContaining('Watched ['), observed: name },
        ]);
      }
    }, 45_000);

    it('is taken over in our own terms when theirs is the policy', async () => {
      await running().api.patch(path, { sync_policy: { name: 'theirs', budget: 'theirs', status: 'theirs' } });
      const stood = await there();
      expect(await done('sync', { sync_type: 'incremental' })).toMatchObject({ status: 'completed' });
      const { status, mappings, budget_allocation } = await details();
      expect(status).toBe('paused');
      expect(mappings.map((each) => each.status)).toEqual(everywhere.map(() => 'paused'));
      for (const [on, amount] of Object.entries(budget_allocation)) {
        const { micros } = stood.get(on as Platform)?.budget ?? {};
        // The ad squad on Snapchat still has the former one; on Google it is for the days that are left.
        if (on === 'snapchat') expect(amount).toBe(10_000);
        else if (on === 'google') expect(amount).toBeLessThan(10_000);
        else expect([on, amount * 1_000_000]).toEqual([on, micros]);
      }
      expect(await there()).toEqual(stood);
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      expect(await told('name')).toEqual(onAll('in_sync, none'));
      expect(await told('status')).toEqual(onAll('in_sync, none'));
    }, 60_000);

    it('is missed where it was removed, and by theirs it is gone', async () => {
      await editAll(() => ({ deleted: true }));
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      expect(await told('existence')).toEqual(onAll('changed_outside, reported'));
      expect((await details()).mappings.filter(({ platform_campaign_id: id }) => id === null)).toEqual([]);
      await running().api.patch(path, { sync_policy: { existence: 'theirs' } });
      expect(await done('sync', { sync_type: 'incremental' })).toMatchObject({ status: 'completed' });
      const { mappings } = await details();
      expect(mappings.map(({ platform_campaign_id: id }) => id)).toEqual(everywhere.map(() => null));
    }, 60_000);
  });

  describe('A campaign on three platforms that people change there', () => {
    const some = ['google', 'meta', 'tiktok'] as const;
    beforeAll(() => deployed('Watched, too', some), 60_000);

    it('is held as it is when freeze is the policy', async () => {
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      await running().api.patch(path, { sync_policy: { name: 'freeze', budget: 'freeze', status: 'freeze' } });
      await editAll(({ name, budget }) => ({
        ...{ name: `By hand ${name}`, status: 'paused', budgetMicros: part(budget.micros, 0.5) },
      }));
      const stood = await there();
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      for (const field of ['name', 'budget', 'status'] as const) {
        expect(await told(field)).toEqual(some.map((each) => `${each}: changed_outside, held`));
      }
      expect(await there()).toEqual(stood);
    }, 45_000);

    it('is unreviewed, and nothing of it in order, on a platform that cannot be read', async () => {
      await running().sandbox.setFaults([{ kind: 'validation', platform: 'meta', probability: 1 }]);
      try {
        const sync = await done('sync', { sync_type: 'full' });
        const { sync_logs: logs } = await details();
        const own = logs.filter(({ workflow_id: id }) => id === sync.workflow_id);
        expect(own.map(({ platform: on, status }) => `${on}: ${status}`).toSorted()).toEqual(
          some.map((each) => `${each}: ${each === 'meta' ? 'failed' : 'completed'}`),
        );
        const { platforms } = await drift();
        for (const { platform: on, coverage, summary } of platforms) {
          expect([on, coverage.state]).toEqual([on, on === 'meta' ? 'unreviewed' : 'reviewed']);
          expect(summary.in_sync > 0).toBe(on !== 'meta');
        }
        const meta = platforms.find(({ platform: on }) => on === 'meta');
        expect(meta?.coverage.reason).toContain('the last look failed');
        expect(meta?.fields.map(({ path: of }) => of)).toEqual(expect.arrayContaining(['existence', 'name', 'budget']));
      } finally {
        await running().sandbox.setFaults([]);
      }
    }, 45_000);

    it('is taken over with a lowered budget, on which ledger and platform agree, when theirs is the policy', async () => {
      await running().api.patch(path, { sync_policy: { budget: 'theirs' } });
      const lowered = (await there()).get('meta')?.budget.micros ?? 0;
      expect(await done('sync', { sync_type: 'full' })).toMatchObject({ status: 'completed' });
      const { budget: ledger } = restOperations.getBudget.response.parse(await running().api.get(`${path}/budget`));
      const meta = ledger.platforms.find(({ platform: on }) => on === 'meta');
      expect(meta).toMatchObject({ planned: lowered / 1_000_000, applied: lowered / 1_000_000, reserved: 0 });
      expect((await there()).get('meta')?.budget.micros).toBe(lowered);
      expect(lowered).toBe(5_000_000_000);
    }, 45_000);
  });
};
