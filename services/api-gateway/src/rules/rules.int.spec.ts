import { randomUUID } from 'node:crypto';
import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ruleDeeds } from '../testing/rule-actions.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { type Client, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const path = `${prefix}/rules`;

const pauseDear = {
  ...{ name: 'Pause platforms with CPM above 15', rule_type: 'pause_underperforming', priority: 'high' },
  document: {
    when: { metric: 'cpm', op: '>', value: { money: 15 } },
    require: { impressions: 1_000 },
    actions: [{ action: 'pause' }],
    trigger: { on: 'performance' },
    currency: 'USD',
  },
};
const scaleClicked = {
  ...{ name: 'Scale platforms with CTR above 3 %', rule_type: 'scale_winners' },
  document: {
    when: { metric: 'ctr', op: '>', value: { percent: 3 } },
    require: { impressions: 1_000 },
    actions: [{ action: 'change_budget', by_percent: 20 }],
    trigger: { on: 'performance' },
  },
};
const rotateWeekly = {
  ...{ name: 'Rotate creatives every 7 days', rule_type: 'creative_rotation', priority: 'low' },
  parameters: { every_days: 7 },
};

const saved = async (client: Client, body: unknown = pauseDear) => {
  const answer = await client('POST', path, { body });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  restOperations.createRule.response.parse(answer.body);
  return answer.body.rule;
};

