import { randomUUID } from 'node:crypto';
import { type Platform, restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resultsOf } from '../testing/results.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const begin = '2026-03-01T12:00:00.000Z';
const now = '2026-11-25T12:00:00.000Z';
let clock = begin;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(
    {},
    (store) => store,
    () => new Date(clock),
  );
}, 60_000);
afterAll(() => api.stop());

/** An orchestration that has run since March with 5,000 on Meta, 3,000 on Google and 2,000 on TikTok, and a rule. */
const tested = async (document: object, ruleType = 'pause_underperforming') => {
  clock = begin;
  const found = await organisation(api);
  const { orchestration_id, mappings } = await found.deployed({ duration_days: 365 });
  clock = now;
  const body = { name: 'Tried out', rule_type: ruleType, document, enabled: false };
  const { rule_id } = (await found.operator('POST', `${prefix}/rules`, { body })).body.rule;
  const mappingOf = (name: Platform) => mappings.find(({ platform }: { platform: Platform }) => platform === name);
  const backtest = (from: string, to: string, more: object = {}) =>
    found.viewer('POST', `${prefix}/rules/${rule_id}/backtest`, { body: { from, to, ...more } });
  const results = resultsOf(api, found.org, orchestration_id);
  return { ...found, orchestrationId: orchestration_id, mappingOf, results, backtest };
};

const dear = {
  when: { metric: 'spend', window: { last_days: 3 }, op: '>', value: { money: 500 } },
  actions: [{ action: 'pause' }],
  trigger: { on: 'performance' },
  currency: 'USD',
};

describe('A backtest', () => {
  it('tells when the rule would have acted, by what was known then', async () => {
    const { backtest, results, mappingOf, orchestrationId } = await tested(dear);
    await results.reported(mappingOf('meta'), '2026-03-11T01:00:00.000Z', { '2026-03-10': 100 });
    await results.reported(mappingOf('google'), '2026-03-11T01:00:00.000Z', { '2026-03-10': 400 });
    await results.reported(mappingOf('meta'), '2026-03-12T01:00:00.000Z', { '2026-03-11': 450 });
    const answer = await backtest('2026-03-10', '2026-03-20');
    restOperations.backtestRule.response.parse(answer.body);
    expect([answer.status, answer.body.backtest]).toMatchObject([
      200,
      {
        ...{ from: '2026-03-10', to: '2026-03-20', matched: 1, fires: 1, fires_by_class: { pause: 1 } },
        actions: [
          {
            ...{ at: '2026-03-12T01:00:00.000Z', orchestration_id: orchestrationId, platform: 'meta', class: 'pause' },
            command: { type: 'pause', platforms: ['meta'] },
          },
        ],
        caveat: expect.stringContaining('without these rules'),
      },
    ]);
  });

  it('never sees the future: what became known later changes nothing', async () => {
    const { backtest, results, mappingOf } = await tested(dear);
    await results.reported(mappingOf('meta'), '2026-03-11T01:00:00.000Z', { '2026-03-10': 100 });
    await results.reported(mappingOf('meta'), '2026-03-12T01:00:00.000Z', { '2026-03-11': 100 });
    const before = await backtest('2026-03-10', '2026-03-12');
    expect(before.body.backtest).toMatchObject({ evaluations: expect.any(Number), matched: 0, fires: 0 });
    expect(before.body.backtest.evaluations).toBeGreaterThan(0);
    // The same days as they were restated after the period.
    await results.reported(mappingOf('meta'), '2026-03-13T01:00:00.000Z', { '2026-03-10': 900, '2026-03-11': 900 });
    const after = await backtest('2026-03-10', '2026-03-12');
    expect(after.body).toEqual(before.body);
    const later = await backtest('2026-03-10', '2026-03-13');
    expect(later.body.backtest.actions).toMatchObject([{ at: '2026-03-13T01:00:00.000Z' }]);
  });

  it('tells what it would have moved, and when it would have gone back and forth', async () => {
    const document = {
      when: { metric: 'ctr', window: { last_days: 1 }, op: '>', value: { percent: 3 } },
      actions: [{ action: 'change_budget', by_percent: 10 }],
      guards: { hands_off_hours: 0 },
      trigger: { on: 'schedule', cron: '0 6 * * *' },
      scope: { platforms: ['meta'] },
    };
    const { backtest, results, mappingOf } = await tested(document, 'scale_winners');
    await results.reported(mappingOf('meta'), '2026-03-11T01:00:00.000Z', { '2026-03-10': 100 });
    const { backtest: found } = (await backtest('2026-03-11', '2026-03-12')).body;
    expect(found.actions).toMatchObject([{ command: { before_total: 10_000, after_total: 10_000 } }]);
    expect(found.shifts).toMatchObject([
      { platform: 'meta', net: 500, moved: 500, currency: 'USD' },
      { platform: 'google', net: -300 },
      { platform: 'tiktok', net: -200 },
    ]);
    expect(found.flapping).toEqual([]);
  });

  it('is refused for what is too long, ahead or somebody else’s', async () => {
    const { backtest } = await tested(dear);
    const codeOf = async (from: string, to: string, more: object = {}) => {
      const { status, body } = await backtest(from, to, more);
      return [status, body.code];
    };
    expect(await codeOf('2026-03-01', '2026-08-27')).toEqual([200, undefined]);
    expect(await codeOf('2026-03-01', '2026-08-28')).toEqual([422, 'too-much-to-look-at']);
    expect(await codeOf('2026-03-02', '2026-03-01')).toEqual([400, 'invalid-request']);
    expect(await codeOf('2026-11-26', '2026-11-27')).toEqual([400, 'invalid-request']);
    const { orchestrationId } = await tested(dear);
    for (const orchestration_id of [orchestrationId, randomUUID()]) {
      expect(await codeOf('2026-03-01', '2026-03-02', { orchestration_id })).toEqual([404, 'orchestration-not-found']);
    }
  });
});
