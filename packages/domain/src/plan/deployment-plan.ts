import type {
  ConnectionState,
  MappingId,
  OperationTask,
  PlanLine,
  PlannedRequests,
  Platform,
  Schedule,
  StepName,
  WorkflowTarget,
} from '@campaigns/contracts';
import type { RuleViolation } from '@campaigns/event-sourcing';
import type { EventOf } from '../orchestrations/commands.ts';
import type { WorkflowEventOf } from '../workflows/input.ts';
import { type PlannedOperation, plannedOperations } from './planned-operations.ts';

/** Something that stands in the way of a deployment, or is worth knowing before it. */
export type Remark = Readonly<{ code: string; message: string }>;

export type PlannedCall = Readonly<{
  step: StepName;
  operation: OperationTask['kind'];
  /** `null` for a call that makes nothing new. */
  makes: Readonly<{ level: PlanLine['level']; name: string }> | null;
  /** Requests at most when nothing is in its way; `null` where the platform did not answer. */
  requests: number | null;
}>;

export type PlatformPlan = Readonly<{
  target: WorkflowTarget;
  calls: readonly PlannedCall[];
  lines: readonly PlanLine[];
  findings: readonly Remark[];
  warnings: readonly Remark[];
}>;

export type DeploymentPlan = Readonly<{
  platforms: readonly PlatformPlan[];
  /** What is about no single platform. */
  findings: readonly Remark[];
  warnings: readonly Remark[];
  isDeployable: boolean;
}>;

/** A connection as it is now. */
export type PlannedConnection = Readonly<{
  state: ConnectionState;
  /** Why it is not active, in words. */
  reason: string | null;
  currency: string;
  expiresAt: string | null;
}>;

type Outcome = WorkflowEventOf<'OperationSettled'>['data']['outcome'];

export type PlanSources = Readonly<{
  request: EventOf<'PlanRequested'>['data'];
  /** When the plan was asked for. */
  at: string;
  schedule: Schedule;
  /** By which rules a deployment would have been refused at that time. */
  refusals: readonly RuleViolation[];
  /** What each platform answered; nothing of one that was not asked. */
  answers: ReadonlyMap<MappingId, Outcome>;
  /** What is wrong with a platform that was not asked. */
  faults: ReadonlyMap<MappingId, string>;
  /** By connection id; nothing of one that is not the organisation's. */
  connections: ReadonlyMap<string, PlannedConnection>;
}>;

type Answer = Extract<Extract<Outcome, { status: 'succeeded' }>['result'], { kind: 'verify-account' }>;

const answerOf = (outcome: Outcome | undefined): Answer | undefined =>
  outcome?.status === 'succeeded' && outcome.result.kind === 'verify-account' ? outcome.result : undefined;

const notAnswered = ({ answers, faults }: PlanSources, { mappingId }: WorkflowTarget): readonly Remark[] => {
  const outcome = answers.get(mappingId);
  if (outcome?.status === 'failed') {
    const { code, class: errorClass, message } = outcome.error;
    return [{ code: code === '' ? errorClass : code, message }];
  }
  const fault = faults.get(mappingId);
  return fault === undefined ? [] : [{ code: 'not-deployable', message: fault }];
};

const ofConnection = (
  { connections, request }: PlanSources,
  { platform, connectionId }: WorkflowTarget,
): Pick<PlatformPlan, 'findings' | 'warnings'> => {
  const connection = connections.get(connectionId);
  if (connection === undefined) {
    const message = `The connection to ${platform} does not exist any more`;
    return { findings: [{ code: 'connection-missing', message }], warnings: [] };
  }
  const { state, reason, expiresAt } = connection;
  const because = reason === null ? '' : `: ${reason}`;
  if (state === 'scope_missing') {
    const message = `The connection to ${platform} lacks a permission that is needed${because}`;
    return { findings: [{ code: 'scope-missing', message }], warnings: [] };
  }
  if (state !== 'active' && state !== 'expiring') {
    const message = `The connection to ${platform} is suspended (${state})${because}`;
    return { findings: [{ code: 'connection-suspended', message }], warnings: [] };
  }
  const endsInFlight = expiresAt !== null && Date.parse(expiresAt) < Date.parse(request.flight.endAt);
  if (state === 'active' && !endsInFlight) return { findings: [], warnings: [] };
  const when = expiresAt === null ? 'soon' : `on ${expiresAt}, before the end of the flight`;
  return {
    findings: [],
    warnings: [{ code: 'connection-expiring', message: `Access to ${platform} ends ${when}` }],
  };
};

