import { orchestrationCodec, type Platform, restOperations } from '@campaigns/contracts';
import { type EventStore, LogUnavailable } from '@campaigns/event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resultsOf } from '../testing/results.ts';
import { ruleDeeds } from '../testing/rule-actions.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

/** How many appends to what rules did are yet to fail. */
let cuts = 0;
const cutting = (store: EventStore): EventStore => ({
  ...store,
  append: (stream, expected, events) => {
    if (cuts === 0 || !stream.startsWith('ruleaction-')) return store.append(stream, expected, events);
    cuts -= 1;
    return Promise.reject(new LogUnavailable('cut'));
  },
});

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({}, cutting);
}, 60_000);
afterAll(() => api.stop());

const unit = 1_000_000;

/** A rule that has acted on an orchestration that runs with 5,000 on Meta, 3,000 on Google and 2,000 on TikTok. */
const ruled = async () => {
  const found = await organisation(api);
  const orchestration = await found.deployed();
  const { orchestration_id: orchestrationId } = orchestration;
  const made = await found.operator('POST', `${prefix}/rules`, {
    body: { name: 'Scale winners', rule_type: 'scale_winners', parameters: { least_roas: 3 } },
  });
  const { rule_id: ruleId } = made.body.rule;
  const deeds = ruleDeeds(api, found.org, { ruleId, orchestrationId });
  const undo = (body?: object) =>
    found.operator('POST', `${prefix}/rules/${ruleId}/undo`, body === undefined ? {} : { body });
  const parts = async () =>
    (await found.viewer('GET', `${prefix}/${orchestrationId}`)).body.orchestration.budget_allocation;
  const events = async () =>
    (await api.store.load(`orchestration-${orchestrationId}`)).events.map(orchestrationCodec.decodeRecorded);
  return { ...found, orchestration, orchestrationId, deeds, undo, parts, events };
};

const moved = (meta: number, google: number) => ({
  ...{ type: 'change-budget' as const, beforeTotalMicros: 10_000 * unit, afterTotalMicros: 10_000 * unit },
  parts: [
    { platform: 'meta' as const, beforeMicros: 5_000 * unit, afterMicros: meta * unit },
    { platform: 'google' as const, beforeMicros: 3_000 * unit, afterMicros: google * unit },
  ],
});
const before = { meta: 5_000, google: 3_000, tiktok: 2_000 };

