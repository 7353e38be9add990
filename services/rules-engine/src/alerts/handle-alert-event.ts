import {
  type AlertEvent,
  alertCodec,
  alertSettingsCodec,
  type ConnectionEvent,
  connectionCodec,
  evaluationCodec,
  type OrchestrationId,
  type OrgId,
  ruleActionCodec,
  type StoredEvent,
  workflowCodec,
} from '@campaigns/contracts';
import {
  actionSignals,
  cleared,
  connectionSignals,
  endSignals,
  evaluationSignals,
  isRecent,
  operatorSignals,
  orchestrationSignals,
  type Signal,
} from '@campaigns/domain';
import type { EventStore, FeedHandler } from '@campaigns/event-sourcing';
import type { Read } from '@campaigns/read-access';
import type { ProjectionProgress } from '@campaigns/read-progress';
import type { Clock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { reactTo } from '../react-to.ts';
import { reactionContext } from '../reaction-context.ts';
import { untilShown } from '../until-shown.ts';
import type { LoadFacts } from './alert-facts.ts';
import { armCheck } from './check-table.ts';
import type { Observe, Occasion } from './observe.ts';

type Dependencies = Readonly<{
  store: EventStore;
  pool: Pool;
  read: Read;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  facts: LoadFacts;
  observe: Observe;
  clock: Clock;
  logger: Logger;
  /** A check was kept that may be due soon. */
  onArmed: () => void;
}>;

const everyMs = 15 * 60_000;

const activeText = `
  select o.orchestration_id from read.campaign_orchestrations o
  where o.status in ('active', 'paused') and o.archived_at is null and ($1 = '' or o.orchestration_id::text = $1)`;

const isActiveText = `
  select 1 as one from read.campaign_orchestrations o where o.orchestration_id = $1::uuid and o.status = 'active'`;

/** What was left behind spends until somebody cleans it up, however long ago that was. */
const isOfThePresent = ({ verdict, kind }: Signal): boolean => verdict !== 'open' || kind === 'orphaned_campaign';

/** Of results, when they were read. */
const seenAt = ({ type, data, metadata }: StoredEvent): string =>
  type === 'DailyMetricsReported' ? (data as Readonly<{ observedAt: string }>).observedAt : metadata.occurredAt;

const orchestrationOf = ({ data }: StoredEvent): OrchestrationId =>
  (data as Readonly<{ orchestrationId: OrchestrationId }>).orchestrationId;

/**
 * Looks, because of what has happened, at what alerts are about. What happened long ago opens nothing by itself: it leads at most
 * to a look at the present.
 */
export const handleAlertEvent = (dependencies: Dependencies): FeedHandler => {
  const { store, pool, read, progress, facts, observe, clock, logger, onArmed } = dependencies;

  /** `at`: as of when the look is; for what an event says by itself, when it happened. */
  const occasionOf = (event: StoredEvent, at: Date): Occasion => ({
    orgId: event.metadata.orgId as OrgId,
    contextFor: (purpose) => reactionContext(event, purpose, at),
    at: at.toISOString(),
  });
  const isOver = (event: StoredEvent): boolean => !isRecent(seenAt(event), clock.now().toISOString());
  const told = (event: StoredEvent, signals: readonly Signal[]): Promise<void> =>
    observe(
      occasionOf(event, new Date(event.metadata.occurredAt)),
      isOver(event) ? signals.filter(isOfThePresent) : signals,
    );
  const found = (event: StoredEvent, now: Date, signals: readonly Signal[]): Promise<void> =>
    observe(occasionOf(event, now), signals);

  /** Each orchestration that is active has become so once: from there on it is looked at as the time goes by. */
  const onOldOrchestration = async (event: StoredEvent): Promise<void> => {
    if (event.type !== 'OrchestrationActivated') return;
    await untilShown(progress, event);
    const [orgId, aboutId] = [event.metadata.orgId, orchestrationOf(event)];
    const active = await read(orgId, { name: 'alert-is-active', text: isActiveText, values: [aboutId] });
    if (active.length === 0) return;
    await armCheck(pool, { kind: 'orchestration', orgId, aboutId, dueAt: clock.now() }, 'stays');
    onArmed();
  };

  const onOrchestration = async (event: StoredEvent): Promise<void> => {
    if (isOver(event)) return onOldOrchestration(event);
    await untilShown(progress, event);
    const [orgId, orchestrationId, now] = [event.metadata.orgId as OrgId, orchestrationOf(event), clock.now()];
    const seen = await facts(orgId, orchestrationId, now);
    if (seen === undefined) return;
    await found(event, now, orchestrationSignals(seen));
    if (seen.status !== 'active') return;
    const dueAt = new Date(now.getTime() + everyMs);
    await armCheck(pool, { kind: 'orchestration', orgId, aboutId: orchestrationId, dueAt }, 'stays');
  };

  const onConnection = async (event: StoredEvent): Promise<void> => {
    const now = clock.now();
    const { events } = await store.load(event.stream);
    const history: readonly ConnectionEvent[] = events.map(connectionCodec.decode);
    await found(event, now, connectionSignals(history));
  };

  const onOperator = async (event: StoredEvent): Promise<void> => {
    const now = clock.now();
    const { events } = await store.load(event.stream);
    await found(event, now, operatorSignals(events.map(workflowCodec.decode)));
  };

  const onEnd = async (event: StoredEvent): Promise<void> => {
    const ended = workflowCodec.decode(event);
    if (ended.type === 'WorkflowCompleted' || ended.type === 'WorkflowFailed') await told(event, endSignals(ended));
    if (!isOver(event)) return onOperator(event);
    const { orchestrationId, workflowId } = ended.data;
    await found(event, clock.now(), [cleared('needs_operator', { orchestrationId, workflowId })]);
  };

  const onAction = (event: StoredEvent): Promise<void> => told(event, actionSignals(ruleActionCodec.decode(event)));
  const onEvaluation = (event: StoredEvent): Promise<void> =>
    told(event, evaluationSignals(evaluationCodec.decode(event)));

  /** Other thresholds mean another look at once, at all that they apply to. */
  const onSettings = async (event: StoredEvent): Promise<void> => {
    await untilShown(progress, event);
    const { data } = alertSettingsCodec.decode(event);
    const { orgId, onlyFor } = data;
    const rows = await read<{ orchestration_id: string }>(orgId, {
      name: 'alert-orchestrations',
      text: activeText,
      values: [onlyFor ?? ''],
    });
    for (const { orchestration_id: aboutId } of rows) {
      await armCheck(pool, { kind: 'orchestration', orgId, aboutId, dueAt: clock.now() }, 'sooner');
    }
    onArmed();
  };

  const onSnooze = async (event: StoredEvent): Promise<void> => {
    const { type, data }: AlertEvent = alertCodec.decode(event);
    if (type !== 'AlertSnoozed') return;
    const { orgId } = event.metadata;
    await armCheck(pool, { kind: 'snooze', orgId, aboutId: data.alertId, dueAt: new Date(data.until) }, 'moves');
    onArmed();
  };

  return reactTo(
    {
      ...Object.fromEntries(connectionCodec.types.map((type) => [type, onConnection])),
      DailyMetricsReported: onOrchestration,
      BudgetChanged: onOrchestration,
      WorkflowSettled: onOrchestration,
      ExternalChangeAdopted: onOrchestration,
      OrchestrationUpdated: onOrchestration,
      OrchestrationActivated: onOrchestration,
      OrchestrationPaused: onOrchestration,
      OrchestrationCompleted: onOrchestration,
      OrchestrationFailed: onOrchestration,
      OperatorNeeded: onOperator,
      OperatorActed: onOperator,
      WorkflowCompleted: onEnd,
      WorkflowFailed: onEnd,
      RuleActed: onAction,
      RuleActionSettled: onAction,
      RuleEvaluated: onEvaluation,
      AlertSettingsChanged: onSettings,
      AlertSnoozed: onSnooze,
    },
    logger,
  );
};
