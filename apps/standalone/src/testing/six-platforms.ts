import { orchestrationAnswer, performanceAnswer, platform, restOperations } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { adConfigFor, creativeFor } from '../demo/sandbox-ads.ts';
import { doneWorkflow } from './ended-workflow.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const everywhere = [...platform.options].toSorted();

/** One campaign with two ads on every platform that there is, from its template to its pause. */
export const describeSixPlatforms = (running: () => SystemUnderTest): void => {
  let path: string;
  let mine: ReadonlySet<string>;

  const details = async () => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const done = (action: string, body?: unknown) => doneWorkflow(running().api, `${path}/${action}`, body);
  const ads = async () => restOperations.listAds.response.parse(await running().api.get(`${path}/ads?limit=100`)).ads;
  const childrenOf = async (kind: 'ad_group' | 'ad') =>
    (await running().sandbox.children(kind)).filter(
      ({ campaignId }) => campaignId !== undefined && mine.has(campaignId),
    );
  /** The platforms of the ads that are shown in the sandbox. */
  const shownThere = async () =>
    (await childrenOf('ad'))
      .filter(({ status }) => status === 'active')
      .map(({ platform: on }) => on)
      .toSorted();
  const statusesOfAds = async () =>
    (await ads()).map(({ platform: on, name, status }) => `${on} ${name} ${status}`).toSorted();
  const oneOfTwo = everywhere.flatMap((each) => [`${each} Hero A active`, `${each} Hero B paused`]);
  const campaigns = async () => {
    const all = (await running().sandbox.campaigns()).filter(({ id }) => mine.has(id));
    return all.toSorted((a, b) => a.platform.localeCompare(b.platform));
  };

  describe('A campaign on Meta, Google, TikTok, LinkedIn, X and Snapchat', () => {
    it('is drafted from one template, with its budget split to the cent', async () => {
      const { template } = restOperations.createTemplate.response.parse(
        await running().api.post('/templates', {
          name: 'Everywhere',
          category: 'consideration',
          objective: 'traffic',
          platforms: platform.options,
          base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
          budget_template: { distribution: 'equal' },
        }),
      );
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          ...{ template_id: template.template_id, name: 'Everywhere', total_budget: 50_000, duration_days: 30 },
          platform_config: adConfigFor(platform.options),
          creatives: ['Hero A', 'Hero B'].map((each) => creativeFor(each, platform.options)),
        }),
      );
      path = `/${orchestration.orchestration_id}`;
      const shares = Object.values(orchestration.budget_allocation);
      expect(shares).toHaveLength(6);
      expect(shares.reduce((sum, share) => sum + Math.round(share * 100), 0)).toBe(5_000_000);
    });

    it('goes live on all six', async () => {
      expect(await done('deploy')).toMatchObject({ status: 'completed', progress: 100 });
      const { mappings, status } = await details();
      expect(status).toBe('active');
      mine = new Set(mappings.map(({ platform_campaign_id }) => `${platform_campaign_id}`));
      expect((await campaigns()).map(({ platform: on, status: is }) => [on, is])).toEqual(
        everywhere.map((each) => [each, 'active']),
      );
    }, 45_000);

    it('has an ad group with its audience there, and an ad for each creative in it, all of them active', async () => {
      const { mappings } = await details();
      expect(mappings.filter(({ platform_ad_group_id }) => platform_ad_group_id === null)).toEqual([]);
      expect(mappings.flatMap(({ plan }) => plan).filter(({ verdict }) => verdict === 'unsupported')).toEqual([]);
      const shown = (await ads()).map(({ platform: on, name, status }) => `${on} ${name} ${status}`);
      expect(shown.toSorted()).toEqual(
        everywhere.flatMap((each) => [`${each} Hero A active`, `${each} Hero B active`]).toSorted(),
      );
      const there = await childrenOf('ad');
      expect(there.map(({ platform: on, status }) => `${on} ${status}`).toSorted()).toEqual(
        everywhere.flatMap((each) => [`${each} active`, `${each} active`]),
      );
      // On LinkedIn the ad group is the campaign itself.
      expect((await childrenOf('ad_group')).map(({ platform: on, status }) => `${on} ${status}`).toSorted()).toEqual(
        everywhere.filter((each) => each !== 'linkedin').map((each) => `${each} active`),
      );
    });

    it('tells each request that was made to the platforms for it', async () => {
      await eventually(async () => {
        const { calls } = restOperations.listPlatformCalls.response.parse(
          await running().api.get(`${path}/calls?limit=100`),
        );
        const created = calls.filter(({ operation }) => operation === 'create-campaign');
        expect([...new Set(created.map(({ platform: on }) => on))].toSorted()).toEqual(everywhere);
        for (const { status, duration_ms: ms } of created)
          expect([status, ms >= 0]).toEqual([expect.any(Number), true]);
      });
    });

    it('collects what each of them spends', async () => {
      await eventually(
        async () => {
          expect(await done('sync', { sync_type: 'performance' })).toMatchObject({ status: 'completed' });
          const { performance } = performanceAnswer.parse(await running().api.get(`${path}/performance`));
          const spending = performance.platform_performance.filter(({ spend }) => spend > 0);
          expect(spending.map((row) => row.platform).toSorted()).toEqual(everywhere);
        },
        { timeoutMs: 30_000, everyMs: 300 },
      );
    }, 60_000);

    it('finds out what the platforms made of its ads, and changes nothing there', async () => {
      const all = await childrenOf('ad');
      const changed = everywhere.flatMap((each) => all.findLast(({ platform: on }) => on === each) ?? []);
      expect(changed).toHaveLength(6);
      for (const ad of changed) await running().sandbox.editAd(ad, { review: 'rejected' });
      const before = await childrenOf('ad');
      expect(await done('sync', { sync_type: 'incremental' })).toMatchObject({ status: 'completed' });
      const reviews = (await ads()).map(({ platform: on, name, review }) => `${on} ${name} ${review}`);
      expect(reviews.toSorted()).toEqual(
        everywhere.flatMap((each) => [`${each} Hero A approved`, `${each} Hero B rejected`]).toSorted(),
      );
      const { sync_logs: logs } = await details();
      const found = logs.filter(({ sync_type }) => sync_type === 'incremental');
      expect(found.map(({ platform: on }) => on).toSorted()).toEqual(everywhere);
      for (const { changes_detected } of found) {
        expect(changes_detected).toContainEqual(expect.objectContaining({ before: 'rejected', after: 'approved' }));
      }
      expect(await childrenOf('ad')).toEqual(before);
    }, 45_000);

    it('lets one of its two ads rest on each of the six', async () => {
      const resting = (await ads()).filter(({ name }) => name === 'Hero B');
      for (const { platform: on, creative_id } of resting) {
        const workflow = await done('creatives/rotate', { platform: on, rest: [creative_id] });
        expect([on, workflow.goal, workflow.status]).toEqual([on, 'rotate', 'completed']);
      }
      expect(await statusesOfAds()).toEqual(oneOfTwo);
      expect(await shownThere()).toEqual(everywhere);
    }, 45_000);

    it('goes on showing what it shows when the other ad was turned away by the platform', async () => {
      const mine = (await ads()).filter(({ platform: on }) => on === 'meta');
      const [a = '', b = ''] = mine.toSorted((x, y) => x.name.localeCompare(y.name)).map((ad) => ad.creative_id);
      const workflow = await done('creatives/rotate', { platform: 'meta', show: [b], rest: [a] });
      expect(workflow).toMatchObject({ status: 'failed', error_message: expect.stringContaining('turned away') });
      expect((await shownThere()).filter((on) => on === 'meta')).toEqual(['meta', 'meta']);
      expect(await done('creatives/rotate', { platform: 'meta', rest: [b] })).toMatchObject({ status: 'completed' });
    }, 45_000);

    it('is paused and resumed on one platform alone, where a sync leaves it paused and the resting ad goes on resting', async () => {
      const meta = async () =>
        (await campaigns()).filter(({ platform: on }) => on === 'meta').map(({ status }) => status);
      const active = async () => (await details()).active_platform_count;
      expect(await done('pause', { platforms: ['meta'] })).toMatchObject({ status: 'completed' });
      expect([(await details()).status, await active(), await meta()]).toEqual(['active', 5, ['paused']]);
      expect(await done('sync', { sync_type: 'settings' })).toMatchObject({ status: 'completed' });
      expect(await meta()).toEqual(['paused']);
      expect(await done('resume', { platforms: ['meta'] })).toMatchObject({ status: 'completed' });
      expect([await active(), await meta()]).toEqual([6, ['active']]);
      expect(await shownThere()).toEqual(everywhere);
    }, 45_000);

    it('is paused and resumed on all six, and shows no more than before', async () => {
      for (const action of ['pause', 'resume']) expect(await done(action)).toMatchObject({ status: 'completed' });
      expect(await statusesOfAds()).toEqual(oneOfTwo);
      expect(await shownThere()).toEqual(everywhere);
      expect(await done('sync', { sync_type: 'incremental' })).toMatchObject({ status: 'completed' });
      expect(await statusesOfAds()).toEqual(oneOfTwo);
    }, 45_000);

    it('takes a new budget to all six', async () => {
      const before = await campaigns();
      await running().api.put(`${path}/budget`, { total_budget: 80_000 });
      await eventually(
        async () => {
          const after = await campaigns();
          expect(after.map(({ budget }, index) => budget.micros > (before[index]?.budget.micros ?? 0))).toEqual(
            everywhere.map(() => true),
          );
        },
        { timeoutMs: 20_000, everyMs: 100 },
      );
    }, 30_000);

    it('is paused on all six', async () => {
      expect(await done('pause')).toMatchObject({ status: 'completed' });
      expect((await campaigns()).map(({ status }) => status)).toEqual(everywhere.map(() => 'paused'));
    }, 45_000);

    it('tells what each ad spends, which adds up to what its campaign does', async () => {
      // While they run, campaign and ads are read at two moments.
      expect(await done('sync', { sync_type: 'performance' })).toMatchObject({ status: 'completed' });
      const { mappings } = await details();
      const all = await ads();
      for (const { platform: on, spend } of mappings) {
        const own = all.filter((ad) => ad.platform === on).map((ad) => ad.spend);
        expect([on, own.length, own.reduce((sum, each) => sum + each, 0).toFixed(2)]).toEqual([
          on,
          2,
          spend.toFixed(2),
        ]);
      }
    }, 30_000);
  });

  describe('What a platform does not support', () => {
    const draftWith = async (shoe_size: number): Promise<string> => {
      const { templates } = restOperations.listTemplates.response.parse(await running().api.get('/templates'));
      const template = templates.find(({ name }) => name === 'Everywhere');
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          ...{ template_id: template?.template_id, name: 'Shoes', total_budget: 3_000, platforms: ['meta'] },
          ...{ platform_config: adConfigFor(['meta']), creatives: [creativeFor('Hero A', ['meta'])] },
          config: { targeting: { shoe_size } },
        }),
      );
      return `/${orchestration.orchestration_id}`;
    };

    it('stops a deployment before anything is made, by its name', async () => {
      path = await draftWith(43);
      const workflow = await done('deploy');
      expect(workflow).toMatchObject({
        status: 'failed',
        error_message: expect.stringContaining('targeting.shoe_size'),
      });
      expect((await details()).mappings).toMatchObject([{ platform_campaign_id: null, platform_ad_group_id: null }]);
    }, 30_000);

    it('is left out, and shown, once it was accepted by that name', async () => {
      expect(await done('deploy', { accept: ['meta:targeting.shoe_size'] })).toMatchObject({ status: 'completed' });
      const { mappings } = await details();
      expect(mappings[0]?.plan).toContainEqual(
        expect.objectContaining({ name: 'targeting.shoe_size', verdict: 'unsupported' }),
      );
      expect(await ads()).toMatchObject([{ name: 'Hero A', status: 'active' }]);
    }, 30_000);
  });
};