describe('Rules', () => {
  it('of a brand-awareness campaign scale CTR above 3 %, pause CPM above 15 and rotate creatives every 7 days', async () => {
    const { operator, viewer, draft } = await organisation(api);
    const { orchestration_id } = await draft();
    for (const body of [scaleClicked, pauseDear, rotateWeekly]) await saved(operator, { ...body, orchestration_id });
    const listed = await viewer('GET', `${path}?orchestration_id=${orchestration_id}`);
    restOperations.listRules.response.parse(listed.body);
    expect(listed.body.rules).toMatchObject([
      {
        ...{ name: rotateWeekly.name, rule_type: 'creative_rotation', priority: 'low', trigger: 'schedule' },
        document: {
          when: { metric: 'days_since_rotation', op: '>=', value: { days: 7 } },
          actions: [{ action: 'rotate_creative' }],
        },
      },
      { name: pauseDear.name, priority: 'high', document: pauseDear.document },
      { name: scaleClicked.name, priority: 'medium', document: scaleClicked.document, orchestration_id },
    ]);
  });

  it('are created for the whole organisation or one orchestration, and shown as they stand', async () => {
    const { operator, viewer } = await organisation(api);
    const answer = await operator('POST', path, { body: pauseDear });
    expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"0"']);
    expect(answer.body).toMatchObject({
      rule: {
        ...{ name: pauseDear.name, rule_type: 'pause_underperforming', priority: 'high', orchestration_id: null },
        ...{ version: 1, enabled: true, disabled_by: null, execution_count: 0, success_count: 0, created_by: 'otto' },
        ...{ last_executed_at: null, trigger: 'performance', document: { guards: { cooldown_hours: 24 } } },
      },
      warnings: [],
    });
    const shown = await viewer('GET', answer.headers.get('location') as string);
    restOperations.getRule.response.parse(shown.body);
    expect(shown.body.rule).toEqual(answer.body.rule);
    const foreign = await operator('POST', path, { body: { ...pauseDear, orchestration_id: randomUUID() } });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'orchestration-not-found']);
  });

  it.each([
    ['budget_reallocation', { most_change_percent: 10, cron: '0 7 * * *', zone: 'Europe/Berlin' }, 'reallocate'],
    ['pause_underperforming', { most_cpa: 25, currency: 'USD' }, 'pause'],
    ['scale_winners', { least_roas: 3, by_percent: 15 }, 'change_budget'],
    ['creative_rotation', { every_days: 7 }, 'rotate_creative'],
  ])('of the type %s can be made from parameters, and from the document that these come to', async (...given) => {
    const [rule_type, parameters, action] = given;
    const { operator } = await organisation(api);
    const made = await saved(operator, { name: 'By template', rule_type, parameters });
    expect(made.document.actions).toMatchObject([{ action }]);
    const again = await saved(operator, { name: 'By document', rule_type, document: made.document });
    expect(again.document).toEqual(made.document);
    if (rule_type === 'budget_reallocation') {
      expect(made.document.trigger).toEqual({ on: 'schedule', cron: '0 7 * * *', zone: 'Europe/Berlin' });
      expect(made.document.actions[0].most_change_percent).toBe(10);
    }
  });

  it('that make no sense are refused, with the place of each fault', async () => {
    const { operator } = await organisation(api);
    const faultsOf = async (body: unknown) => {
      const { status, body: problem } = await operator('POST', path, { body });
      expect([status, problem.code]).toEqual([400, 'invalid-request']);
      return problem.errors.map(({ pointer }: { pointer: string }) => pointer);
    };
    const { document } = pauseDear;
    const changed = (changes: object) => ({ ...pauseDear, document: { ...document, ...changes } });
    const units = { all: [document.when, { metric: 'ctr', op: '>', value: { money: 3 } }] };
    expect(await faultsOf(changed({ when: units }))).toEqual(['#/document/when/all/1/value']);
    expect(await faultsOf(changed({ currency: undefined }))).toEqual(['#/document/currency']);
    expect(await faultsOf(changed({ actions: [{ action: 'resume' }] }))).toEqual(['#/document/actions/0']);
    const nonsense = { all: [document.when, { metric: 'cpm', op: '>>', value: { money: 3 } }] };
    expect(await faultsOf(changed({ when: nonsense }))).toEqual(['#/document/when/all/1/op']);
    const cron = { cron: '61 * * * *' };
    expect(await faultsOf({ name: 'x', rule_type: 'budget_reallocation', parameters: cron })).toEqual([
      '#/parameters/cron',
    ]);
    expect(await faultsOf({ ...pauseDear, parameters: { most_cpa: 3, currency: 'USD' } })).toEqual(['#/document']);
    expect(await faultsOf({ name: 'x', rule_type: 'scale_winners' })).toEqual(['#/document']);
    expect(await faultsOf({ name: 'x', rule_type: 'scale_winners', parameters: { every_days: 1 } })).toEqual([
      '#/parameters/least_roas',
      '#/parameters/every_days',
    ]);
  });

  it('change only for whoever has seen the current revision, and get a version with each change', async () => {
    const { operator } = await organisation(api);
    const { rule_id } = await saved(operator);
    const at = `${path}/${rule_id}`;
    const body = { ...pauseDear, name: 'Renamed' };
    const renamed = await operator('PUT', at, { body, headers: { 'if-match': '"0"' } });
    restOperations.updateRule.response.parse(renamed.body);
    expect([renamed.status, renamed.headers.get('etag'), renamed.body.rule]).toEqual([
      ...[200, '"1"'],
      expect.objectContaining({ name: 'Renamed', version: 2 }),
    ]);
    const late = await operator('PUT', at, { body: { ...body, name: 'Late' }, headers: { 'if-match': '"0"' } });
    expect([late.status, late.body.code, late.headers.get('etag')]).toEqual([412, 'precondition-failed', '"1"']);
    expect((await operator('DELETE', at, { headers: { 'if-match': '"0"' } })).status).toBe(412);
    // The same once more is no change.
    expect((await operator('PUT', at, { body })).body.rule.version).toBe(2);
    const removed = await operator('DELETE', at, { headers: { 'if-match': '"1"' } });
    expect([removed.status, removed.body]).toEqual([200, { success: true }]);
    for (const [method, call] of [
      ['GET', {}],
      ['PUT', { body }],
    ] as const) {
      expect((await operator(method, at, call)).body.code).toBe('rule-not-found');
    }
  });

  it('rest and act again, and are found by what they are', async () => {
    const { operator, viewer } = await organisation(api);
    const { rule_id } = await saved(operator);
    await saved(operator, rotateWeekly);
    await saved(operator, { ...scaleClicked, enabled: false });
    const names = async (query: string): Promise<string[]> =>
      (await viewer('GET', `${path}?${query}`)).body.rules.map(({ name }: { name: string }) => name);
    expect(await names('rule_type=creative_rotation')).toEqual([rotateWeekly.name]);
    expect(await names('priority=high')).toEqual([pauseDear.name]);
    expect(await names('enabled=false')).toEqual([scaleClicked.name]);
    const disabled = await operator('POST', `${path}/${rule_id}/disable`, { body: { reason: 'Too strict' } });
    restOperations.disableRule.response.parse(disabled.body);
    expect(disabled.body.rule).toMatchObject({ enabled: false, disabled_by: 'person', disabled_reason: 'Too strict' });
    expect(await names('enabled=true')).toEqual([rotateWeekly.name]);
    const run = await operator('POST', `${path}/${rule_id}/run`);
    expect([run.status, run.body.code]).toEqual([409, 'rule-disabled']);
    const enabled = await operator('POST', `${path}/${rule_id}/enable`);
    expect(enabled.body.rule).toMatchObject({ enabled: true, disabled_by: null, disabled_reason: null });
    const first = await viewer('GET', `${path}?limit=2`);
    const rest = await viewer('GET', `${path}?limit=2&cursor=${first.body.next_cursor}`);
    expect([...first.body.rules, ...rest.body.rules].map(({ name }: { name: string }) => name)).toEqual([
      scaleClicked.name,
      rotateWeekly.name,
      pauseDear.name,
    ]);
  });

  it('that may want the opposite of another are warned of, as long as their conditions can both hold', async () => {
    const { operator, draft } = await organisation(api);
    const { orchestration_id } = await draft();
    const lowerDear = {
      ...{ name: 'Lower what is dear', rule_type: 'pause_underperforming', orchestration_id },
      document: {
        when: { metric: 'ctr', op: '<', value: { percent: 5 } },
        actions: [{ action: 'change_budget', by_percent: -20 }],
        trigger: { on: 'performance' },
      },
    };
    const { rule_id } = await saved(operator, lowerDear);
    const overlapping = await operator('POST', path, { body: scaleClicked });
    expect(overlapping.body.warnings).toEqual([
      { rule_id, name: lowerDear.name, own: 'increase', other: 'decrease', detail: expect.any(String) },
    ]);
    const excluding = { ...lowerDear.document, when: { metric: 'ctr', op: '<', value: { percent: 2 } } };
    const changed = await operator('PUT', `${path}/${rule_id}`, {
      body: { name: lowerDear.name, rule_type: lowerDear.rule_type, document: excluding },
    });
    expect([changed.status, changed.body.warnings]).toEqual([200, []]);
  });

  it('are run when a person asks for it, once for each key', async () => {
    const { operator, draft } = await organisation(api);
    const { rule_id } = await saved(operator);
    const { orchestration_id } = await draft();
    const headers = { 'idempotency-key': 'monday' };
    const run = () => operator('POST', `${path}/${rule_id}/run`, { body: { orchestration_id }, headers });
    const first = await run();
    expect(first.status).toBe(202);
    expect(first.headers.get('location')).toBe(`${path}/${rule_id}/evaluations?run_id=${first.body.run_id}`);
    expect((await run()).body).toEqual(first.body);
    const { events } = await api.store.load(`rule-${rule_id}`);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['RuleCreated', expect.anything()],
      ['RuleRunRequested', expect.objectContaining({ runId: first.body.run_id, orchestrationId: orchestration_id })],
    ]);
    const own = await saved(operator, { ...pauseDear, orchestration_id });
    const other = await draft();
    const elsewhere = await operator('POST', `${path}/${own.rule_id}/run`, {
      body: { orchestration_id: other.orchestration_id },
    });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'rule-of-other-orchestration']);
  });
});

