import type {
  FailurePolicy,
  OperationError,
  OperationRequested,
  OperationResult,
  OrchestrationId,
  OrgId,
  Platform,
  Rotation,
  SyncTrigger,
  SyncType,
  WorkflowEvent,
  WorkflowId,
  WorkflowTarget,
} from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { recommendationIdOf } from '../../recommendations/proposal.ts';
import type { WorkflowInput } from '../input.ts';
import { type OperatorCommand, operatorDecider } from '../operator.ts';
import { type Plain, plainResult } from '../plain-result.ts';
import { campaignWorkflow } from '../workflow.ts';

export const runId = '7d4c1f7e-3c55-4a7a-9b52-0d9a4a3b6c01' as WorkflowId;
export const orchestrationId = '2f0b8f0a-61d7-4c1e-8a3d-3c4f5e6d7a02' as OrchestrationId;
export const requestedAt = '2026-03-01T09:00:00.000Z';

const suffix: Readonly<Record<Platform, number>> = {
  meta: 1,
  google: 2,
  tiktok: 3,
  linkedin: 4,
  twitter: 5,
  snapchat: 6,
};
const uuid = (kind: string, platform: Platform): string =>
  `0000000${suffix[platform]}-0000-4000-8000-${kind.padStart(12, '0')}`;

export const mappingOf = (platform: Platform): WorkflowTarget['mappingId'] =>
  uuid('a1', platform) as WorkflowTarget['mappingId'];

export const target = (platform: Platform, change: Partial<WorkflowTarget> = {}): WorkflowTarget => ({
  mappingId: mappingOf(platform),
  platform,
  connectionId: uuid('c1', platform) as WorkflowTarget['connectionId'],
  adAccountId: `account-${platform}`,
  platformCampaignId: null,
  status: 'creating',
  budget: { micros: 10_000_000_000, currency: 'USD' },
  config: {},
  tag: null,
  ...change,
});

/** A campaign that exists on its platform. */
export const live = (platform: Platform, change: Partial<WorkflowTarget> = {}): WorkflowTarget =>
  target(platform, { platformCampaignId: `${platform}-1`, status: 'active', tag: `op-${platform}`, ...change });

const common = {
  orchestrationId,
  workflowId: runId,
  name: 'Spring Sale',
  objective: 'sales',
  flight: { startAt: requestedAt, endAt: '2026-03-31T09:00:00.000Z' },
} as const;

type RequestOf<Type extends WorkflowInput['type']> = Extract<WorkflowInput, { type: Type }>;

export const deployment = (
  failurePolicy: FailurePolicy,
  targets: readonly WorkflowTarget[] = [target('meta'), target('google'), target('tiktok')],
  more: Partial<Pick<RequestOf<'DeploymentRequested'>['data'], 'creatives' | 'accepted'>> = {},
): RequestOf<'DeploymentRequested'> => ({
  type: 'DeploymentRequested',
  data: { ...common, failurePolicy, targets: [...targets], ...more },
  at: requestedAt,
});

export const request = (
  type: 'PauseRequested' | 'ResumeRequested' | 'CompletionRequested',
  targets: readonly WorkflowTarget[],
): WorkflowInput => ({ type, data: { ...common, targets: [...targets] }, at: requestedAt });

export const sync = (
  syncType: SyncType,
  targets: readonly WorkflowTarget[],
  trigger: SyncTrigger = 'manual',
  more: Partial<
    Pick<RequestOf<'SyncRequested'>['data'], 'direction' | 'policy' | 'creatives' | 'accepted' | 'changedSince'>
  > = {},
): RequestOf<'SyncRequested'> => ({
  type: 'SyncRequested',
  data: { ...common, targets: [...targets], syncType, trigger, since: '2026-02-28', ...more },
  at: requestedAt,
});

export const rotation = (
  targets: readonly WorkflowTarget[],
  rotations: readonly Rotation[],
): RequestOf<'RotationRequested'> => ({
  type: 'RotationRequested',
  data: { ...common, targets: [...targets], rotations: [...rotations] },
  at: requestedAt,
});

export type Asked = OperationRequested['data'];

const idOn =
  (platform: Platform): NonNullable<Plain['idOf']> =>
  (task) => {
    if (task.kind === 'create-campaign') return `${platform}-1`;
    return task.kind === 'create-ad-group' ? `${platform}-group` : `${platform}-${task.creative.name}`;
  };

export const usualResult = ({ task, platform }: Asked, currency = 'USD'): OperationResult =>
  plainResult(task, { idOf: idOn(platform), currency, timeZone: 'America/New_York', days: 1 });

const contextOf = (asked: Asked) => ({
  operationId: asked.operationId,
  workflowId: asked.workflowId,
  orchestrationId: asked.orchestrationId,
  mappingId: asked.mappingId,
  connectionId: asked.connectionId,
  platform: asked.platform,
  adAccountId: asked.adAccountId,
});

export const answeredAt = '2026-03-01T09:00:05.000Z';

export const succeeded = (asked: Asked, result: OperationResult = usualResult(asked)): WorkflowInput => ({
  type: 'OperationSucceeded',
  data: { ...contextOf(asked), result },
  at: answeredAt,
});

export const failed = (asked: Asked, error: Partial<OperationError> = {}): WorkflowInput => ({
  type: 'OperationFailed',
  data: {
    ...contextOf(asked),
    kind: asked.task.kind,
    error: { class: 'validation', code: '100', message: 'The platform refused', ...error },
  },
  at: answeredAt,
});

