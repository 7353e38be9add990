import type { StoredEvent } from '@campaigns/contracts';

type Told = Readonly<{ operationId?: string; purpose?: string; task?: Readonly<{ kind: string }> }>;

const told = ({ data }: StoredEvent): Told => data as Told;
const ends = (types: readonly string[], events: readonly StoredEvent[]): number =>
  events.filter(({ type }) => types.includes(type)).length;

const workflowEnds = ['WorkflowCompleted', 'WorkflowFailed'];
const operationEnds = ['OperationSucceeded', 'OperationFailed'];

const faultsOfWorkflow = (stream: string, events: readonly StoredEvent[]): readonly string[] => {
  const ended = ends(workflowEnds, events);
  return ended === 1 ? [] : [`${stream}: ended ${ended} times`];
};

/** A creation that was cut off is looked for before it is called again: between two calls lies a deferral. */
const repeatsBlindly = (events: readonly StoredEvent[]): boolean => {
  let isOpen = false;
  for (const event of events) {
    const { purpose, task } = told(event);
    if (event.type === 'OperationDeferred') isOpen = false;
    if (event.type !== 'OperationAttempted' || purpose !== 'call' || task?.kind !== 'create-campaign') continue;
    if (isOpen) return true;
    isOpen = true;
  }
  return false;
};

const faultsOfOperation = (id: string, events: readonly StoredEvent[], settled: number): readonly string[] => {
  const ended = ends(operationEnds, events);
  const last = events.at(-1)?.type ?? 'nothing';
  return [
    ...(ended === 1 ? [] : [`operation ${id}: ended ${ended} times`]),
    ...(ended > 0 && !operationEnds.includes(last) ? [`operation ${id}: ${last} after its end`] : []),
    ...(settled === 1 ? [] : [`operation ${id}: its workflow took its end in ${settled} times`]),
    ...(repeatsBlindly(events) ? [`operation ${id}: created again without a look`] : []),
  ];
};

/** What is wrong in a log in which everything has come to its end, one line each. */
export const logFaults = (log: readonly StoredEvent[]): readonly string[] => {
  const streams = Map.groupBy(log, ({ stream }) => stream as string);
  const byType = Map.groupBy(log, ({ type }) => type);
  const settled = Map.groupBy(byType.get('OperationSettled') ?? [], (event) => told(event).operationId);
  const twice = [...Map.groupBy(log, ({ metadata }) => metadata.eventId)].filter(([, { length }]) => length > 1);
  return [
    ...twice.map(([id, { length }]) => `event ${id}: ${length} times in the log`),
    ...(byType.get('WorkflowStarted') ?? []).flatMap(({ stream }) =>
      faultsOfWorkflow(stream, streams.get(stream) ?? []),
    ),
    ...(byType.get('OperationRequested') ?? []).flatMap((event) => {
      const id = told(event).operationId ?? '';
      return faultsOfOperation(id, streams.get(`operation-${id}`) ?? [], settled.get(id)?.length ?? 0);
    }),
  ];
};
