import {
  type OrchestrationEvent,
  type OrgId,
  orchestrationCodec,
  type RecordedEvent,
  type RuleCommand,
  type RuleEvent,
  restPrefix,
  ruleActionCodec,
  toDecimal,
} from '@campaigns/contracts';
import {
  type Orchestration,
  type OrchestrationCommand,
  orchestrationCommandFor,
  orchestrationDecider,
  type PastAction,
  type Rule,
  type RuleCommandInput,
  type RuleSnapshot,
  type UndoConflict,
  undoOf,
  workflowOfAction,
} from '@campaigns/domain';
import {
  type CommandContext,
  ConcurrencyExhausted,
  derivedId,
  type EventStore,
  fold,
  toAppend,
} from '@campaigns/event-sourcing';
import type { RuleSnapshots } from '@campaigns/rule-snapshot';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { ownRule } from './own-rule.ts';
import type { RuleReads } from './rule-reads.ts';

type Dependencies = Readonly<{
  store: EventStore;
  rules: Deciding<Rule, RuleCommandInput, RuleEvent>;
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  snapshots: RuleSnapshots;
  reads: RuleReads;
  back: ReadBack;
  /** The time of the business. */
  now: () => Date;
}>;

const attempts = 5;

type Latest = NonNullable<Awaited<ReturnType<RuleReads['latestAction']>>>;
type Undo = Readonly<{ action: PastAction; command: RuleCommand }>;

const nothing = (why: string): Problem => new Problem('nothing-to-undo', why);

/** Budgets in currency units. */
const conflictView = ({ what, before, after, now }: UndoConflict) => {
  const shown = (value: number | string | null) => (typeof value === 'number' ? toDecimal(value) : value);
  return { what, before: shown(before), after: shown(after), now: shown(now) };
};

type Recorded = RecordedEvent<OrchestrationEvent>;

/**
 * A snapshot with statuses, budgets and creatives as these events left them. Of an undo that was interrupted after it had sent its
 * command, these are the events before that: so it comes to the same command again.
 */
const asLeftBy = (events: readonly Recorded[], snapshot: RuleSnapshot, isSent: boolean): RuleSnapshot => {
  const state = fold(orchestrationDecider, events as readonly OrchestrationEvent[]);
  if (!isSent || state.status === 'absent') return snapshot;
  return {
    ...snapshot,
    totalMicros: state.totalBudget.micros,
    parts: snapshot.parts.map((part) => {
      const mapping = state.mappings.find(({ platform }) => platform === part.platform);
      if (mapping === undefined) return part;
      const { status, budgetMicros, ads } = mapping;
      const resting = new Set(ads.filter((ad) => ad.resting === true).map(({ creativeId }) => creativeId as string));
      const creatives = part.creatives.map((each) => ({ ...each, isResting: resting.has(each.creativeId) }));
      // What was spent since does not matter any more: the money has moved.
      return { ...part, status, budgetMicros, creatives, spentMicros: 0 };
    }),
  };
};

export const undoHandlers = (dependencies: Dependencies): HandlersFor<'undoRule'> => {
  const { store, rules, orchestrations, snapshots, reads, back, now } = dependencies;

  /** The command that takes the action back. Throws 409 with a reason when nothing does. */
  const inverse = async (orgId: OrgId, { actionId, orchestrationId }: Latest, undoId: string): Promise<Undo> => {
    const loaded = await snapshots.load({ orgId, orchestrationId, days: 1, actionsToday: {}, now: now() });
    const action = loaded?.snapshot.actions.find((each) => each.actionId === actionId);
    if (loaded === undefined || action === undefined) throw nothing('Its latest action was too long ago');
    const events = (await store.load(`orchestration-${orchestrationId}`)).events.map(orchestrationCodec.decodeRecorded);
    const sent = events.findIndex(({ metadata }) => metadata.commandId === undoId);
    const before = sent === -1 ? events : events.slice(0, sent);
    const run = workflowOfAction(actionId);
    const split = events.findLast(({ type, data }) => type === 'BudgetChanged' && data.recommendedBy === run);
    const applied = split?.type === 'BudgetChanged' ? split.data.allocation : undefined;
    const answer = undoOf(action, asLeftBy(before, loaded.snapshot, sent !== -1), applied);
    if (answer.outcome === 'command') return { action, command: answer.command };
    if (answer.outcome === 'not-undoable') throw nothing(answer.why);
    const conflicts = answer.conflicts.map(conflictView);
    throw new Problem('changed-since', `Changed since: ${conflicts.map(({ what }) => what).join(', ')}`, {
      details: { conflicts },
    });
  };

  const record = async (
    { action: { actionId, ruleId }, command }: Undo,
    { orchestrationId }: Latest,
    context: CommandContext,
  ): Promise<bigint | undefined> => {
    const stream = `ruleaction-${orchestrationId}` as const;
    const data = { actionId, ruleId, orchestrationId, command, at: context.occurredAt };
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const { events, revision } = await store.load(stream);
      const known = events.find((stored) => {
        const event = ruleActionCodec.decode(stored);
        return event.type === 'RuleActionUndone' && event.data.actionId === actionId;
      });
      if (known !== undefined) return known.position;
      const result = await store.append(
        stream,
        revision,
        toAppend([{ type: 'RuleActionUndone' as const, data }], ruleActionCodec, context),
      );
      if (result.outcome === 'appended') return result.position;
    }
    throw new ConcurrencyExhausted(`${stream} kept changing under ${attempts} attempts`);
  };

  return {
    undoRule: async ({ caller, params, body, command: { context, now: at } }) => {
      const { orgId } = caller;
      ownRule(orgId, await rules.stateOf(`rule-${params.ruleId}`));
      const latest = await reads.latestAction(orgId, params.ruleId, body.action_id);
      if (latest === undefined) throw nothing('The rule has done nothing that could be taken back');
      const { actionId, orchestrationId } = latest;
      const undoId = derivedId(actionId, 'undo');
      const undo = await inverse(orgId, latest, undoId);
      // As a person's own change: rules leave alone what it touches for a while.
      const asked = { actionId: undoId, now: at };
      const send = (state: Orchestration): OrchestrationCommand => {
        const sent = orchestrationCommandFor(undo.command, asked, ownOrchestration(orgId, state));
        if (sent === undefined) throw nothing('A message that was sent cannot be taken back');
        return sent;
      };
      await orchestrations.handle(`orchestration-${orchestrationId}`, send, { ...context, commandId: undoId });
      const position = await record(undo, latest, { ...context, commandId: derivedId(actionId, 'undone') });
      await back.untilReadable(position, `${restPrefix}/rules/${params.ruleId}/actions`);
      return { status: 200, body: { success: true, action: await reads.action(orgId, actionId) } };
    },
  };
};