export const eventsOf = <Type extends WorkflowEvent['type']>(events: readonly WorkflowEvent[], type: Type) =>
  events.filter((event): event is Extract<WorkflowEvent, { type: Type }> => event.type === type);

/** What was asked for and not answered yet, in the order of asking. */
export const openIn = (events: readonly WorkflowEvent[]): readonly Asked[] => {
  const settled = new Set(eventsOf(events, 'OperationSettled').map(({ data }) => data.operationId));
  return eventsOf(events, 'OperationRequested')
    .map(({ data }) => data)
    .filter(({ operationId }) => !settled.has(operationId));
};

export const react = (history: readonly WorkflowEvent[], input: WorkflowInput): readonly WorkflowEvent[] => [
  ...history,
  ...campaignWorkflow.decide(input, fold(campaignWorkflow, history)),
];

/** The run after a person said something to it. Throws what is refused. */
export const say = (history: readonly WorkflowEvent[], command: OperatorCommand): readonly WorkflowEvent[] => [
  ...history,
  ...operatorDecider.decide(command, fold(operatorDecider, history)),
];

/** The answer to a run that asks how the budget should be split; what is not said stays. In micros. */
export const proposed = (
  history: readonly WorkflowEvent[],
  after: Readonly<Partial<Record<Platform, number>>> = {},
): WorkflowInput => {
  const [started] = eventsOf(history, 'WorkflowStarted');
  if (started === undefined) throw new Error('The run has not begun');
  const { workflowId, orchestrationId, targets } = started.data;
  const parts = targets.map(({ platform, budget: { micros: beforeMicros } }) => ({
    ...{ platform, beforeMicros, afterMicros: after[platform] ?? beforeMicros, spentMicros: 0 },
    ...{ reason: 'One more USD brings more there', estimate: null },
  }));
  return {
    type: 'RecommendationProposed',
    data: {
      ...{ recommendationId: recommendationIdOf(workflowId), orchestrationId, workflowId, decidedBy: 'approval' },
      ...{ orgId: '3f2b1c0d-9e8f-4a7b-8c6d-5e4f3a2b1c01' as OrgId, currency: 'USD', parts, moves: true },
      ...{ totalMicros: parts.reduce((sum, { beforeMicros }) => sum + beforeMicros, 0), probabilityBetter: 0.8 },
      ...{ conflict: [], hash: 'shown', expiresAt: '2026-03-03T09:00:05.000Z', at: '2026-03-01T09:00:05.000Z' },
      basis: {
        ...{ model: 'curves', day: '2026-03-01', daysLeft: 30, measure: 'revenue', seed: 7, mostMovePercent: 20 },
        ...{ creditedBy: null, days: [] },
      },
    },
    at: '2026-03-01T09:00:05.000Z',
  };
};

const isAskingForAnalysis = (history: readonly WorkflowEvent[]): boolean =>
  history.at(-1)?.type === 'AnalysisRequested';

type Script = Readonly<{
  answer?: (asked: Asked) => WorkflowInput;
  /** How the budget should be split, when the run asks; `undefined` leaves it waiting. Default: as it is. */
  analyse?: (history: readonly WorkflowEvent[]) => WorkflowInput | undefined;
  /** Index of the open operation that is answered next. Default: the oldest. */
  pick?: (open: readonly Asked[]) => number;
}>;

/** The whole stream of a run whose operations are answered by a script, one by one, up to its end. */
export const play = (started: WorkflowInput, script: Script = {}): readonly WorkflowEvent[] =>
  goOn(react([], started), script);

/** Answers what is open, one by one, until nothing is: the run has ended, or waits for a person. */
export const goOn = (
  history: readonly WorkflowEvent[],
  { answer = succeeded, analyse = proposed, pick = () => 0 }: Script = {},
): readonly WorkflowEvent[] => {
  let events = history;
  for (let open = openIn(events); open.length > 0; open = openIn(events)) {
    events = react(events, answer(open[pick(open)] as Asked));
  }
  const analysis = isAskingForAnalysis(events) ? analyse(events) : undefined;
  return analysis === undefined ? events : react(events, analysis);
};

/** `create-campaign meta` for each operation asked for, in order. */
export const askedFor = (events: readonly WorkflowEvent[]): readonly string[] =>
  eventsOf(events, 'OperationRequested').map(({ data }) => `${data.task.kind} ${data.platform}`);

/** Answers with a failure where it says so, such as `create-campaign meta`. */
export const failing =
  (...operations: readonly string[]) =>
  (asked: Asked): WorkflowInput =>
    operations.includes(`${asked.task.kind} ${asked.platform}`) ? failed(asked) : succeeded(asked);

export const endOf = (events: readonly WorkflowEvent[]) => {
  const end = events.at(-1);
  if (end?.type !== 'WorkflowCompleted' && end?.type !== 'WorkflowFailed') throw new Error('The run has not ended');
  return end;
};

/** `meta: active meta-1` for each outcome. */
export const outcomesOf = (events: readonly WorkflowEvent[]): readonly string[] =>
  endOf(events).data.outcomes.map(
    ({ platform, status, platformCampaignId, error }) =>
      `${platform}: ${status} ${platformCampaignId ?? 'without campaign'}${error === null ? '' : ', error'}`,
  );