describe('The latest action of a rule', () => {
  it('is taken back, once, by a person whose change rules then leave alone', async () => {
    const { deeds, undo, parts, events } = await ruled();
    await deeds.acted('told', 'meta', moved(5_500, 2_500));
    expect(await parts()).toEqual({ meta: 5_500, google: 2_500, tiktok: 2_000 });
    const answer = await undo();
    restOperations.undoRule.response.parse(answer.body);
    expect([answer.status, answer.body.action]).toMatchObject([
      200,
      { action_id: deeds.actionOf('told'), outcome: 'done', undone_by: 'otto', undone_at: expect.any(String) },
    ]);
    expect(await parts()).toEqual(before);
    const changes = (await events()).filter(({ type }) => type === 'BudgetChanged');
    expect(changes.map(({ metadata }) => metadata.actor.kind)).toEqual(['service', 'user']);
    expect((await deeds.deeds()).at(-1)).toMatchObject({
      ...{ type: 'RuleActionUndone', data: { actionId: deeds.actionOf('told'), command: { type: 'change-budget' } } },
    });
    const again = await undo();
    expect([again.status, again.body.code]).toEqual([409, 'nothing-to-undo']);
    expect(await parts()).toEqual(before);
  });

  it('stays when somebody has changed since what it changed, and the answer has all three values', async () => {
    const { deeds, undo, parts, operator, orchestrationId } = await ruled();
    await deeds.acted('moved', 'meta', moved(5_500, 2_500));
    const changes = { meta: 200, tiktok: -200 };
    await operator('POST', `${prefix}/${orchestrationId}/budget/adjustments`, { body: { changes } });
    const answer = await undo();
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([
      ...[409, 'changed-since'],
      { conflicts: [{ what: 'meta.budget', before: 5_000, after: 5_500, now: 5_700 }] },
    ]);
    expect(await parts()).toEqual({ meta: 5_700, google: 2_500, tiktok: 1_800 });
    expect((await deeds.deeds()).map(({ type }) => type)).not.toContain('RuleActionUndone');
  });

  it('stays when the platform has spent more than it would have', async () => {
    const { deeds, undo, parts, org, orchestration, orchestrationId } = await ruled();
    await deeds.acted('moved', 'meta', moved(5_500, 2_500));
    const results = resultsOf(api, org, orchestrationId);
    const meta = orchestration.mappings.find(({ platform }: { platform: Platform }) => platform === 'meta');
    await results.reported(meta, new Date().toISOString(), { '2026-03-10': 5_200 });
    expect((await undo()).body).toMatchObject({
      code: 'nothing-to-undo',
      detail: expect.stringContaining('has spent'),
    });
    expect(await parts()).toMatchObject({ meta: 5_500, google: 2_500 });
  });

  it('that paused a platform resumes it', async () => {
    const { deeds, undo, events, settle, orchestration } = await ruled();
    await deeds.acted('paused', 'google', { type: 'pause', platforms: ['google'] });
    const early = await undo();
    expect([early.status, early.body.code]).toEqual([409, 'changed-since']);
    const asked = (await events()).at(-1);
    if (asked?.type !== 'PauseRequested') throw new Error('No pause was asked for');
    const google = orchestration.mappings.filter(({ platform }: { platform: Platform }) => platform === 'google');
    await settle({ ...orchestration, mappings: google }, asked.data.workflowId, 'pause');
    expect((await undo()).status).toBe(200);
    const resumed = (await events()).at(-1);
    expect(resumed).toMatchObject({ type: 'ResumeRequested', data: { targets: [{ platform: 'google' }] } });
    expect(resumed?.data).not.toHaveProperty('ruleId');
    expect(resumed?.metadata.actor).toEqual({ kind: 'user', id: 'otto' });
  });

  it('is taken back once when the undo is interrupted between its command and its record', async () => {
    const { deeds, undo, parts, events } = await ruled();
    await deeds.acted('moved', 'meta', moved(5_500, 2_500));
    cuts = 1;
    expect((await undo()).status).toBe(503);
    const sent = await events();
    await api.progress.waitFor(sent.at(-1)?.position as bigint, 5_000);
    expect(await parts()).toEqual(before);
    const answer = await undo();
    expect([answer.status, answer.body.action?.undone_by]).toEqual([200, 'otto']);
    expect(await events()).toEqual(sent);
    expect((await deeds.deeds()).at(-1)).toMatchObject({
      data: { command: { parts: [{ platform: 'meta', beforeMicros: 5_500 * unit, afterMicros: 5_000 * unit }, {}] } },
    });
  });

  it('may be followed by an earlier one by its id, the latest first; messages and refused ones cannot be', async () => {
    const { deeds, undo, parts } = await ruled();
    expect((await undo()).body.code).toBe('nothing-to-undo');
    await deeds.acted('first', 'meta', moved(5_500, 2_500), '2026-11-01T08:00:00.000Z');
    const second = {
      ...moved(0, 0),
      parts: [
        { platform: 'meta' as const, beforeMicros: 5_500 * unit, afterMicros: 5_600 * unit },
        { platform: 'google' as const, beforeMicros: 2_500 * unit, afterMicros: 2_400 * unit },
      ],
    };
    await deeds.acted('second', 'meta', second, '2026-11-02T08:00:00.000Z');
    await deeds.acted('told', null, { type: 'notify', message: 'Done' }, '2026-11-03T08:00:00.000Z');
    const first = { action_id: deeds.actionOf('first') };
    expect((await undo(first)).body).toMatchObject({
      code: 'changed-since',
      details: {
        conflicts: [
          { what: 'meta.budget', now: 5_600 },
          { what: 'google.budget', now: 2_400 },
        ],
      },
    });
    expect((await undo()).body.action).toMatchObject({ action_id: deeds.actionOf('second') });
    expect((await undo(first)).status).toBe(200);
    expect(await parts()).toEqual(before);
    await deeds.refused('refused', moved(5_500, 2_500), 'conflict', '2026-11-04T08:00:00.000Z');
    expect((await undo()).body).toMatchObject({ code: 'nothing-to-undo', detail: expect.stringContaining('refused') });
  });
});
