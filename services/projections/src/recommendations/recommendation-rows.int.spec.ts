import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OneOrganization, oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one } from '../testing/read-database.ts';
import { recommendationOf } from '../testing/recommendations.ts';
import { deployed, drafted } from '../testing/stories.ts';

let told: OneOrganization;
beforeAll(async () => {
  told = await oneOrganization(drafted, deployed);
});
afterAll(() => told.database.close());

const shown = async (id: string): Promise<Record<string, unknown>> => {
  await project(told.database.pool, told.store);
  return one(told.database.pool, 'select * from read.recommendations where recommendation_id = $1', [id]);
};

describe('The row of a recommendation', () => {
  it('has what was shown, who approved it, and that it was applied', async () => {
    const recommendation = recommendationOf(told.story, 'applied');
    await recommendation.proposed();
    expect(await shown(recommendation.recommendationId)).toMatchObject({
      ...{ state: 'proposed', decided_by: 'approval', total_budget: '100.000000', measure: 'clicks', moves: true },
      ...{ probability_better: '0.700000', hash: 'shown', conflict: [], decider: null, revision: '0' },
      parts: [{ platform: 'meta', beforeMicros: 50_000_000, afterMicros: 60_000_000 }, { platform: 'google' }],
    });
    await recommendation.approved();
    await recommendation.applied();
    expect(await shown(recommendation.recommendationId)).toMatchObject({
      ...{ state: 'applied', decided_at: expect.any(Date), ended_at: expect.any(Date), problem: null, revision: '2' },
      decider: expect.any(String),
    });
  });

  it('says why it was dismissed, that it expired, or why it was refused', async () => {
    const [dismissed, expired, refused, unchanged] = ['dismissed', 'expired', 'refused', 'unchanged'].map((name) =>
      recommendationOf(told.story, name),
    ) as [ReturnType<typeof recommendationOf>, ...ReturnType<typeof recommendationOf>[]];
    for (const each of [dismissed, expired, refused]) await each?.proposed();
    await unchanged?.proposed('none');
    await dismissed.dismissed('A holiday lies ahead');
    await expired?.expired();
    await refused?.approved();
    await refused?.refused('budget-changed-meanwhile');
    expect(await shown(dismissed.recommendationId)).toMatchObject({
      state: 'dismissed',
      reason: 'A holiday lies ahead',
    });
    expect(await shown(expired?.recommendationId ?? '')).toMatchObject({ state: 'expired', decided_at: null });
    expect(await shown(refused?.recommendationId ?? '')).toMatchObject({
      ...{ state: 'refused', problem: 'budget-changed-meanwhile', problem_detail: 'It was changed' },
    });
    expect(await shown(unchanged?.recommendationId ?? '')).toMatchObject({ state: 'unchanged', decided_by: 'none' });
  });
});

describe('The row of an orchestration', () => {
  it('has the limits of its budget, in units of the currency', async () => {
    const { story } = told;
    await story.log.record(`orchestration-${story.ids.orchestration}`, 'BudgetLimitsSet', {
      ...story.about,
      limits: [{ platform: 'meta', leastMicros: 12_500_000, mostMicros: null, locked: false }],
      at: story.log.now(),
    });
    await project(told.database.pool, told.store);
    const row = await one(told.database.pool, 'select budget_limits from read.campaign_orchestrations', []);
    expect(row).toEqual({ budget_limits: { meta: { least: 12.5, most: null, locked: false } } });
  });
});
