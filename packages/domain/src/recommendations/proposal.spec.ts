import type { DailyMetrics, Platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Touchpoint } from '../attribution/touchpoint.ts';
import { after, budget, deploy, draft, endOf, lock, pause, run, stateOf, unit } from '../orchestrations/samples.ts';
import type { PlatformResults } from './allocation-case.ts';
import { approvedBudget } from './approved-budget.ts';
import { type ProposalInput, proposalFor } from './proposal.ts';

const now = '2026-03-16T09:00:00.000Z';
const dayMs = 86_400_000;

/** So many days up to yesterday, each with this spend in whole units and these conversions. */
const days = (count: number, spend: number, conversions: number): readonly DailyMetrics[] =>
  Array.from({ length: count }, (_, index) => ({
    date: new Date(Date.parse(now) - (count - index) * dayMs).toISOString().slice(0, 10),
    ...{ spendMicros: spend * unit, impressions: 1_000, clicks: 50, revenueMicros: 0 },
    conversionsMicros: conversions * unit,
  }));

const results = (platform: Platform, own: readonly DailyMetrics[]): PlatformResults => ({
  ...{ platform, timeZone: 'UTC', days: own, accountDays: [] },
  spentMicros: own.reduce((sum, { spendMicros }) => sum + spendMicros, 0),
});

/** 3,000 USD in equal parts on three platforms for 30 days, of which the first 14 have spent 20 a day each. */
const campaign = [
  draft({
    objective: 'conversions',
    totalBudget: { micros: 3_000 * unit, currency: 'USD' },
    allocation: (['meta', 'google', 'tiktok'] as const).map((platform) => ({ platform, amountMicros: 1_000 * unit })),
  }),
  deploy(1),
  endOf('deploy'),
] as const;

const input = (changes: Partial<ProposalInput> = {}): ProposalInput => ({
  state: stateOf(after(...campaign)),
  results: [results('meta', days(14, 20, 8)), results('google', days(14, 20, 2)), results('tiktok', days(14, 20, 1))],
  crediting: undefined,
  ...{ mostChangePercent: 20, workflowId: run(9), apply: false, now },
  ...changes,
});

type Proposal = ReturnType<typeof proposalFor>;
const partOf = ({ parts }: Proposal, platform: Platform) => {
  const found = parts.find((part) => part.platform === platform);
  if (found === undefined) throw new TypeError(platform);
  return found;
};
const moveOf = (proposal: Proposal, platform: Platform): number => {
  const { beforeMicros, afterMicros } = partOf(proposal, platform);
  return afterMicros - beforeMicros;
};

