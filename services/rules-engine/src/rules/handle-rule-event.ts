import {
  type OrchestrationId,
  performanceCodec,
  type RuleRunId,
  ruleCodec,
  type StoredEvent,
} from '@campaigns/contracts';
import { isRecent, type RuleToEvaluate, ruleDecider } from '@campaigns/domain';
import { derivedId, type EventStore, type FeedHandler, fold } from '@campaigns/event-sourcing';
import type { ProjectionProgress } from '@campaigns/read-progress';
import type { Clock } from '@campaigns/service-kit';
import type { Logger } from 'pino';
import { reactTo } from '../react-to.ts';
import { untilShown } from '../until-shown.ts';
import type { Look } from './look.ts';
import { onPlatform } from './on-platform.ts';
import type { RuleBook } from './rule-book.ts';
import type { SendAction } from './send-action.ts';

type Dependencies = Readonly<{
  store: EventStore;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  book: RuleBook;
  look: Look;
  sendAction: SendAction;
  /** So often a rule or an action is tried while another run is in its way. Default 8: within some five seconds most have ended. */
  tries?: number | undefined;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
}>;

/** Looks at so many orchestrations at once. */
const together = 8;

/**
 * Routes what has happened to the rules that have to look at it, and what they decided to the orchestrations. What happened
 * long ago no rule looks at any more.
 */
export const handleRuleEvent = (dependencies: Dependencies): FeedHandler => {
  const { store, progress, book, look, sendAction, logger, clock, tries = 8 } = dependencies;
  const isOver = (instant: string): boolean => !isRecent(instant, clock.now().toISOString());

  const onResults = async (event: StoredEvent): Promise<void> => {
    const { type, data } = performanceCodec.decode(event);
    if (type !== 'DailyMetricsReported' || isOver(data.observedAt)) return;
    const { orchestrationId, platform } = data;
    await untilShown(progress, event);
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
    waits: boolean,
  ): Promise<void> => {
    const { events } = await store.load(event.stream);
    const rule = fold(ruleDecider, events.map(ruleCodec.decode));
    if (rule.status !== 'enabled') return;
    await untilShown(progress, event);
    const { ruleId, version, createdAt, content, orchestrationId } = rule;
    const looked: RuleToEvaluate = { ruleId, version, createdAt, content, orchestrationId, runId, trigger };
    const chosen = orchestrationId ?? only;
    const among = chosen === null ? await book.liveOrchestrations(event.metadata.orgId) : [chosen];
    const ended: PromiseSettledResult<void>[] = [];
    for (let start = 0; start < among.length; start += together) {
      const some = among.slice(start, start + together);
      ended.push(...(await Promise.allSettled(some.map((id) => look(event, id, [looked], waits)))));
    }
    // One that cannot be looked at keeps nobody from the others.
    const failed = ended.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };

  /** Its time comes again tomorrow, or when a person asks again: a run that is in the way is waited for. */
  const onRule = async (event: StoredEvent, attempt: number): Promise<void> => {
    const { type, data } = ruleCodec.decode(event);
    if (isOver(event.metadata.occurredAt)) return;
    if (type === 'RuleDue') await run(event, data.runId, 'schedule', null, attempt < tries);
    if (type === 'RuleRunRequested') await run(event, data.runId, 'manual', data.orchestrationId, attempt < tries);
  };

  return reactTo(
    {
      DailyMetricsReported: onResults,
      RuleDue: onRule,
      RuleRunRequested: onRule,
      RuleActed: (event, attempt) => sendAction(event, attempt < tries),
    },
    logger,
  );
};
