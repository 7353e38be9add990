import { orchestrationAnswer, performanceAnswer, restOperations } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SystemUnderTest } from './system-under-test.ts';

/** Business time has to run this many times as fast: the two hours of the sale are 24 s then. */
export const saleClockSpeed = 300;

/** A month of the platforms in 15 s: the sale has spent its budget well before its end, also where a campaign has none there. */
export const saleSandboxDayMs = 500;

const minuteMs = 60_000;
const platforms = ['meta', 'tiktok', 'snapchat'] as const;

/** The specification's third use case: what is scheduled starts, spends its budget, is stopped, and ends, all by itself. */
export const describeSeasonalSale = (running: () => SystemUnderTest): void => {
  let path: string;

  const details = async () => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const becomes = (status: string) =>
    eventually(async () => expect((await details()).status).toBe(status), { timeoutMs: 60_000, everyMs: 100 });
  /** Business time, so many minutes from when the system was started with its clock at the present. */
  const inMinutes = (startedAt: number, minutes: number): string => {
    const businessNow = startedAt + (Date.now() - startedAt) * saleClockSpeed;
    return new Date(businessNow + minutes * minuteMs).toISOString();
  };
  const campaigns = async () => (await running().sandbox.campaigns()).map(({ status }) => status);

  describe('A seasonal sale', () => {
    beforeAll(async () => {
      const { template } = restOperations.createTemplate.response.parse(
        await running().api.post('/templates', {
          ...{ name: 'Seasonal sale', category: 'conversion', objective: 'traffic', platforms },
          base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
          budget_template: { distribution: 'equal' },
        }),
      );
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          template_id: template.template_id,
          name: 'Black Friday',
          total_budget: 200_000,
          sync_strategy: 'auto',
          sync_frequency_minutes: 15,
        }),
      );
      path = `/${orchestration.orchestration_id}`;
    });

    it('waits for its start once it is scheduled', async () => {
      const startedAt = Date.parse(`${running().env['CLOCK_STARTED_AT']}`);
      const [start, end] = [inMinutes(startedAt, 25), inMinutes(startedAt, 145)];
      await running().api.post(`${path}/schedule`, { start, end });
      expect(await details()).toMatchObject({ status: 'scheduled', scheduled_start_at: start, scheduled_end_at: end });
      expect(await campaigns()).toEqual([]);
    });

    it('starts by itself, once', async () => {
      await becomes('active');
      expect(await campaigns()).toHaveLength(platforms.length);
    }, 90_000);

    it('is paused by itself when its budget is spent, and has not spent more', async () => {
      await becomes('paused');
      expect((await campaigns()).toSorted()).toEqual(['paused', 'paused', 'paused']);
      const { performance } = performanceAnswer.parse(await running().api.get(`${path}/performance`));
      expect(performance.total_spend).toBeGreaterThan(100_000);
      expect(performance.total_spend).toBeLessThanOrEqual(200_000);
    }, 90_000);

    it('ends by itself', async () => {
      await becomes('completed');
      expect((await campaigns()).toSorted()).toEqual(['paused', 'paused', 'paused']);
    }, 90_000);
  });
};