describe('Why a rule paused a platform', () => {
  it('is answered by its evaluations, with the values that it saw, the newest first', async () => {
    const { org, operator, viewer, deployed } = await organisation(api);
    const { orchestration_id: orchestrationId } = await deployed();
    const { rule_id: ruleId } = await saved(operator);
    const deeds = ruleDeeds(api, org, { ruleId, orchestrationId });
    await deeds.evaluated('first', '2026-11-25T08:00:00.000Z', 'google', { hold: 'not-met', cpm: 12 });
    await deeds.evaluated('second', '2026-11-25T09:00:00.000Z', 'google', { hold: null, cpm: 16.5 });
    await deeds.evaluated('third', '2026-11-25T10:00:00.000Z', 'meta', { hold: 'cooldown', cpm: 20 });
    const list = async (query = '') => {
      const answer = await viewer('GET', `${path}/${ruleId}/evaluations${query}`);
      restOperations.listRuleEvaluations.response.parse(answer.body);
      return answer.body;
    };
    const { evaluations } = await list();
    expect(evaluations).toMatchObject([
      { platform: 'meta', matched: true, acted: false, hold: 'cooldown', values: [{ metric: 'cpm', value: 20 }] },
      {
        ...{ platform: 'google', matched: true, acted: true, hold: null, currency: 'USD', trigger: 'performance' },
        ...{ orchestration_id: orchestrationId, values: [{ metric: 'cpm', value: 16.5, against: [15], holds: true }] },
        verdicts: [{ class: 'pause', command: { type: 'pause', platforms: ['google'] }, suppressed_by: null }],
      },
      { platform: 'google', matched: false, hold: 'not-met', values: [{ value: 12, holds: false }] },
    ]);
    const times = async (query: string) =>
      (await list(query)).evaluations.map((each: { evaluated_at: string }) => each.evaluated_at.slice(11, 13));
    expect(await times('?acted=true')).toEqual(['09']);
    expect(await times('?platform=google')).toEqual(['09', '08']);
    expect(await times(`?run_id=${deeds.runOf('third')}`)).toEqual(['10']);
    expect(await times(`?orchestration_id=${randomUUID()}`)).toEqual([]);
    const { next_cursor } = await list('?limit=2');
    expect(await times(`?limit=2&cursor=${next_cursor}`)).toEqual(['08']);
    await operator('DELETE', `${path}/${ruleId}`);
    expect(await times('')).toEqual(['10', '09', '08']);
  });

  it('shows in its actions, and in how often it acted and succeeded', async () => {
    const { org, operator, viewer, deployed } = await organisation(api);
    const { orchestration_id: orchestrationId } = await deployed();
    const { rule_id: ruleId } = await saved(operator);
    const deeds = ruleDeeds(api, org, { ruleId, orchestrationId });
    await deeds.acted('told', 'meta', { type: 'notify', message: 'It is dear' }, '2026-11-25T08:00:00.000Z');
    await deeds.acted('paused', 'google', { type: 'pause', platforms: ['google'] }, '2026-11-25T09:00:00.000Z');
    const again = { type: 'pause' as const, platforms: ['meta' as const] };
    await deeds.refused('again', again, 'workflow-in-progress', '2026-11-25T10:00:00.000Z');
    const { body } = await viewer('GET', `${path}/${ruleId}/actions`);
    restOperations.listRuleActions.response.parse(body);
    expect(body.actions).toMatchObject([
      { outcome: 'refused', problem: 'workflow-in-progress', command: again },
      { outcome: 'done', problem: null, action_id: deeds.actionOf('paused'), undone_at: null },
      { outcome: 'done', command: { type: 'notify', message: 'It is dear' } },
    ]);
    const refused = await viewer('GET', `${path}/${ruleId}/actions?outcome=refused`);
    expect(refused.body.actions).toHaveLength(1);
    const { rule } = (await viewer('GET', `${path}/${ruleId}`)).body;
    expect(rule).toMatchObject({
      ...{ execution_count: 3, success_count: 2, last_executed_at: '2026-11-25T10:00:00.000Z' },
    });
  });
});

