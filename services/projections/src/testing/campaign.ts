import type {
  AdoptedSettings,
  CampaignDomainEvent,
  ConnectionId,
  MappingId,
  MappingStatus,
  OperationError,
  OperationId,
  OperationResult,
  OperatorVerb,
  OrchestrationId,
  OrgId,
  Orphan,
  Platform,
  PlatformCall,
  Recommendation,
  StepName,
  StreamName,
  TemplateId,
  WorkflowId,
} from '@campaigns/contracts';
import { derivedId, type EventStore } from '@campaigns/event-sourcing';
import { type Recorder, recorder } from './recorder.ts';

export const unit = 1_000_000;
const platforms = ['meta', 'google', 'tiktok'] as const satisfies readonly Platform[];
type Target = (typeof platforms)[number];
const shares: Readonly<Record<Target, number>> = { meta: 50, google: 30, tiktok: 20 };
type AnyId = OrgId & TemplateId & OrchestrationId & MappingId & ConnectionId & WorkflowId & OperationId;
type Purpose = Extract<CampaignDomainEvent, { type: 'WorkflowStarted' }>['data']['purpose'];
type Optimization = Extract<Purpose, { goal: 'optimize' }>;
type Ending = NonNullable<Extract<CampaignDomainEvent, { type: 'WorkflowFailed' }>['data']['ending']>;

/**
 * One organisation with a template and an orchestration over Meta, Google and TikTok (100 USD: 50, 30, 20), and the events
 * that the services write about it.
 */
