import { type OrchestrationId, orgId, type Platform, restOperations, ruleId, ruleRunId } from '@campaigns/contracts';
import { evaluateRules } from '@campaigns/domain';
import { tenantReader } from '@campaigns/read-access';
import { ruleSnapshots } from '@campaigns/rule-snapshot';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { resultsOf } from '../testing/results.ts';
import { ruleDeeds } from '../testing/rule-actions.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

/** Campaigns begin in October; rules look at them at the end of November. */
const begin = '2026-10-01T12:00:00.000Z';
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

const path = `${prefix}/rules`;

type Spends = Readonly<Partial<Record<Platform, Readonly<Record<string, number>>>>>;

/** An orchestration that runs with 5,000 on Meta, 3,000 on Google and 2,000 on TikTok, and what they have spent. */
const running = async (spends: Spends) => {
  clock = begin;
  const found = await organisation(api);
  const start = async (each: Spends) => {
    clock = begin;
    const { orchestration_id, mappings } = await found.deployed({ duration_days: 90 });
    clock = now;
    const results = resultsOf(api, found.org, orchestration_id);
    for (const mapping of mappings) {
      const own = each[mapping.platform as Platform];
      if (own !== undefined) await results.reported(mapping, '2026-11-25T11:30:00.000Z', own);
    }
    return orchestration_id as string;
  };
  return { ...found, start, id: await start(spends) };
};

const spentMuch = { meta: { '2026-11-24': 600 }, google: { '2026-11-24': 100 } };

const rule = (changes: object = {}, document: object = {}) => ({
  ...{ name: 'Pause what costs much', rule_type: 'pause_underperforming', ...changes },
  document: {
    when: { metric: 'spend', op: '>', value: { money: 500 } },
    actions: [{ action: 'pause' }],
    trigger: { on: 'performance' },
    currency: 'USD',
    ...document,
  },
});
const scaled = rule(
  { name: 'Scale what is clicked on', rule_type: 'scale_winners' },
  {
    when: { metric: 'ctr', op: '>', value: { percent: 3 } },
    actions: [{ action: 'change_budget', by_percent: 10 }],
    trigger: { on: 'schedule', cron: '0 6 * * *' },
  },
);

