import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OneOrganization, oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one } from '../testing/read-database.ts';
import { pauseDear, ruleOf } from '../testing/rules.ts';
import { deployed, drafted } from '../testing/stories.ts';

let told: OneOrganization;
beforeAll(async () => {
  told = await oneOrganization(drafted, deployed);
});
afterAll(() => told.database.close());

const shown = async (table: string, key: string, id: string): Promise<Record<string, unknown>> => {
  await project(told.database.pool, told.store);
  return one(told.database.pool, `select * from read.${table} where ${key} = $1`, [id]);
};

describe('The row of a rule', () => {
  it('counts what it did and what came of it, and changes with it', async () => {
    const rule = ruleOf(told.story, 'counted');
    await rule.created();
    expect(await shown('orchestration_rules', 'rule_id', rule.ruleId)).toMatchObject({
      ...{ name: 'Pause what is dear', rule_type: 'pause_underperforming', trigger: 'performance', priority: 'high' },
      ...{ trigger_conditions: pauseDear.document.when, actions: [{ action: 'pause' }], version: 1, is_enabled: true },
      ...{ execution_count: 0, success_count: 0, last_executed_at: null, disabled_by: null, orchestration_id: null },
    });
    for (const run of ['done', 'refused']) await rule.acted(run);
    await rule.settled('done');
    await rule.settled('refused', 'workflow-in-progress');
    await rule.acted('told', { type: 'notify', message: 'Look at it' });
    expect(await shown('orchestration_rules', 'rule_id', rule.ruleId)).toMatchObject({
      ...{ execution_count: 3, success_count: 2, last_executed_at: expect.any(Date) },
    });
    const { log } = told.story;
    await log.record(rule.stream, 'RuleDisabled', {
      ...{ ruleId: rule.ruleId, cause: 'breaker', reason: 'Too many were refused', at: log.now() },
    });
    expect(await shown('orchestration_rules', 'rule_id', rule.ruleId)).toMatchObject({
      ...{ is_enabled: false, disabled_by: 'breaker', disabled_reason: 'Too many were refused', revision: '1' },
    });
    await log.record(rule.stream, 'RuleRemoved', { ruleId: rule.ruleId, at: log.now() });
    await project(told.database.pool, told.store);
    const left = await told.database.pool.query('select from read.orchestration_rules where rule_id = $1', [
      rule.ruleId,
    ]);
    expect(left.rowCount).toBe(0);
  });
});

describe('The row of an evaluation', () => {
  it('has the values that were seen, and why nothing was done', async () => {
    const rule = ruleOf(told.story, 'looked');
    await rule.created();
    await rule.evaluated('held', 'cooldown');
    expect(await shown('rule_evaluations', 'rule_id', rule.ruleId)).toMatchObject({
      ...{ platform: 'google', trigger: 'performance', matched: true, acted: false, hold: 'cooldown' },
      values_seen: [{ metric: 'cpm', value: 20, against: [15] }],
    });
  });
});

describe('The row of an action', () => {
  it('has what came of it, and who took it back', async () => {
    const rule = ruleOf(told.story, 'undone');
    await rule.created();
    await rule.acted('first');
    const row = () => shown('rule_actions', 'action_id', rule.actionId('first'));
    expect(await row()).toMatchObject({ outcome: 'pending', settled_at: null, undone_at: null });
    await rule.settled('first', 'budget-changed-meanwhile');
    expect(await row()).toMatchObject({ outcome: 'refused', problem: 'budget-changed-meanwhile' });
    await rule.undone('first');
    expect(await row()).toMatchObject({ undone_at: expect.any(Date), undone_by: expect.any(String) });
  });
});
