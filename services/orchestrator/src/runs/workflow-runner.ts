import { type StoredEvent, type StreamName, type WorkflowEvent, workflowCodec } from '@campaigns/contracts';
import type { WorkflowInput } from '@campaigns/domain';
import {
  type CommandContext,
  ConcurrencyExhausted,
  type EventStore,
  fold,
  toAppend,
  type Workflow,
} from '@campaigns/event-sourcing';
import { reactionContext } from '../reaction-context.ts';
import { type FoldedRun, runCache } from './run-cache.ts';
import { runStream, workflowInputOf } from './workflow-input.ts';

export type WorkflowRunnerOptions<State> = Readonly<{
  store: EventStore;
  workflow: Workflow<State, WorkflowInput, WorkflowEvent>;
  /** How many folded runs are kept in memory. Default 1,000. */
  cachedRuns?: number;
  /** Decisions per input while others write to the same run. Default 5. */
  attempts?: number;
}>;

export type WorkflowRunner = Readonly<{
  /**
   * Lets the run that an event belongs to react, in one append; answers what was appended now. `[]` when the event is
   * no run's concern, was taken in before, or changes nothing. Throws `ConcurrencyExhausted`, `LogUnavailable`, ZodError.
   */
  handle: (event: StoredEvent) => Promise<readonly WorkflowEvent[]>;
}>;

/** Runs workflow instances, each in its own stream: inbox and outbox at once. */
export const createWorkflowRunner = <State>({
  store,
  workflow,
  cachedRuns = 1_000,
  attempts = 5,
}: WorkflowRunnerOptions<State>): WorkflowRunner => {
  const cache = runCache<State>(cachedRuns);

  const load = async (stream: StreamName): Promise<FoldedRun<State>> => {
    const { events, revision } = await store.load(stream);
    return {
      state: fold<State, WorkflowEvent>(workflow, events.map(workflowCodec.decode)),
      revision,
      commandIds: new Set(events.map(({ metadata }) => metadata.commandId)),
    };
  };

  /** What was appended; `undefined` when the stream has gone on meanwhile. */
  const append = async (
    stream: StreamName,
    run: FoldedRun<State>,
    outputs: readonly WorkflowEvent[],
    context: CommandContext,
  ): Promise<readonly WorkflowEvent[] | undefined> => {
    const result = await store.append(stream, run.revision, toAppend(outputs, workflowCodec, context));
    if (result.outcome === 'conflict') {
      cache.drop(stream);
      return undefined;
    }
    cache.set(stream, {
      state: outputs.reduce(workflow.evolve, run.state),
      revision: result.revision,
      commandIds: new Set([...run.commandIds, context.commandId]),
    });
    return outputs;
  };

  /** `undefined` when the decision was made on a state that is not, or may not be, the run's any more. */
  const react = async (
    input: WorkflowInput,
    cached: FoldedRun<State> | undefined,
    context: CommandContext,
  ): Promise<readonly WorkflowEvent[] | undefined> => {
    const stream = runStream(input);
    const run = cached ?? (await load(stream));
    if (run.commandIds.has(context.commandId)) return [];
    const outputs = workflow.decide(input, run.state);
    if (outputs.length > 0) return append(stream, run, outputs, context);
    // Nothing to do according to a cached state proves nothing: another orchestrator may have gone on since.
    if (cached !== undefined) return undefined;
    cache.set(stream, run);
    return [];
  };

  const handle = async (event: StoredEvent): Promise<readonly WorkflowEvent[]> => {
    const input = workflowInputOf(event);
    if (input === undefined) return [];
    const stream = runStream(input);
    const context = reactionContext(event, 'workflow');
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const outputs = await react(input, attempt === 1 ? cache.get(stream) : undefined, context);
      if (outputs !== undefined) return outputs;
    }
    throw new ConcurrencyExhausted(`${stream} kept changing under ${attempts} attempts`);
  };

  return { handle };
};
