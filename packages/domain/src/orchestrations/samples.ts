import {
  type AdRef,
  connectionId,
  mappingId,
  type OrchestrationEvent,
  orchestrationId,
  orgId,
  type Platform,
  type PlatformOutcome,
  type Schedule,
  templateId,
  type WorkflowId,
  type WorkflowPurpose,
  type WorkflowType,
  workflowId,
} from '@campaigns/contracts';
import { fold, RuleViolation } from '@campaigns/event-sourcing';
import type {
  DraftOrchestration,
  EventOf,
  OrchestrationCommand,
  RecordWorkflowEnd,
  UpdateOrchestration,
} from './commands.ts';
import { orchestrationDecider } from './orchestration.ts';
import type { ExistingOrchestration, LifecycleRun, Orchestration } from './state.ts';

/** Sample orchestrations for the specifications beside this file. */

/** Of the creatives that an orchestration may have, the nth. */
export const creativeOf = (n: number): string => uuid(6, n);

const uuid = (kind: number, n: number): string => `00000000-0000-4000-800${kind}-${String(n).padStart(12, '0')}`;

export const id = orchestrationId.parse(uuid(0, 1));
export const run = (n: number): WorkflowId => workflowId.parse(uuid(1, n));
export const now = '2026-03-01T09:00:00.000Z';
export const later = '2026-03-05T12:00:00.000Z';
/** When what is scheduled starts. */
export const soon = '2026-03-02T00:00:00.000Z';
export const unit = 1_000_000;

export const platforms = ['meta', 'google', 'tiktok'] as const satisfies readonly Platform[];
export const mappingOf = (platform: Platform) =>
  mappingId.parse(uuid(2, ['meta', 'google', 'tiktok'].indexOf(platform)));

const shares: Readonly<Record<string, number>> = { meta: 50, google: 30, tiktok: 20 };

/** 100 USD over three platforms: 50, 30 and 20. */
export const draft = (changes: Partial<DraftOrchestration['data']> = {}): DraftOrchestration => ({
  type: 'DraftOrchestration',
  data: {
    orchestrationId: id,
    orgId: orgId.parse(uuid(3, 1)),
    templateId: templateId.parse(uuid(4, 1)),
    name: 'Q4 Brand Campaign',
    description: null,
    category: 'awareness',
    objective: 'brand_awareness',
    totalBudget: { micros: 100 * unit, currency: 'USD' },
    allocation: platforms.map((platform) => ({ platform, amountMicros: (shares[platform] ?? 0) * unit })),
    mappings: platforms.map((platform) => ({
      mappingId: mappingOf(platform),
      platform,
      connectionId: connectionId.parse(uuid(5, 1)),
      adAccountId: `account-${platform}`,
      config: {},
    })),
    schedule: { startAt: null, endAt: null, durationDays: 30 },
    sync: { strategy: 'manual', frequencyMinutes: 15 },
    failurePolicy: 'rollback',
    creatives: [],
    creativeRequirements: {},
    ...changes,
  },
});

type Asked = Readonly<{ workflowId: WorkflowId; now: string }>;
const asked = (n: number, at = now): Asked => ({ workflowId: run(n), now: at });

export const deploy = (n: number, at = now) => ({ type: 'RequestDeployment', data: asked(n, at) }) as const;
export const pause = (n: number, at = now) => ({ type: 'RequestPause', data: asked(n, at) }) as const;
export const resume = (n: number, at = now) => ({ type: 'RequestResume', data: asked(n, at) }) as const;
export const complete = (n: number, at = now) => ({ type: 'RequestCompletion', data: asked(n, at) }) as const;
export const sync = (n: number, at = now) =>
  ({ type: 'RequestSync', data: { ...asked(n, at), syncType: 'full', trigger: 'manual' } }) as const;
export const plan = (n: number, at = now) => ({ type: 'RequestPlan', data: asked(n, at) }) as const;
export const optimize = (n: number, at = now) =>
  ({
    type: 'RequestOptimization',
    data: { ...asked(n, at), apply: true, mostChangePercent: 20, sinceDays: 14 },
  }) as const;
/** Numbers of the creatives of `withAds`. */
export const rotate = (
  n: number,
  { platform = 'google', show = [], rest = [] }: Readonly<{ platform?: Platform; show?: number[]; rest?: number[] }>,
) => {
  const rotation = { platform, show: show.map(creativeOf), rest: rest.map(creativeOf) };
  return { type: 'RequestRotation', data: { ...asked(n), rotations: [rotation] } } as const;
};
export const cleanUp = (n: number, at = now) => ({ type: 'RequestCleanUp', data: asked(n, at) }) as const;
export const fetchPerformance = (n: number, at = now) =>
  ({ type: 'RequestSync', data: { ...asked(n, at), syncType: 'performance', trigger: 'manual' } }) as const;
