import { ruleActionCodec, type StoredEvent } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';

/** Milliseconds from the commit of a report, by the clock of the log. */
export type Reactions = Readonly<{
  /** To the last evaluation of each report. */
  evaluatedMs: readonly number[];
  /** To the command of each action, committed in the campaign's stream. */
  commandedMs: readonly number[];
  evaluations: number;
}>;

const atOnce = 1_000;

/** What the log tells of so many reports, in its order. */
const reactionsTo = (count: number) => {
  const reportedAt = new Map<string, number>();
  const evaluatedAt = new Map<string, number>();
  /** By the event that tells of the action: when its report was committed. */
  const acted = new Map<string, number>();
  const open = new Set<string>();
  const commandedMs: number[] = [];
  let evaluations = 0;

  const hearAction = (event: StoredEvent): void => {
    const { type, data } = ruleActionCodec.decode(event);
    const reported = reportedAt.get(event.metadata.causationId);
    if (type === 'RuleActed' && data.command.type !== 'notify' && reported !== undefined) {
      acted.set(event.metadata.eventId, reported);
      open.add(data.actionId);
    }
    if (type !== 'RuleActionSettled') return;
    if (data.outcome === 'refused') throw new Error(`A rule's action was refused: ${data.detail}`);
    open.delete(data.actionId);
  };
  const hearEvaluation = ({ metadata: { causationId }, recordedAt }: StoredEvent): void => {
    if (!reportedAt.has(causationId)) return;
    evaluatedAt.set(causationId, recordedAt.getTime());
    evaluations += 1;
  };
  const hearCommand = ({ metadata: { causationId }, recordedAt }: StoredEvent): void => {
    const since = acted.get(causationId);
    if (since !== undefined) commandedMs.push(recordedAt.getTime() - since);
    acted.delete(causationId);
  };
  const hear = (event: StoredEvent): void => {
    const { type, stream, metadata, recordedAt } = event;
    if (type === 'DailyMetricsReported') reportedAt.set(metadata.eventId, recordedAt.getTime());
    if (type === 'RuleEvaluated') hearEvaluation(event);
    if (stream.startsWith('ruleaction-')) hearAction(event);
    if (stream.startsWith('orchestration-')) hearCommand(event);
  };
  return {
    hear,
    isDone: () => evaluatedAt.size === count && open.size === 0,
    told: () => `${evaluatedAt.size} of ${count} reports were evaluated, and ${open.size} actions are under way`,
    reactions: (): Reactions => ({
      evaluatedMs: [...evaluatedAt].map(([id, at]) => at - (reportedAt.get(id) ?? Number.NaN)),
      ...{ commandedMs, evaluations },
    }),
  };
};

/**
 * Listens from now on until so many reports have been evaluated and every command that follows has been taken in. Throws when
 * that takes longer than `timeoutMs`, and when a command is refused.
 */
export const hearReactions = async (
  store: EventStore,
  count: number,
  timeoutMs: number,
): Promise<() => Promise<Reactions>> => {
  const from = await store.head();
  const log = reactionsTo(count);
  const signal = AbortSignal.timeout(timeoutMs);
  const listen = async (): Promise<Reactions> => {
    for await (const batch of store.follow(from, atOnce, signal)) {
      for (const event of batch) log.hear(event);
      if (log.isDone()) return log.reactions();
    }
    throw new Error(`${log.told()} after ${timeoutMs} ms`);
  };
  return listen;
};
