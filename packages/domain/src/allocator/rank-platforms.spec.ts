import { describe, expect, it } from '@jest/globals';
import { rankPlatforms } from './rank-platforms.ts';
import { hill, steady, today } from './testing/questions.ts';

const good = { platform: 'good', history: steady(30, 200, hill(40, 300)) };
const poor = { platform: 'poor', history: steady(30, 200, hill(5, 300)) };
const unknown = { platform: 'unknown', history: [] };
const asked = { budgetMicros: 600e6, today, seed: 1 };

describe('Platforms for an objective and a budget', () => {
  it('are ranked by what an equal part is expected to bring, with an interval', () => {
    const ranking = rankPlatforms({ ...asked, platforms: [poor, unknown, good] });
    expect(ranking.map(({ platform }) => platform)).toEqual(['good', 'unknown', 'poor']);
    const [first] = ranking;
    expect((first?.outcomes.mean ?? 0) / hill(40, 300)(200)).toBeCloseTo(1, 1);
    expect(first?.basis).toBe('own history');
    expect(ranking.reduce((sum, { probabilityBest }) => sum + probabilityBest, 0)).toBeCloseTo(1, 9);
    expect(first?.probabilityBest).toBeGreaterThan(0.6);
  });

  it('expect of one without history what the others bring, and say how little is known by a wide interval', () => {
    const ranking = rankPlatforms({ ...asked, platforms: [poor, unknown, good] });
    const width = (platform: string): number => {
      const { p10 = 0, p90 = 0, mean = 1 } = ranking.find((each) => each.platform === platform)?.outcomes ?? {};
      return (p90 - p10) / mean;
    };
    const borrowed = ranking.find(({ platform }) => platform === 'unknown');
    expect(borrowed?.basis).toBe('other platforms');
    expect(borrowed?.evidenceDays).toBe(0);
    expect(width('unknown')).toBeGreaterThan(4 * width('good'));
  });

  it('rest on the belief beforehand where the organisation has no history: one conversion a day of an equal part', () => {
    const ranking = rankPlatforms({ ...asked, platforms: [unknown, { platform: 'another', history: [] }] });
    for (const { basis, outcomes } of ranking) {
      expect(basis).toBe('prior');
      expect(outcomes.mean).toBeCloseTo(1, 2);
      expect(outcomes.p90).toBeGreaterThan(2);
    }
  });

  it('are ranked the same way each time', () => {
    expect(rankPlatforms({ ...asked, platforms: [poor, unknown, good] })).toEqual(
      rankPlatforms({ ...asked, platforms: [poor, unknown, good] }),
    );
  });
});
