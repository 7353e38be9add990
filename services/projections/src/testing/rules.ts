import { type RuleActionId, type RuleCommand, type RuleId, type RuleRunId, ruleDocument } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import type { Campaign } from './campaign.ts';

export const pauseDear = {
  ...{ name: 'Pause what is dear', ruleType: 'pause_underperforming' as const, priority: 'high' as const },
  document: ruleDocument.parse({
    when: { metric: 'cpm', op: '>', value: { money: 15 } },
    actions: [{ action: 'pause' }],
    trigger: { on: 'performance' },
    currency: 'USD',
  }),
};

/** A rule of an organisation, and the events that gateway and rules-engine write about it. */
export const ruleOf = ({ ids, log, about }: Campaign, name: string) => {
  const ruleId = derivedId(ids.org, 'rule', name) as RuleId;
  const stream = `rule-${ruleId}` as const;
  const runId = (run: string) => derivedId(ruleId, run) as RuleRunId;
  const actionId = (run: string) => derivedId(runId(run), 'action') as RuleActionId;
  const actions = `ruleaction-${about.orchestrationId}` as const;
  const looked = (run: string) => ({ ...about, ruleId, version: 1, runId: runId(run), platform: 'google' as const });
  return {
    ...{ ruleId, stream, actionId },
    created: () =>
      log.record(stream, 'RuleCreated', {
        ...{ ruleId, orgId: ids.org, orchestrationId: null, content: pauseDear, enabled: true, at: log.now() },
      }),
    evaluated: (run: string, hold: 'cooldown' | null) =>
      log.record(`evaluation-${derivedId(runId(run), 'look')}`, 'RuleEvaluated', {
        ...{ ...looked(run), trigger: 'performance', matched: true, at: log.now() },
        values: [{ metric: 'cpm', from: '2026-03-01', until: '2026-03-07', value: 20, against: [15], holds: true }],
        verdicts: [
          {
            ...{ action: { action: 'pause' }, class: 'pause', hold, detail: 'It is dear', suppressedBy: null },
            ...(hold === null
              ? { command: { type: 'pause', platforms: ['google'] }, actionId: actionId(run) }
              : { command: null, actionId: null }),
          },
        ],
      }),
    acted: (run: string, command: RuleCommand = { type: 'pause', platforms: ['google'] }) =>
      log.record(actions, 'RuleActed', {
        ...{ ...looked(run), actionId: actionId(run), class: 'pause', command, at: log.now() },
      }),
    settled: (run: string, problem: string | null = null) =>
      log.record(actions, 'RuleActionSettled', {
        ...{ ...about, ruleId, actionId: actionId(run), outcome: problem === null ? 'done' : 'refused' },
        ...{ problem, detail: problem, at: log.now() },
      }),
    undone: (run: string) =>
      log.record(actions, 'RuleActionUndone', {
        ...{ ...about, ruleId, actionId: actionId(run), command: { type: 'resume', platforms: ['google'] } },
        at: log.now(),
      }),
  };
};

/** A rule that has acted, so that every table of rules has a row. */
export const ruled = async (story: Campaign): Promise<void> => {
  const rule = ruleOf(story, 'dear');
  await rule.created();
  await rule.evaluated('first', null);
  await rule.acted('first');
  await rule.settled('first');
};