export const campaign = (store: EventStore, name: string) => {
  const id = (...parts: readonly (string | number)[]): AnyId => derivedId(name, ...parts) as AnyId;
  const ids = { org: id('org'), template: id('template'), orchestration: id('orchestration') };
  const mapping = (platform: Platform): AnyId => id('mapping', platform);
  const connection = (platform: Platform): AnyId => id('connection', platform);
  const log: Recorder = recorder(store, ids.org);
  const stream = `orchestration-${ids.orchestration}` as const;
  const flight = { startAt: '2026-03-01T00:00:00.000Z', endAt: '2026-03-31T00:00:00.000Z' };
  const about = { orchestrationId: ids.orchestration };

  const targets = (only: readonly Target[] = platforms, status: MappingStatus = 'pending') =>
    only.map((platform) => ({
      ...{ mappingId: mapping(platform), platform, connectionId: connection(platform) },
      ...{ adAccountId: `account-${platform}`, platformCampaignId: null, status, tag: null },
      ...{ budget: { micros: shares[platform] * unit, currency: 'USD' }, config: {} },
    }));
  const request = (run: string, only?: readonly Target[]) => ({
    ...{ ...about, workflowId: id('run', run), name: 'Spring', objective: 'traffic' as const, flight },
    targets: targets(only),
  });
  const context = (run: string, platform: Platform, kind: string) => ({
    ...{ ...about, operationId: id(run, platform, kind), workflowId: id('run', run), mappingId: mapping(platform) },
    ...{ connectionId: connection(platform), platform, adAccountId: `account-${platform}` },
  });
  const inRun = (run: string) => ({ ...about, workflowId: id('run', run), at: log.now() });
  const runStream = (run: string) => `workflow-${id('run', run)}` as const;
  const planned: Readonly<Record<Purpose['goal'], readonly StepName[]>> = {
    deploy: ['validate_configuration', 'create_platform_campaigns', 'sync_settings', 'activate_campaigns'],
    pause: ['pause_campaigns'],
    complete: ['pause_campaigns'],
    resume: ['activate_campaigns'],
    sync: ['sync_settings', 'fetch_performance'],
    plan: ['validate_configuration'],
    optimize: ['fetch_performance'],
    rotate: ['rotate_creatives'],
    clean_up: ['clean_up'],
  };
  const typeOf = {
    deploy: 'creation',
    sync: 'sync',
    pause: 'deactivation',
    complete: 'deactivation',
    resume: 'activation',
    plan: 'creation',
    optimize: 'optimization',
    rotate: 'optimization',
    clean_up: 'deactivation',
  } as const;
  const workflowType = ({ goal }: Purpose) => typeOf[goal];

  const draft = (
    to: StreamName,
    orchestrationId: AnyId,
    mappingOf: (platform: Platform) => AnyId,
    clonedFrom?: AnyId,
  ) =>
    log.record(to, 'OrchestrationDrafted', {
      ...{ orchestrationId, orgId: ids.org, templateId: ids.template, name: `${name} campaign`, description: null },
      ...{ category: 'awareness', objective: 'traffic', totalBudget: { micros: 100 * unit, currency: 'USD' } },
      allocation: platforms.map((platform) => ({ platform, amountMicros: shares[platform] * unit })),
      mappings: targets().map(({ platform, connectionId, adAccountId, config }) => ({
        ...{ mappingId: mappingOf(platform), platform, connectionId, adAccountId, config },
      })),
      schedule: { startAt: null, endAt: null, durationDays: 30 },
      ...{ sync: { strategy: 'auto', frequencyMinutes: 15 }, failurePolicy: 'rollback' },
      ...{ creatives: [], creativeRequirements: {}, ...(clonedFrom === undefined ? {} : { clonedFrom }) },
    });

  return {
    ...{ ids, id, mapping, connection, log, stream, about, request, inRun, runStream },
    template: (isGlobal = false) =>
      log.record(`template-${ids.template}`, 'TemplateCreated', {
        ...{ templateId: ids.template, orgId: ids.org, isGlobal },
        content: {
          ...{ name: `${name} template`, description: null, category: 'awareness', objective: 'traffic' },
          ...{ platforms: [...platforms], baseConfig: { bid: 'lowest' }, platformSpecificConfig: {} },
          ...{ budgetTemplate: { distribution: 'equal' }, creativeRequirements: {}, targetingTemplate: {} },
        },
      }),
    connections: async () => {
      for (const platform of platforms) {
        await log.record(`connection-${connection(platform)}`, 'ConnectionRegistered', {
          ...{ connectionId: connection(platform), orgId: ids.org, platform, name: `${name} on ${platform}` },
          ...{ adAccountId: `account-${platform}`, currency: 'USD', timeZone: 'UTC', scopes: ['ads', 'a "b" {c}'] },
        });
      }
    },
    draft: () => draft(stream, ids.orchestration, mapping),
    /** A second orchestration from the same template, or as a copy. */
    draftAnother: (other: string, clonedFrom?: AnyId) =>
      draft(`orchestration-${id(other)}`, id(other), (platform) => id(other, 'mapping', platform), clonedFrom),
    requestDeployment: (run: string, only?: readonly Target[]) =>
      log.record(stream, 'DeploymentRequested', { ...request(run, only), failurePolicy: 'rollback' }),
    requestSync: (run: string) =>
      log.record(stream, 'SyncRequested', {
        ...{ ...request(run), syncType: 'full', trigger: 'manual', since: '2026-03-01' },
      }),
    requestRun: (type: 'PauseRequested' | 'ResumeRequested' | 'CompletionRequested', run: string) =>
      log.record(stream, type, request(run)),
    requestOptimization: (run: string, { since, apply, mostChangePercent }: Optimization) =>
      log.record(stream, 'OptimizationRequested', { ...request(run), since, apply, mostChangePercent }),
    recommended: (run: string, recommendation: Recommendation) =>
      log.record(runStream(run), 'RecommendationsMade', { ...inRun(run), recommendation }),
    operatorNeeded: (run: string, step: StepName, reason: string) =>
      log.record(runStream(run), 'OperatorNeeded', { ...inRun(run), step, reason }),
    operatorActed: (
      run: string,
      said: Readonly<{ verb: OperatorVerb; step: StepName | null; platform: Platform | null; reason: string | null }>,
    ) => log.record(runStream(run), 'OperatorActed', { ...inRun(run), ...said }),
    /** Cancelled, or as it ended otherwise. */
    endedAs: (run: string, purpose: Purpose, ending: Ending, orphans: readonly Orphan[]) =>
      log.record(runStream(run), 'WorkflowFailed', {
        ...{ ...inRun(run), workflowType: workflowType(purpose), purpose, outcomes: [], partial: false },
        ...{ reason: 'Cancelled: Changed offer', rolledBack: [], ending, orphans: [...orphans] },
      }),
    /** 200 USD: 80, 70, 50. */
    changeBudget: () =>
      log.record(stream, 'BudgetChanged', {
        ...{ ...about, totalBudget: { micros: 200 * unit, currency: 'USD' }, pushWorkflowId: null },
        allocation: [
          { platform: 'meta', amountMicros: 80 * unit },
          { platform: 'google', amountMicros: 70 * unit },
          { platform: 'tiktok', amountMicros: 50 * unit },
        ],
      }),
    start: (run: string, purpose: Purpose, only?: readonly Target[]) =>
      log.record(runStream(run), 'WorkflowStarted', {
        ...{ ...request(run, only), workflowType: workflowType(purpose), definitionVersion: 1, purpose },
        ...{ steps: [...planned[purpose.goal]], at: log.now() },
      }),
    stepStarted: (run: string, step: StepName) => log.record(runStream(run), 'StepStarted', { ...inRun(run), step }),
    stepCompleted: (run: string, step: StepName, failedPlatforms: readonly Target[] = []) =>
      log.record(runStream(run), 'StepCompleted', { ...inRun(run), step, failedPlatforms: [...failedPlatforms] }),
    stepFailed: (run: string, step: StepName, error: string) =>
      log.record(runStream(run), 'StepFailed', { ...inRun(run), step, error }),
    asked: (run: string, step: StepName, platform: Target, deadline?: string) =>
      log.record(runStream(run), 'OperationRequested', {
        ...{ ...context(run, platform, 'verify-account'), step, task: { kind: 'verify-account' }, at: log.now() },
        ...(deadline === undefined ? {} : { deadline }),
      }),
    /** What becomes of an operation that `asked` asks for. */
    attempted: (run: string, platform: Target, attempt: number) => {
      const about = context(run, platform, 'verify-account');
      return log.record(`operation-${about.operationId}`, 'OperationAttempted', {
        ...{ ...about, attempt, purpose: 'call', task: { kind: 'verify-account' } },
      });
    },
    deferred: (
      run: string,
      platform: Target,
      deferral: Readonly<{ until: string; attempt: number; error: OperationError }>,
    ) => {
      const about = context(run, platform, 'verify-account');
      return log.record(`operation-${about.operationId}`, 'OperationDeferred', {
        ...{ ...about, ...deferral, reason: 'rate-limit', looks: 0, task: { kind: 'verify-account' } },
      });
    },
    due: (run: string, platform: Target) => {
      const about = context(run, platform, 'verify-account');
      return log.record(`operation-${about.operationId}`, 'OperationDue', {
        ...about,
        task: { kind: 'verify-account' },
      });
    },
    /** An ad that is to be made; what came of it is told with its name. */
    askedForAd: (run: string, platform: Target, name: string) =>
      log.record(runStream(run), 'OperationRequested', {
        ...{ ...context(run, platform, `create-ad ${name}`), step: 'create_ads', at: log.now() },
        task: {
          ...{ kind: 'create-ad', platformCampaignId: `${platform}-1`, platformAdGroupId: `${platform}-group` },
          ...{ tag: 'op-1', mayExist: false, creative: { creativeId: id('creative', name), name, format: 'image' } },
          spec: { ...{ name, objective: 'traffic', budget: { micros: unit, currency: 'USD' }, flight }, config: {} },
        },
      }),
    adSettled: (run: string, platform: Target, name: string, made: boolean) =>
      log.record(runStream(run), 'OperationSettled', {
        ...{ ...context(run, platform, `create-ad ${name}`), step: 'create_ads', kind: 'create-ad', at: log.now() },
        outcome: made
          ? { status: 'succeeded', result: { kind: 'create-ad', platformAdId: `ad ${name}`, adopted: false } }
          : { status: 'failed', error: { class: 'validation', code: '100', message: 'The link is not allowed' } },
      }),
    adMetrics: (platform: Target, ads: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
      log.record(`performance-${ids.orchestration}-${platform}`, 'AdDailyMetricsReported', {
        ...{ ...about, mappingId: mapping(platform), platform, platformCampaignId: `${platform}-1` },
        ...{ operationId: id('metrics', log.now()), currency: 'USD', observedAt: log.now() },
        ads: Object.entries(ads).map(([platformAdId, days]) => ({
          platformAdId,
          days: Object.entries(days).map(([date, spendMicros]) => ({
            ...{ date, spendMicros, impressions: 1_000, clicks: 20, conversionsMicros: 500_000 },
            revenueMicros: spendMicros * 2,
          })),
        })),
      }),
    /** People who clicked an ad on Meta and bought something a minute later, for 12.34 USD; one import. */
    touchpoints: (...people: readonly string[]) =>
      log.record(`attribution-${id('import', log.now())}`, 'TouchpointsImported', {
        orgId: ids.org,
        touchpoints: people.flatMap((name) => {
          const who = { customerKey: id('customer', name) };
          return [
            {
              ...{ ...who, kind: 'touch', touchpointId: id('click', name), occurredAt: '2026-03-01T10:00:00.000Z' },
              ...{ platform: 'meta', orchestrationId: ids.orchestration },
            },
            {
              ...{ ...who, kind: 'conversion', touchpointId: id('sale', name), occurredAt: '2026-03-01T10:01:00.000Z' },
              value: { micros: 12_340_000, currency: 'USD' },
            },
          ] as const;
        }),
      }),
    succeeded: (run: string, step: StepName, platform: Target, result: OperationResult) =>
      log.record(runStream(run), 'OperationSettled', {
        ...{ ...context(run, platform, result.kind), step, kind: result.kind, at: log.now() },
        outcome: { status: 'succeeded', result },
      }),
    failed: (run: string, step: StepName, platform: Target, kind: OperationResult['kind']) =>
      log.record(runStream(run), 'OperationSettled', {
        ...{ ...context(run, platform, kind), step, kind, at: log.now() },
        outcome: { status: 'failed', error: { class: 'validation', code: '1885', message: 'Budget too low' } },
      }),
    /** What the sync-worker made of an operation, and the requests that it took. */
    called: (run: string, platform: Target, kind: 'pause-campaign' | 'activate-campaign', calls: PlatformCall[]) =>
      log.record(`operation-${id(run, platform, kind)}`, 'OperationSucceeded', {
        ...{ ...context(run, platform, kind), result: { kind }, calls },
      }),
    /** A look at the results of a platform: the last day that it covered, or why it failed. */
    looked: (platform: Target, until: string | null, error = 'Too many calls') => {
      const run = `look ${log.now()}`;
      const about = context(run, platform, 'fetch-metrics');
      const stream = `operation-${about.operationId}` as const;
      if (until !== null) {
        const result = { kind: 'fetch-metrics' as const, days: 0, changedDays: 0, until, detected: [] };
        return log.record(stream, 'OperationSucceeded', { ...about, result });
      }
      return log.record(stream, 'OperationFailed', {
        ...{ ...about, kind: 'fetch-metrics', error: { class: 'rate-limit', code: '17', message: error } },
      });
    },
    ended: (
      run: string,
      purpose: Purpose,
      errors: Partial<Record<Target, string>> = {},
      rolledBack: readonly Target[] = [],
    ) => {
      const outcomes = platforms.map((platform) => ({
        ...{ mappingId: mapping(platform), platform, status: 'active' as const, platformCampaignId: `${platform}-1` },
        ...{ tag: null, error: errors[platform] ?? null },
      }));
      const data = { ...inRun(run), workflowType: workflowType(purpose), purpose, outcomes };
      if (Object.keys(errors).length === 0) return log.record(runStream(run), 'WorkflowCompleted', data);
      return log.record(runStream(run), 'WorkflowFailed', {
        ...{ ...data, reason: Object.values(errors).join('; '), partial: rolledBack.length === 0 },
        rolledBack: rolledBack.map((platform) => ({ platform, platformCampaignId: `${platform}-1` })),
      });
    },
    platformIs: (run: string, platform: Target, status: MappingStatus, error: string | null = null) =>
      log.record(stream, 'PlatformCampaignStatusChanged', {
        ...{ ...about, mappingId: mapping(platform), platform, workflowId: id('run', run), status },
        ...{ platformCampaignId: `${platform}-1`, tag: null, error },
      }),
    /** What the orchestration takes over from a platform that a sync has looked at. */
    takenOver: (run: string, platform: Target, adopted: AdoptedSettings) =>
      log.record(stream, 'ExternalChangeAdopted', {
        ...{ ...inRun(run), mappingId: mapping(platform), platform, adopted },
      }),
    renamed: (to: string) =>
      log.record(stream, 'OrchestrationUpdated', { ...about, name: to, pushWorkflowId: id('run', to), at: log.now() }),
    transition: (run: string, type: 'OrchestrationActivated' | 'OrchestrationPaused' | 'OrchestrationCompleted') =>
      log.record(stream, type, inRun(run)),
    givenUp: (run: string, reason: string) => log.record(stream, 'OrchestrationFailed', { ...inRun(run), reason }),
    settled: (
      run: string,
      purpose: Purpose,
      outcome: 'completed' | 'failed' | 'partial' = 'completed',
      ending?: Ending,
    ) =>
      log.record(stream, 'WorkflowSettled', {
        ...{ ...inRun(run), workflowType: workflowType(purpose), outcome, pushed: [] },
        ...(ending === undefined ? {} : { ending }),
      }),
    metrics: (platform: Target, days: Readonly<Record<string, number>>, platformCampaignId: string = `${platform}-1`) =>
      log.record(`performance-${ids.orchestration}-${platform}`, 'DailyMetricsReported', {
        ...{ ...about, mappingId: mapping(platform), platform, platformCampaignId },
        ...{ operationId: id('metrics', log.now()), currency: 'USD', observedAt: log.now() },
        days: Object.entries(days).map(([date, spendMicros]) => ({
          ...{ date, spendMicros, impressions: 3_000_000_000, clicks: 200, conversionsMicros: 1_500_000 },
          revenueMicros: spendMicros * 3,
        })),
      }),
  };
};

export type Campaign = ReturnType<typeof campaign>;
export const deploy = { goal: 'deploy', failurePolicy: 'rollback' } as const;
export const sync = {
  goal: 'sync',
  syncType: 'full',
  direction: 'bidirectional',
  trigger: 'manual',
  since: '2026-03-01',
} as const;
export { platforms };
