import {
  type OrchestrationEvent,
  orchestrationCodec,
  type WorkflowEvent,
  type WorkflowId,
  workflowCodec,
} from '@campaigns/contracts';
import { type ExistingOrchestration, type Orchestration, orchestrationDecider } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';

type PlanRequested = Extract<OrchestrationEvent, { type: 'PlanRequested' }>['data'];
type Settled = Extract<WorkflowEvent, { type: 'OperationSettled' }>['data'];

/** A plan that was asked for, and the orchestration that it was asked for of. */
export type RequestedPlan = Readonly<{
  request: PlanRequested;
  by: string;
  at: string;
  /** Of the orchestration that was planned, so of what was there before. */
  revision: number;
  position: bigint;
  orchestration: ExistingOrchestration;
}>;

/** What the platforms said to a plan. */
export type AnsweredPlan = Readonly<{
  madeAt: string;
  position: bigint;
  answers: ReadonlyMap<Settled['mappingId'], Settled['outcome']>;
  /** What was wrong with platforms that were not asked. */
  faults: ReadonlyMap<Settled['mappingId'], string>;
}>;

export type PlanLog = Readonly<{
  /** An orchestration as it is now, and its plans, the latest first. */
  of: (orchestrationId: string) => Promise<Readonly<{ now: Orchestration; plans: readonly RequestedPlan[] }>>;
  /** `undefined` until every platform has answered. */
  answered: (workflowId: WorkflowId) => Promise<AnsweredPlan | undefined>;
  /** Waits until the plan is answered, at most so long. */
  untilAnswered: (plan: RequestedPlan, timeoutMs: number) => Promise<void>;
}>;

const ends: ReadonlySet<string> = new Set<WorkflowEvent['type']>(['WorkflowCompleted', 'WorkflowFailed']);

/** Plans as the log has them: the request in the orchestration's stream, the answers in that of its run. */
export const planLog = (store: EventStore): PlanLog => ({
  of: async (orchestrationId) => {
    const { events } = await store.load(`orchestration-${orchestrationId}`);
    const plans: RequestedPlan[] = [];
    let state = orchestrationDecider.initialState;
    for (const stored of events) {
      const event = orchestrationCodec.decodeRecorded(stored);
      if (event.type === 'PlanRequested' && state.status !== 'absent') {
        const { actor, occurredAt: at } = event.metadata;
        const revision = Number(event.revision) - 1;
        plans.unshift({
          request: event.data,
          by: actor.id,
          at,
          revision,
          position: event.position,
          orchestration: state,
        });
      }
      state = orchestrationDecider.evolve(state, event);
    }
    return { now: state, plans };
  },

  answered: async (workflowId) => {
    const { events } = await store.load(`workflow-${workflowId}`);
    const decoded = events.map(workflowCodec.decode);
    const [end, last] = [decoded.at(-1), events.at(-1)];
    if (last === undefined || end === undefined) return undefined;
    if (end.type !== 'WorkflowCompleted' && end.type !== 'WorkflowFailed') return undefined;
    const answers = new Map(
      decoded.flatMap((event) =>
        event.type === 'OperationSettled' ? [[event.data.mappingId, event.data.outcome] as const] : [],
      ),
    );
    const faults = new Map(
      end.data.outcomes.flatMap(({ mappingId, error }) =>
        error === null || answers.has(mappingId) ? [] : [[mappingId, error] as const],
      ),
    );
    return { madeAt: end.data.at, position: last.position, answers, faults };
  },

  untilAnswered: async ({ request, position }, timeoutMs) => {
    const stream = `workflow-${request.workflowId}`;
    for await (const batch of store.follow(position, 100, AbortSignal.timeout(timeoutMs))) {
      if (batch.some((event) => event.stream === stream && ends.has(event.type))) return;
    }
  },
});