const ofCurrency = (
  { connections }: PlanSources,
  target: WorkflowTarget,
  answer: Answer | undefined,
): readonly Remark[] => {
  const currency = answer?.currency ?? connections.get(target.connectionId)?.currency;
  if (currency === undefined || currency === target.budget.currency) return [];
  const message = `The ad account is kept in ${currency}, the budget in ${target.budget.currency}`;
  return [{ code: 'currency-mismatch', message }];
};

/** What a platform does not support: in the way, unless the deployment is to go without. */
const ofLines = (
  { accepted = [] }: PlanSources['request'],
  { platform }: WorkflowTarget,
  lines: readonly PlanLine[],
): Pick<PlatformPlan, 'findings' | 'warnings'> => {
  const unsupported = lines.filter(({ verdict }) => verdict === 'unsupported');
  const isAccepted = ({ name }: PlanLine): boolean => accepted.includes(`${platform}:${name}`);
  return {
    findings: unsupported
      .filter((line) => !isAccepted(line))
      .map(({ name, reason }) => ({
        code: 'unsupported',
        message: `${name}: ${reason}. Deploy with "${platform}:${name}" in "accept" to go without`,
      })),
    warnings: unsupported
      .filter(isAccepted)
      .map(({ name, reason }) => ({ code: 'left-out', message: `${name} is left out: ${reason}` })),
  };
};

const madeBy = (task: OperationTask): PlannedCall['makes'] => {
  switch (task.kind) {
    case 'create-campaign':
      return { level: 'campaign', name: task.spec.name };
    case 'create-ad-group':
      return { level: 'ad_group', name: task.spec.name };
    case 'create-ad':
      return { level: 'ad', name: task.creative.name };
    default:
      return null;
  }
};

const callOf = ({ step, task }: PlannedOperation, requests: readonly PlannedRequests[]): PlannedCall => {
  const creativeId = task.kind === 'create-ad' ? task.creative.creativeId : null;
  const known = requests.find((each) => each.kind === task.kind && each.creativeId === creativeId);
  return { step, operation: task.kind, makes: madeBy(task), requests: known?.requests ?? null };
};

const refusedOn = (platform: Platform | undefined, { refusals }: PlanSources): readonly Remark[] =>
  refusals.filter(({ details }) => details['platform'] === platform).map(({ code, message }) => ({ code, message }));

const platformPlan = (
  sources: PlanSources,
  target: WorkflowTarget,
  operations: readonly PlannedOperation[],
): PlatformPlan => {
  const answer = answerOf(sources.answers.get(target.mappingId));
  const remarks = answer?.preview?.remarks ?? [];
  const said = (isBlocking: boolean): readonly Remark[] =>
    remarks.filter((remark) => remark.isBlocking === isBlocking).map(({ code, message }) => ({ code, message }));
  const lines = answer?.plan ?? [];
  const connection = ofConnection(sources, target);
  const unsupported = ofLines(sources.request, target, lines);
  return {
    target,
    calls: operations
      .filter(({ mappingId }) => mappingId === target.mappingId)
      .map((operation) => callOf(operation, answer?.preview?.requests ?? [])),
    lines,
    findings: [
      ...refusedOn(target.platform, sources),
      ...connection.findings,
      ...ofCurrency(sources, target, answer),
      ...notAnswered(sources, target),
      ...said(true),
      ...unsupported.findings,
    ],
    warnings: [...connection.warnings, ...said(false), ...unsupported.warnings],
  };
};

const ofDates = ({ request, at, schedule }: PlanSources): readonly Remark[] => {
  const { startAt } = schedule;
  const isPast = startAt !== null && Date.parse(startAt) < Date.parse(at);
  if (!isPast || Date.parse(request.flight.startAt) === Date.parse(startAt)) return [];
  return [
    { code: 'starts-at-once', message: `The scheduled start, ${startAt}, has passed: the flight starts at once` },
  ];
};

/** What a deployment would do, in order, and what stands in its way. */
export const deploymentPlan = (sources: PlanSources): DeploymentPlan => {
  const { planHash: _, ...deployment } = sources.request;
  const lines = new Map(
    deployment.targets.flatMap(({ mappingId }) => {
      const plan = answerOf(sources.answers.get(mappingId))?.plan;
      return plan === undefined ? [] : [[mappingId, plan] as const];
    }),
  );
  const operations = plannedOperations(deployment, sources.at, lines);
  const platforms = deployment.targets.map((target) => platformPlan(sources, target, operations));
  const findings = refusedOn(undefined, sources);
  return {
    platforms,
    findings,
    warnings: ofDates(sources),
    isDeployable: findings.length === 0 && platforms.every((platform) => platform.findings.length === 0),
  };
};