describe('A recommendation for a budget', () => {
  const proposal = proposalFor(input());

  it('moves money to where it brings more, adds up to the total, and says why', () => {
    expect(proposal).toMatchObject({ moves: true, decidedBy: 'approval', totalMicros: 3_000 * unit, conflict: [] });
    expect(moveOf(proposal, 'meta')).toBeGreaterThan(0);
    expect(moveOf(proposal, 'tiktok')).toBeLessThan(0);
    expect(proposal.parts.reduce((sum, { afterMicros }) => sum + afterMicros, 0)).toBe(3_000 * unit);
    expect(partOf(proposal, 'meta').reason).toMatch(/^Raised by \d+\.\d %: one more USD brings .* conversions here/);
    expect(partOf(proposal, 'tiktok').reason).toMatch(/^Lowered by/);
    expect(proposal.probabilityBetter).toBeGreaterThan(0.6);
  });

  it('expects of each part what its curve says, with an interval', () => {
    for (const { estimate } of proposal.parts) {
      if (estimate === null) throw new TypeError('There is a split');
      expect(estimate.before.p10).toBeLessThan(estimate.before.mean);
      expect(estimate.before.p90).toBeGreaterThan(estimate.before.mean);
      expect(estimate.evidenceDays).toBeGreaterThan(5);
    }
    const meta = partOf(proposal, 'meta').estimate;
    expect(meta?.after.mean).toBeGreaterThan(meta?.before.mean as number);
  });

  it('leaves what is spent where it is, and moves no more than the percentage of what is left', () => {
    for (const { beforeMicros, afterMicros, spentMicros } of proposal.parts) {
      expect(spentMicros).toBe(280 * unit);
      expect(Math.abs(afterMicros - beforeMicros)).toBeLessThanOrEqual(0.2 * (beforeMicros - spentMicros));
    }
  });

  it('is the same for the same input, down to its hash, and another one for other results', () => {
    expect(proposalFor(input())).toEqual(proposal);
    const other = proposalFor(input({ results: [results('meta', days(14, 20, 7)), ...input().results.slice(1)] }));
    expect(other.hash).not.toBe(proposal.hash);
  });

  it('can be approved for 48 hours, but not past the end of the flight', () => {
    expect(proposal.expiresAt).toBe('2026-03-18T09:00:00.000Z');
    expect(proposalFor(input({ now: '2026-03-30T21:00:00.000Z' })).expiresAt).toBe('2026-03-31T09:00:00.000Z');
  });

  it('is applied by the run where that was asked for', () => {
    expect(proposalFor(input({ apply: true })).decidedBy).toBe('run');
  });

  it('leaves a platform that is locked or paused its part', () => {
    const state = stateOf(
      after(
        ...campaign,
        lock('meta'),
        pause(2),
        endOf('pause', { meta: { status: 'active' }, google: { status: 'active' } }),
      ),
    );
    const [meta, tiktok] = (['meta', 'tiktok'] as const).map((platform) =>
      partOf(proposalFor(input({ state })), platform),
    );
    expect(meta).toMatchObject({ afterMicros: 1_000 * unit, estimate: { boundBy: 'locked' } });
    expect(tiktok).toMatchObject({ afterMicros: 1_000 * unit, estimate: { boundBy: 'locked' } });
  });

  it('names the limits that cannot all hold, and moves nothing then', () => {
    const limits = (['meta', 'google', 'tiktok'] as const).map((platform) => ({
      ...{ platform, leastMicros: 1_100 * unit, mostMicros: null, locked: false },
    }));
    const state = stateOf(after(...campaign, { type: 'SetBudgetLimits', data: { limits, now } }));
    const impossible = proposalFor(input({ state }));
    expect(impossible).toMatchObject({ decidedBy: 'none', moves: false, probabilityBetter: null });
    expect(impossible.conflict.join()).toContain('minimum of');
    for (const { beforeMicros, afterMicros, reason } of impossible.parts) {
      expect(afterMicros).toBe(beforeMicros);
      expect(reason).toContain('cannot all hold');
    }
  });

  it('says that nothing is left when the flight is over', () => {
    const over = proposalFor(input({ now: '2026-04-02T00:00:00.000Z' }));
    expect(over).toMatchObject({ decidedBy: 'none', moves: false });
    expect(over.parts[0]?.reason).toContain('the flight is over');
  });
});

describe('A platform of which too little is known', () => {
  it('is not cut for that, while one that has spent and brought nothing is', () => {
    const proposal = proposalFor(
      input({
        results: [
          results('meta', days(14, 20, 4)),
          results('google', days(1, 20, 0)),
          results('tiktok', days(14, 20, 0)),
        ],
      }),
    );
    expect(moveOf(proposal, 'tiktok')).toBeLessThan(0);
    expect(partOf(proposal, 'tiktok').reason).toContain('14 days with spend brought no conversions');
    expect(moveOf(proposal, 'google')).toBeGreaterThan(moveOf(proposal, 'tiktok'));
    expect(partOf(proposal, 'google').reason).toContain('little is known of it');
  });
});