export const schedule = (startAt = soon, changes: Partial<Schedule> = {}, at = now) =>
  ({
    type: 'ScheduleOrchestration',
    data: { schedule: { startAt, endAt: null, durationDays: 30, ...changes }, now: at },
  }) as const;
export const cancelSchedule = (at = now) => ({ type: 'CancelSchedule', data: { now: at } }) as const;
export const start = (n: number, startAt = soon, at = startAt) =>
  ({ type: 'StartOnSchedule', data: { ...asked(n, at), startAt } }) as const;
export const endFlight = (n: number, endAt: string, at = endAt) =>
  ({ type: 'EndFlight', data: { ...asked(n, at), endAt } }) as const;
export const update = (n: number, changes: Partial<UpdateOrchestration['data']>, at = now) =>
  ({ type: 'UpdateOrchestration', data: { ...asked(n, at), ...changes } }) as const;
export const archive = (at = now) => ({ type: 'ArchiveOrchestration', data: { now: at } }) as const;
/** Whole units up or down. */
export const adjust = (n: number, units: Readonly<Partial<Record<(typeof platforms)[number], number>>>) =>
  ({
    type: 'AdjustAllocation',
    data: {
      ...asked(n),
      changes: platforms.flatMap((platform) =>
        units[platform] === undefined ? [] : [{ platform, deltaMicros: units[platform] * unit }],
      ),
    },
  }) as const;
/** Platforms whose part stays as it is, whatever is better. */
export const lock = (...locked: readonly (typeof platforms)[number][]) =>
  ({
    type: 'SetBudgetLimits',
    data: {
      limits: locked.map((platform) => ({ platform, leastMicros: null, mostMicros: null, locked: true })),
      now,
    },
  }) as const;
/** Whole units observed, and estimated. */
export const reach = (n: number, observed: number, estimated = observed) =>
  ({
    type: 'ReachBudget',
    data: { ...asked(n), observedMicros: observed * unit, estimatedMicros: estimated * unit },
  }) as const;
/** Whole units for meta, google and tiktok; the total is their sum unless it is given. */
export const budget = (n: number, units: readonly number[], total?: number) =>
  ({
    type: 'ChangeBudget',
    data: {
      ...asked(n),
      totalBudget: { micros: (total ?? units.reduce((sum, part) => sum + part, 0)) * unit, currency: 'USD' },
      allocation: platforms.map((platform, index) => ({ platform, amountMicros: (units[index] ?? 0) * unit })),
    },
  }) as const;

const purposes = {
  DeploymentRequested: { goal: 'deploy', failurePolicy: 'continue' },
  PauseRequested: { goal: 'pause' },
  ResumeRequested: { goal: 'resume' },
  CompletionRequested: { goal: 'complete' },
  SyncRequested: { goal: 'sync', syncType: 'full', direction: 'bidirectional', trigger: 'manual', since: '2026-03-01' },
  CleanUpRequested: { goal: 'clean_up' },
  PlanRequested: { goal: 'plan', failurePolicy: 'rollback', planHash: 'plan' },
  OptimizationRequested: { goal: 'optimize', since: '2026-03-01', apply: true, mostChangePercent: 20 },
  RotationRequested: { goal: 'rotate', rotations: [] },
} as const satisfies Record<string, WorkflowPurpose>;

type Goal = LifecycleRun['goal'] | 'sync' | 'plan' | 'optimize' | 'rotate';
type Request = EventOf<keyof typeof purposes>;

const isRequest = (event: OrchestrationEvent): event is Request => Object.hasOwn(purposes, event.type);

/** What a platform comes out as when nothing goes wrong. */
const wellDone: Readonly<Record<LifecycleRun['goal'], 'active' | 'paused' | 'pending'>> = {
  deploy: 'active',
  resume: 'active',
  pause: 'paused',
  complete: 'paused',
  clean_up: 'pending',
};

const workflowTypes = {
  deploy: 'creation',
  resume: 'activation',
  pause: 'deactivation',
  complete: 'deactivation',
  clean_up: 'deactivation',
  sync: 'sync',
  plan: 'creation',
  optimize: 'optimization',
  rotate: 'optimization',
} as const satisfies Record<Goal, WorkflowType>;

type Results = Readonly<Partial<Record<Platform, Partial<PlatformOutcome>>>>;

const isSwitch = (goal: Goal): goal is LifecycleRun['goal'] => Object.hasOwn(wellDone, goal);

