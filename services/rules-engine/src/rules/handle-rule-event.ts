import {
  type OrchestrationId,
  performanceCodec,
  type RuleRunId,
  ruleCodec,
  type StoredEvent,
} from '@campaigns/contracts';
import { type RuleToEvaluate, ruleDecider } from '@campaigns/domain';
import {
  derivedId,
  type EventStore,
  type FeedHandler,
  fold,
  LogUnavailable,
  RuleViolation,
} from '@campaigns/event-sourcing';
import type { ProjectionProgress } from '@campaigns/read-progress';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import type { Look } from './look.ts';
import { onPlatform } from './on-platform.ts';
import type { RuleBook } from './rule-book.ts';

type Dependencies = Readonly<{
  store: EventStore;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  book: RuleBook;
  look: Look;
  sendAction: (acted: StoredEvent) => Promise<void>;
  logger: Logger;
}>;

/** Read tables that are further behind are waited for by trying again. */
const patienceMs = 10_000;

/** Looks at so many orchestrations at once. */
const together = 8;

const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof RuleViolation) return `${error.code}: ${error.message}`;
  return error instanceof ZodError ? `unreadable event: ${error.message}` : undefined;
};

/** Routes what has happened to the rules that have to look at it, and what they decided to the orchestrations. */
export const handleRuleEvent = (dependencies: Dependencies): FeedHandler => {
  const { store, progress, book, look, sendAction, logger } = dependencies;

  /** What an evaluation reads shows at least what has led to it. */
  const untilShown = async ({ position }: StoredEvent): Promise<void> => {
    if (!(await progress.waitFor(position, patienceMs))) throw new LogUnavailable('The read tables are behind');
  };

  const onResults = async (event: StoredEvent): Promise<void> => {
    const { type, data } = performanceCodec.decode(event);
    if (type !== 'DailyMetricsReported') return;
    const { orchestrationId, platform } = data;
    await untilShown(event);
    const booked = await book.onPerformance(event.metadata.orgId, orchestrationId);
    const rules = booked.flatMap((rule): readonly RuleToEvaluate[] => {
      const content = onPlatform(rule.content, platform);
      const runId = derivedId(event.metadata.eventId, rule.ruleId) as RuleRunId;
      return content === undefined ? [] : [{ ...rule, content, runId, trigger: 'performance' }];
    });
    await look(event, orchestrationId, rules);
  };

  const run = async (
    event: StoredEvent,
    runId: RuleRunId,
    trigger: RuleToEvaluate['trigger'],
    only: OrchestrationId | null,
  ): Promise<void> => {
    const { events } = await store.load(event.stream);
    const rule = fold(ruleDecider, events.map(ruleCodec.decode));
    if (rule.status !== 'enabled') return;
    await untilShown(event);
    const { ruleId, version, createdAt, content, orchestrationId } = rule;
    const looked: RuleToEvaluate = { ruleId, version, createdAt, content, orchestrationId, runId, trigger };
    const chosen = orchestrationId ?? only;
    const among = chosen === null ? await book.liveOrchestrations(event.metadata.orgId) : [chosen];
    for (let start = 0; start < among.length; start += together) {
      await Promise.all(among.slice(start, start + together).map((id) => look(event, id, [looked])));
    }
  };

  const onRule = async (event: StoredEvent): Promise<void> => {
    const { type, data } = ruleCodec.decode(event);
    if (type === 'RuleDue') await run(event, data.runId, 'schedule', null);
    if (type === 'RuleRunRequested') await run(event, data.runId, 'manual', data.orchestrationId);
  };

  const handlers: Readonly<Record<string, (event: StoredEvent) => Promise<void>>> = {
    DailyMetricsReported: onResults,
    RuleDue: onRule,
    RuleRunRequested: onRule,
    RuleActed: sendAction,
  };

  return async (event) => {
    try {
      await handlers[event.type]?.(event);
      return { outcome: 'done' };
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      const { stream, type, metadata } = event;
      logger.error({ stream, type, eventId: metadata.eventId, reason }, 'event refused');
      return { outcome: 'reject', reason };
    }
  };
};