describe('Rules of another organisation', () => {
  it('are not found, whatever is asked of them', async () => {
    const [owner, other] = await Promise.all([organisation(api), organisation(api)]);
    const { rule_id } = await saved(owner.operator);
    const at = `${path}/${rule_id}`;
    const headers = { 'if-match': '"0"' };
    const asked: readonly (readonly [string, string, Parameters<Client>[2]])[] = [
      ['GET', at, {}],
      ['PUT', at, { body: pauseDear, headers }],
      ['DELETE', at, { headers }],
      ['POST', `${at}/enable`, {}],
      ['POST', `${at}/disable`, {}],
      ['POST', `${at}/run`, {}],
      ['POST', `${at}/undo`, {}],
      ['POST', `${at}/preview`, {}],
      ['POST', `${at}/backtest`, { body: { from: '2026-03-01', to: '2026-03-02' } }],
      ['GET', `${at}/evaluations`, {}],
      ['GET', `${at}/actions`, {}],
    ];
    for (const [method, address, call] of asked) {
      const answer = await other.admin(method, address, call);
      expect([method, address, answer.status, answer.body.code]).toEqual([method, address, 404, 'rule-not-found']);
    }
    expect((await other.viewer('GET', path)).body.rules).toEqual([]);
    expect((await owner.viewer('GET', at)).body.rule).toMatchObject({ revision: 0, enabled: true });
  });
});