describe('What conversions are worth', () => {
  const [meta, google, tiktok] = input().results as readonly [PlatformResults, PlatformResults, PlatformResults];
  const withWorth = (result: PlatformResults, value: number): PlatformResults => ({
    ...result,
    days: result.days.map((day) => ({ ...day, revenueMicros: day.conversionsMicros * value })),
  });

  it('counts where every platform tells it', () => {
    const told = [withWorth(meta, 10), withWorth(google, 90), withWorth(tiktok, 10)];
    const proposal = proposalFor(input({ results: told }));
    expect(proposal.basis.measure).toBe('revenue');
    expect(moveOf(proposal, 'google')).toBeGreaterThan(0);
  });

  it('does not where one that has conversions does not tell it: that one would seem to bring nothing', () => {
    const proposal = proposalFor(input({ results: [meta, withWorth(google, 10), withWorth(tiktok, 10)] }));
    expect(proposal.basis.measure).toBe('conversions');
    expect(moveOf(proposal, 'meta')).toBeGreaterThan(0);
  });
});

describe('Credited conversions', () => {
  /** Everybody met TikTok first and Meta last, and then bought. */
  const touchpoints = days(14, 20, 0).flatMap(({ date }, day): readonly Touchpoint[] =>
    Array.from({ length: 9 }, (_, index) => `${day}-${index}`).flatMap((customer): readonly Touchpoint[] => [
      ...(['tiktok', 'meta'] as const).map((platform, hour) => ({
        ...{ id: `${customer}-${platform}`, customer, kind: 'touch' as const, platform },
        ...{ orchestrationId: input().state.orchestrationId, atMs: Date.parse(date) + hour * 3_600_000 },
      })),
      {
        ...{ id: `${customer}-bought`, customer, kind: 'conversion', atMs: Date.parse(date) + 3 * 3_600_000 },
        value: { micros: unit, currency: 'USD' },
      },
    ]),
  );
  const reported = (['meta', 'google', 'tiktok'] as const).map((platform) => results(platform, days(14, 20, 5)));
  const creditedBy = (model: 'first' | 'last') =>
    proposalFor(
      input({ results: reported, crediting: { by: { model, halfLifeDays: null, lookbackDays: 7 }, touchpoints } }),
    );

  it('lead the budget to whom a model credits, though all platforms claim the same', () => {
    const [first, last] = [creditedBy('first'), creditedBy('last')];
    expect(first.basis).toMatchObject({ measure: 'conversions', creditedBy: { model: 'first' } });
    expect(moveOf(first, 'tiktok')).toBeGreaterThan(0);
    expect(moveOf(first, 'meta')).toBeLessThan(0);
    expect(moveOf(last, 'meta')).toBeGreaterThan(0);
    expect(moveOf(last, 'tiktok')).toBeLessThan(0);
  });

  it('give way to what platforms report where nothing was imported, or nothing of this orchestration', () => {
    const by = { model: 'first', halfLifeDays: null, lookbackDays: 7 } as const;
    expect(proposalFor(input({ crediting: { by, touchpoints: [] } }))).toEqual(proposalFor(input()));
    const unnamed = touchpoints.map((each) => (each.kind === 'touch' ? { ...each, orchestrationId: null } : each));
    expect(proposalFor(input({ crediting: { by, touchpoints: unnamed } }))).toEqual(proposalFor(input()));
  });
});

describe('What was approved', () => {
  const proposal = proposalFor(input());
  const seed = { workflowId: run(10), now };

  it('becomes the budget of the orchestration, which says on whose word', () => {
    const command = approvedBudget(proposal, input().state, seed);
    const [changed] = after(...campaign, command).slice(-2);
    expect(changed).toMatchObject({ type: 'BudgetChanged', data: { recommendedBy: run(9), pushWorkflowId: run(10) } });
  });

  it('does not become it when the budget is not what was shown any more', () => {
    const state = stateOf(after(...campaign, budget(3, [900, 1_050, 1_050])));
    expect(() => approvedBudget(proposal, state, seed)).toThrow('changed after it was recommended');
  });
});
