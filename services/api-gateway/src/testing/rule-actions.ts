import {
  type EvaluationEvent,
  evaluationCodec,
  type OrchestrationId,
  orchestrationCodec,
  type Platform,
  type RuleActionEvent,
  type RuleActionId,
  type RuleCommand,
  type RuleId,
  type RuleRunId,
  ruleActionCodec,
  type StreamName,
} from '@campaigns/contracts';
import { type OrchestrationCommand, orchestrationCommandFor, orchestrationDecider } from '@campaigns/domain';
import { derivedId, fold, toAppend } from '@campaigns/event-sourcing';
import { envelope, type TestApi } from './test-api.ts';

/** What the rules-engine writes and sends for one rule and one orchestration. */
export const ruleDeeds = (api: TestApi, org: string, about: Readonly<{ ruleId: string; orchestrationId: string }>) => {
  const ruleId = about.ruleId as RuleId;
  const orchestrationId = about.orchestrationId as OrchestrationId;
  const runOf = (run: string) => derivedId(ruleId, run) as RuleRunId;
  const actionOf = (run: string) => derivedId(ruleId, run, 'action') as RuleActionId;
  const written = async (
    stream: StreamName,
    event: EvaluationEvent | RuleActionEvent,
    codec: typeof evaluationCodec | typeof ruleActionCodec,
  ) => {
    const { revision } = await api.store.load(stream);
    const result = await api.store.append(
      stream,
      revision,
      toAppend([event], codec as typeof ruleActionCodec, envelope(org)),
    );
    if (result.outcome === 'appended') await api.progress.waitFor(result.position, 5_000);
  };
  const act = (event: RuleActionEvent) => written(`ruleaction-${orchestrationId}`, event, ruleActionCodec);
  const looked = (run: string, platform: Platform | null) => ({
    ...{ ruleId, orchestrationId, version: 1, runId: runOf(run), platform },
  });
  return {
    runOf,
    actionOf,
    evaluated: (
      run: string,
      at: string,
      platform: Platform,
      { hold, cpm }: Readonly<{ hold: 'not-met' | 'cooldown' | null; cpm: number }>,
    ) => {
      const data: EvaluationEvent['data'] = {
        ...{ ...looked(run, platform), trigger: 'performance', matched: hold !== 'not-met', at },
        values: [
          {
            metric: 'cpm',
            from: '2026-11-18',
            until: '2026-11-24',
            value: cpm,
            against: [15],
            holds: hold !== 'not-met',
          },
        ],
        verdicts: [
          {
            ...{ action: { action: 'pause' }, class: 'pause', hold, detail: hold ?? 'pauses', suppressedBy: null },
            ...(hold === null
              ? { command: { type: 'pause', platforms: [platform] }, actionId: actionOf(run) }
              : { command: null, actionId: null }),
          },
        ],
      };
      const stream: StreamName = `evaluation-${derivedId(runOf(run), platform)}`;
      return written(stream, { type: 'RuleEvaluated', data }, evaluationCodec);
    },
    /** Decides, sends and settles an action, as long as the orchestration takes its command. */
    acted: async (run: string, platform: Platform | null, command: RuleCommand, at = new Date().toISOString()) => {
      const actionId = actionOf(run);
      await act({ type: 'RuleActed', data: { ...looked(run, platform), actionId, class: 'other', command, at } });
      const { events } = await api.store.load(`orchestration-${orchestrationId}`);
      const state = fold(orchestrationDecider, events.map(orchestrationCodec.decode));
      const sent = orchestrationCommandFor(command, { actionId, ruleId, now: at }, state);
      if (sent === undefined) return;
      await api.command(org, orchestrationId, sent as OrchestrationCommand);
      await act({
        type: 'RuleActionSettled',
        data: { ruleId, orchestrationId, actionId, outcome: 'done', problem: null, detail: null, at },
      });
    },
    refused: async (run: string, command: RuleCommand, problem: string, at: string) => {
      const actionId = actionOf(run);
      await act({ type: 'RuleActed', data: { ...looked(run, null), actionId, class: 'other', command, at } });
      await act({
        type: 'RuleActionSettled',
        data: { ruleId, orchestrationId, actionId, outcome: 'refused', problem, detail: problem, at },
      });
    },
    deeds: async () => (await api.store.load(`ruleaction-${orchestrationId}`)).events.map(ruleActionCodec.decode),
  };
};