describe('A preview', () => {
  it('shows of a rule that is not saved what it sees on each platform, and the exact command', async () => {
    const { id, viewer } = await running(spentMuch);
    const answer = await viewer('POST', `${path}/preview`, { body: rule({ orchestration_id: id }) });
    restOperations.previewRule.response.parse(answer.body);
    expect([answer.status, answer.body.preview]).toMatchObject([
      200,
      {
        ...{ at: now, evaluated: 3, matched: 1, acting: 1, skipped: 0, not_running: [] },
        entities: [
          {
            ...{ platform: 'meta', matched: true, currency: 'USD', values: [{ metric: 'spend', value: 600 }] },
            verdicts: [{ hold: null, class: 'pause', command: { type: 'pause', platforms: ['meta'] } }],
          },
          { platform: 'google', matched: false, values: [{ value: 100 }], verdicts: [{ hold: 'not-met' }] },
          { platform: 'tiktok', matched: false, verdicts: [{ hold: 'unknown-value', command: null }] },
        ],
      },
    ]);
    expect((await viewer('GET', path)).body.rules).toEqual([]);
    expect((await api.store.load(`ruleaction-${id as OrchestrationId}`)).events).toEqual([]);
  });

  it('is what the same function decides on the same snapshot, money to the cent', async () => {
    const { id, org, operator, viewer } = await running(spentMuch);
    const saved = (await operator('POST', path, { body: { ...scaled, orchestration_id: id } })).body.rule;
    const { preview } = (await viewer('POST', `${path}/${saved.rule_id}/preview`)).body;
    const pool = new pg.Pool(api.readPool.options);
    const loaded = await ruleSnapshots({ store: api.store, read: tenantReader(pool) }).load({
      ...{ orgId: orgId.parse(org), orchestrationId: id as OrchestrationId, days: 8, actionsToday: {} },
      now: new Date(preview.at),
    });
    await pool.end();
    if (loaded === undefined) throw new Error('There is no snapshot');
    const { evaluations } = evaluateRules({
      snapshot: loaded.snapshot,
      rules: [
        {
          ...{ ruleId: ruleId.parse(saved.rule_id), version: 1, orchestrationId: id as OrchestrationId },
          content: { name: saved.name, ruleType: saved.rule_type, priority: saved.priority, document: saved.document },
          ...{ runId: ruleRunId.parse(saved.rule_id), trigger: 'schedule', createdAt: saved.created_at },
        },
      ],
    });
    const holds = evaluations.map(({ verdicts }) => verdicts.map(({ hold, detail }) => ({ hold, detail })));
    type Shown = { verdicts: { hold: string; detail: string; command: unknown }[]; platform: string };
    expect(
      preview.entities.map(({ verdicts }: Shown) => verdicts.map(({ hold, detail }) => ({ hold, detail }))),
    ).toEqual(holds);
    expect(preview.entities.map(({ verdicts }: Shown) => verdicts[0]?.command)[0]).toEqual({
      ...{ type: 'change_budget', before_total: 10_000, after_total: 10_000 },
      parts: [
        { platform: 'meta', before: 5_000, after: 5_500 },
        // Google is clicked on as well: it gives nothing.
        { platform: 'tiktok', before: 2_000, after: 1_500 },
      ],
    });
  });

  it('says which rule it would give way to', async () => {
    const { id, operator, viewer } = await running(spentMuch);
    const pausing = (await operator('POST', path, { body: rule({ orchestration_id: id }) })).body.rule;
    const document = { ...scaled.document, trigger: { on: 'performance' } };
    const answer = await viewer('POST', `${path}/preview`, { body: { ...scaled, document, orchestration_id: id } });
    const [meta, google] = answer.body.preview.entities;
    expect(meta.verdicts).toMatchObject([{ hold: 'suppressed', suppressed_by: pausing.rule_id, command: null }]);
    expect(google.verdicts).toMatchObject([{ hold: null }]);
    expect(answer.body.preview).toMatchObject({ matched: 2, acting: 1, skipped: 1 });
  });

  it('keeps the caps of a day over all orchestrations, what was done today counted', async () => {
    const { id, org, operator, viewer, start } = await running(spentMuch);
    await start(spentMuch);
    await start(spentMuch);
    const body = rule({}, { guards: { most_actions_per_day: 2, cooldown_hours: 0 } });
    const saved = (await operator('POST', path, { body })).body.rule;
    const acting = async (): Promise<readonly [number, readonly string[]]> => {
      const { preview } = (await viewer('POST', `${path}/${saved.rule_id}/preview`)).body;
      const holds = preview.entities.flatMap((each: { verdicts: { hold: string }[] }) =>
        each.verdicts.map(({ hold }) => hold),
      );
      return [preview.acting, holds.filter((hold: string) => hold === 'rule-cap')];
    };
    expect(await acting()).toEqual([2, ['rule-cap']]);
    const deeds = ruleDeeds(api, org, { ruleId: saved.rule_id, orchestrationId: id });
    await deeds.acted('told', 'google', { type: 'notify', message: 'Dear' }, '2026-11-25T08:00:00.000Z');
    await deeds.acted('earlier', 'google', { type: 'pause', platforms: ['google'] }, '2026-11-24T23:00:00.000Z');
    await deeds.refused('today', { type: 'pause', platforms: ['tiktok'] }, 'conflict', '2026-11-25T08:00:00.000Z');
    expect((await acting())[0]).toBe(1);
  });

  it('leaves alone what a person has just changed, and what does not run', async () => {
    const { id, operator, viewer, draft } = await running(spentMuch);
    const change = { changes: { meta: 100, google: -100 } };
    expect((await operator('POST', `${prefix}/${id}/budget/adjustments`, { body: change })).status).toBe(200);
    const busy = await viewer('POST', `${path}/preview`, { body: rule({ orchestration_id: id }) });
    expect(busy.body.preview.entities[0].verdicts).toMatchObject([{ hold: 'hands-off' }]);
    const { orchestration_id } = await draft();
    const drafted = await viewer('POST', `${path}/preview`, { body: rule({ orchestration_id }) });
    expect(drafted.body.preview).toMatchObject({ evaluated: 0, entities: [], not_running: [orchestration_id] });
    const faulty = await viewer('POST', `${path}/preview`, { body: rule({}, { currency: undefined }) });
    expect([faulty.status, faulty.body.errors]).toEqual([
      400,
      [expect.objectContaining({ pointer: '#/document/currency' })],
    ]);
  });
});