const outcomesOf = ({ data }: Request, goal: Goal, results: Results): readonly PlatformOutcome[] =>
  data.targets.map(({ mappingId: mapping, platform, status, platformCampaignId, tag, adGroup, ads }) => ({
    mappingId: mapping,
    platform,
    status: isSwitch(goal) ? wellDone[goal] : status,
    platformCampaignId: goal === 'clean_up' ? null : (platformCampaignId ?? `${platform}-1`),
    tag: goal === 'clean_up' ? null : (tag ?? `op-${platform}`),
    error: null,
    ...(goal === 'clean_up' || adGroup === undefined ? {} : { adGroup, ads }),
    ...results[platform],
  }));

/** The end of the latest run with that goal; each platform well, but for what `results` says. */
export const endOf =
  (goal: Goal, results: Results = {}, at = now, more: Partial<RecordWorkflowEnd['data']> = {}) =>
  (history: readonly OrchestrationEvent[]): RecordWorkflowEnd => {
    const requests = history.filter(isRequest).filter(({ type }) => purposes[type].goal === goal);
    const request = requests.at(-1);
    if (request === undefined) throw new TypeError(`No ${goal} was asked for`);
    const outcomes = outcomesOf(request, goal, results);
    const refused = outcomes.filter(({ error }) => error !== null).length;
    const someWell = refused < outcomes.length ? 'partial' : 'failed';
    return {
      type: 'RecordWorkflowEnd',
      data: {
        workflowId: request.data.workflowId,
        workflowType: workflowTypes[goal],
        purpose: purposes[request.type],
        outcomes,
        outcome: refused === 0 ? 'completed' : someWell,
        reason: refused === 0 ? null : 'A platform refused',
        now: at,
        ...more,
      },
    };
  };

/** A deployment that never came into being on a platform. */
export const notMade = { status: 'failed', platformCampaignId: null, tag: null, error: 'refused' } as const;
/** An ad of that creative. */
export const adOf = (n: number, resting?: true): AdRef => ({
  ...{ creativeId: creativeOf(n), platformAdId: `ad-${n}`, tag: `op-ad-${n}` },
  ...(resting === undefined ? {} : { resting }),
});
/** What a deployment has made under a campaign: ads of the creatives 1, 2 and so on. */
export const withAds = (count: number) => ({
  adGroup: { platformAdGroupId: 'group', tag: 'op-group' },
  ads: Array.from({ length: count }, (_, index) => adOf(index + 1)),
});

/** A run that left a platform's campaign as it was. */
export const still = (status: 'active' | 'paused') => ({ status, error: 'refused' }) as const;

export type Step = OrchestrationCommand | ((history: readonly OrchestrationEvent[]) => OrchestrationCommand);

/** What happened after these commands, one after the other; a refused command fails the specification. */
export const after = (...steps: readonly Step[]): readonly OrchestrationEvent[] => {
  const history: OrchestrationEvent[] = [];
  for (const step of steps) history.push(...decided(history, step));
  return history;
};

/** What a command decides after that history. */
export const decided = (history: readonly OrchestrationEvent[], step: Step): readonly OrchestrationEvent[] => {
  const command = typeof step === 'function' ? step(history) : step;
  return orchestrationDecider.decide(command, fold(orchestrationDecider, history));
};

export const stateOf = (history: readonly OrchestrationEvent[]): ExistingOrchestration => {
  const state: Orchestration = fold(orchestrationDecider, history);
  if (state.status === 'absent') throw new TypeError('Nothing was drafted');
  return state;
};

/** The refusal of a command in a state; `undefined` when it is not refused. */
export const refusalOf = (state: Orchestration, command: OrchestrationCommand): RuleViolation | undefined => {
  try {
    orchestrationDecider.decide(command, state);
    return undefined;
  } catch (error) {
    if (error instanceof RuleViolation) return error;
    throw error;
  }
};

/** Drafted, deployed on all three platforms. */
export const active = [draft(), deploy(1), endOf('deploy')] as const;
/** Paused on all three platforms. */
export const paused = [...active, pause(2), endOf('pause')] as const;
/** Deployed nowhere. */
export const failed = [
  draft(),
  deploy(1),
  endOf('deploy', { meta: notMade, google: notMade, tiktok: notMade }),
] as const;
export const scheduled = [draft(), schedule()] as const;
export const completed = [...active, complete(3), endOf('complete')] as const;
/** Active with meta paused, google active and tiktok never made: every action has something to do. */
export const mixed = [
  draft(),
  deploy(1),
  endOf('deploy', { tiktok: notMade }),
  pause(2),
  endOf('pause', { google: still('active') }),
] as const;
