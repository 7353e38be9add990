import {
  evaluationCodec,
  type OrchestrationId,
  ruleActionCodec,
  type StoredEvent,
  type StreamName,
} from '@campaigns/contracts';
import {
  daysNeeded,
  type EvaluationOutcome,
  evaluateRules,
  type PastAction,
  type RuleEvaluation,
  type RuleSnapshot,
  type RuleToEvaluate,
} from '@campaigns/domain';
import { ConcurrencyExhausted, derivedId, type EventStore, toAppend } from '@campaigns/event-sourcing';
import type { RuleSnapshots } from '@campaigns/rule-snapshot';
import type { Clock } from '@campaigns/service-kit';
import { reactionContext } from '../reaction-context.ts';
import type { ActionTable } from './action-table.ts';

type Dependencies = Readonly<{ store: EventStore; snapshots: RuleSnapshots; actions: ActionTable; clock: Clock }>;

/**
 * Looks at one orchestration with some rules, because of an event. Hearing of the event again decides nothing anew. With
 * `waits` it throws `ConcurrencyExhausted`, and records nothing, while another run is in the way of all that would be done.
 */
export type Look = (
  event: StoredEvent,
  orchestrationId: OrchestrationId,
  rules: readonly RuleToEvaluate[],
  waits?: boolean,
) => Promise<void>;

const attempts = 5;

/** So that no append is too large. */
const evaluationsPerStream = 200;

/** What this look had decided before it was interrupted: it is not decided a second time, whatever has changed since. */
const asDecided = (
  evaluations: readonly RuleEvaluation[],
  decided: readonly PastAction[],
): readonly RuleEvaluation[] => {
  const ids = new Set<string>(decided.map(({ actionId }) => actionId));
  return evaluations.map((evaluation) => ({
    ...evaluation,
    verdicts: evaluation.verdicts.map((verdict) => {
      if (verdict.actionId === null || ids.has(verdict.actionId)) return verdict;
      const detail = 'It was looked at again after an interruption, and acts no more for this occasion';
      return { ...verdict, hold: 'pending-command' as const, detail, actionId: null };
    }),
  }));
};

const isHeldUp = ({ actions, evaluations }: EvaluationOutcome): boolean =>
  actions.length === 0 && evaluations.some(({ verdicts }) => verdicts.some(({ hold }) => hold === 'pending-command'));

export const looks = ({ store, snapshots, actions, clock }: Dependencies): Look => {
  const act = async (
    event: StoredEvent,
    { orchestrationId, now }: RuleSnapshot,
    expected: Awaited<ReturnType<EventStore['load']>>['revision'],
    outcome: EvaluationOutcome,
  ): Promise<boolean> => {
    if (outcome.actions.length === 0) return true;
    const context = reactionContext(event, `act:${orchestrationId}`, new Date(now));
    const acted = outcome.actions.map((data) => ({ type: 'RuleActed' as const, data }));
    const stream: StreamName = `ruleaction-${orchestrationId}`;
    const result = await store.append(stream, expected, toAppend(acted, ruleActionCodec, context));
    return result.outcome === 'appended';
  };

  /** A stream for each look: those of a second try find it there. */
  const keep = async (
    event: StoredEvent,
    { orchestrationId, now }: RuleSnapshot,
    evaluations: readonly RuleEvaluation[],
  ): Promise<void> => {
    for (let start = 0; start < evaluations.length; start += evaluationsPerStream) {
      const context = reactionContext(event, `evaluate:${orchestrationId}:${start}`, new Date(now));
      const part = evaluations.slice(start, start + evaluationsPerStream);
      const events = part.map((data) => ({ type: 'RuleEvaluated' as const, data }));
      const stream: StreamName = `evaluation-${derivedId(context.commandId, 'stream')}`;
      await store.append(stream, 'no-stream', toAppend(events, evaluationCodec, context));
    }
  };

  /** False when others have acted meanwhile: then it is looked at anew. */
  const lookOnce = async (
    event: StoredEvent,
    orchestrationId: OrchestrationId,
    rules: readonly RuleToEvaluate[],
    waits: boolean,
  ): Promise<boolean> => {
    const now = clock.now();
    const [day, runs] = [now.toISOString().slice(0, 10), new Set<string>(rules.map(({ runId }) => runId))];
    const of = { day, lookId: derivedId(event.metadata.eventId, 'look', orchestrationId) };
    const counts = await actions.counts(
      rules.map(({ ruleId }) => ruleId),
      of,
    );
    const days = daysNeeded(rules.map(({ content }) => content.document));
    const question = { orgId: event.metadata.orgId, orchestrationId, days, actionsToday: counts, now };
    const loaded = await snapshots.load(question);
    if (loaded === undefined) return true;
    const { snapshot, actionsRevision } = loaded;
    const { decided = [], others = [] } = Object.groupBy(snapshot.actions, ({ runId }) =>
      runs.has(runId) ? 'decided' : 'others',
    );
    const outcome = evaluateRules({ snapshot: { ...snapshot, actions: others }, rules });
    if (decided.length > 0) {
      await keep(event, snapshot, asDecided(outcome.evaluations, decided));
      return true;
    }
    if (waits && isHeldUp(outcome)) {
      throw new ConcurrencyExhausted(`A run of orchestration ${orchestrationId} has not ended yet`);
    }
    const most = new Map(rules.map(({ ruleId, content }) => [ruleId, content.document.guards.most_actions_per_day]));
    const places = outcome.actions
      .filter(({ command }) => command.type !== 'notify')
      .map(({ actionId, ruleId }) => ({ actionId, ruleId, most: most.get(ruleId) ?? 0 }));
    if (!(await actions.reserve(places, of))) return false;
    if (!(await act(event, snapshot, actionsRevision, outcome))) return false;
    await keep(event, snapshot, outcome.evaluations);
    return true;
  };

  return async (event, orchestrationId, rules, waits = false) => {
    if (rules.length === 0) return;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (await lookOnce(event, orchestrationId, rules, waits)) return;
    }
    throw new ConcurrencyExhausted(`Rules of orchestration ${orchestrationId} kept acting under ${attempts} attempts`);
  };
};
