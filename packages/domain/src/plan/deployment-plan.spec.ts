import type { OperationResult, PlanLine } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import {
  active,
  after,
  deploy as deployCommand,
  draft,
  endOf,
  later,
  notMade,
  now,
  pause,
  run,
  type Step,
  stateOf,
} from '../orchestrations/samples.ts';
import { deployment, requestedAt, target } from '../workflows/testing/scripted-run.ts';
import { deploymentPlan, type PlannedConnection, type PlanSources } from './deployment-plan.ts';
import { deploymentRefusals } from './deployment-refusals.ts';

const creative = { creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero', format: 'image' } as const;
const { data } = deployment('rollback', [target('meta'), target('tiktok')], { creatives: [creative] });
const [meta, tiktok] = data.targets as [ReturnType<typeof target>, ReturnType<typeof target>];

type Verified = Extract<OperationResult, { kind: 'verify-account' }>;
type Outcome = NonNullable<ReturnType<PlanSources['answers']['get']>>;
const answered = (change: Partial<Verified> = {}): Outcome => ({
  status: 'succeeded',
  result: {
    ...{ kind: 'verify-account', currency: 'USD', timeZone: 'Etc/UTC', plan: [] },
    preview: {
      remarks: [],
      requests: [
        { kind: 'create-campaign', creativeId: null, requests: 2 },
        { kind: 'create-ad', creativeId: creative.creativeId, requests: 3 },
      ],
    },
    ...change,
  },
});

const connection: PlannedConnection = { state: 'active', reason: null, currency: 'USD', expiresAt: null };
const sources = (change: Partial<PlanSources> = {}): PlanSources => ({
  request: { ...data, planHash: 'hash' },
  at: requestedAt,
  schedule: { startAt: null, endAt: null, durationDays: 30 },
  refusals: [],
  answers: new Map([meta, tiktok].map(({ mappingId }) => [mappingId, answered()])),
  faults: new Map(),
  connections: new Map([meta, tiktok].map(({ connectionId }) => [connectionId, connection])),
  ...change,
});
const metaSays = (outcome: Outcome | undefined): Partial<PlanSources> => ({
  answers: new Map([
    [tiktok.mappingId, answered()],
    ...(outcome === undefined ? [] : [[meta.mappingId, outcome] as const]),
  ]),
});
const connected = (change: Partial<PlannedConnection>): Partial<PlanSources> => ({
  connections: new Map([
    [tiktok.connectionId, connection],
    [meta.connectionId, { ...connection, ...change }],
  ]),
});
const metaOf = (change: Partial<PlanSources>) => {
  const { platforms, isDeployable } = deploymentPlan(sources(change));
  const [first, second] = platforms;
  expect(second).toMatchObject({ findings: [], warnings: [] });
  return {
    isDeployable,
    findings: first?.findings.map(({ code }) => code),
    warnings: first?.warnings.map(({ code }) => code),
  };
};

describe('The plan of a deployment', () => {
  it('shows each platform’s calls in order, what they make, and the requests that they take', () => {
    const plan = deploymentPlan(sources());
    expect(plan.isDeployable).toBe(true);
    expect(plan.platforms.map(({ target: { platform } }) => platform)).toEqual(['meta', 'tiktok']);
    expect(plan.platforms[0]?.calls).toEqual([
      { step: 'validate_configuration', operation: 'verify-account', makes: null, requests: null },
      {
        ...{ step: 'create_platform_campaigns', operation: 'create-campaign', requests: 2 },
        makes: { level: 'campaign', name: 'Spring Sale' },
      },
      {
        ...{ step: 'create_ads', operation: 'create-ad-group', requests: null },
        makes: { level: 'ad_group', name: 'Spring Sale' },
      },
      { step: 'create_ads', operation: 'create-ad', makes: { level: 'ad', name: 'Hero' }, requests: 3 },
      { step: 'sync_settings', operation: 'push-settings', makes: null, requests: null },
      { step: 'activate_campaigns', operation: 'activate-campaign', makes: null, requests: null },
    ]);
  });

  const unsupported: PlanLine = { level: 'ad_group', name: 'targeting.age', verdict: 'unsupported', reason: 'no' };

  it.each<readonly [string, Partial<PlanSources>, string]>([
    ['a connection that is gone', { connections: new Map([[tiktok.connectionId, connection]]) }, 'connection-missing'],
    ['a suspended connection', connected({ state: 'suspended', reason: 'revoked' }), 'connection-suspended'],
    ['a connection whose access has run out', connected({ state: 'expired' }), 'connection-suspended'],
    ['a permission that is missing', connected({ state: 'scope_missing' }), 'scope-missing'],
    ['an account in another currency', metaSays(answered({ currency: 'EUR' })), 'currency-mismatch'],
    [
      'a budget below the platform’s least',
      metaSays(
        answered({
          preview: { requests: [], remarks: [{ isBlocking: true, code: 'budget-too-small', message: 'no' }] },
        }),
      ),
      'budget-too-small',
    ],
    ['what the platform does not support', metaSays(answered({ plan: [unsupported] })), 'unsupported'],
    [
      'a platform that refuses',
      metaSays({ status: 'failed', error: { class: 'permission', code: 'no-credentials', message: 'no' } }),
      'no-credentials',
    ],
    [
      'a platform that cannot be asked',
      { ...metaSays(undefined), faults: new Map([[meta.mappingId, 'No budget is allocated']]) },
      'not-deployable',
    ],
    [
      'a rule about one platform',
      { refusals: [new RuleViolation('creative-requirements-unmet', 'meta needs 2', { platform: 'meta' })] },
      'creative-requirements-unmet',
    ],
  ])('finds %s in the way, on that platform alone', (_, change, code) => {
    expect(metaOf(change)).toEqual({ isDeployable: false, findings: [code], warnings: [] });
  });

  it.each<readonly [string, Partial<PlanSources>, string]>([
    [
      'access that ends before the flight does',
      connected({ expiresAt: '2026-03-20T00:00:00.000Z' }),
      'connection-expiring',
    ],
    ['access that is said to end', connected({ state: 'expiring' }), 'connection-expiring'],
    [
      'what is left out because that was accepted',
      {
        ...metaSays(answered({ plan: [unsupported] })),
        request: { ...data, planHash: 'hash', accepted: ['meta:targeting.age'] },
      },
      'left-out',
    ],
    [
      'what a platform remarks',
      metaSays(
        answered({ preview: { requests: [], remarks: [{ isBlocking: false, code: 'budget-low', message: 'low' }] } }),
      ),
      'budget-low',
    ],
  ])('warns of %s, and can be deployed', (_, change, code) => {
    expect(metaOf(change)).toEqual({ isDeployable: true, findings: [], warnings: [code] });
  });

  it('says nothing of access that outlives the flight', () => {
    expect(metaOf(connected({ expiresAt: '2026-04-20T00:00:00.000Z' })).warnings).toEqual([]);
  });

  it('warns that a flight starts at once when its scheduled start has passed', () => {
    const schedule = { startAt: '2026-02-01T00:00:00.000Z', endAt: null, durationDays: 30 };
    expect(deploymentPlan(sources({ schedule })).warnings).toMatchObject([{ code: 'starts-at-once' }]);
  });

  it('finds a rule about the whole in the way of all', () => {
    const plan = deploymentPlan(sources({ refusals: [new RuleViolation('flight-over', 'over')] }));
    expect(plan).toMatchObject({ isDeployable: false, findings: [{ code: 'flight-over', message: 'over' }] });
  });
});

const refusals = (...steps: readonly Step[]) =>
  deploymentRefusals(stateOf(after(...steps)), { workflowId: run(9), now: later }).map(({ code, details }) =>
    `${code} ${details['platform'] ?? ''}`.trim(),
  );

describe('The rules by which a deployment would be refused', () => {
  it('are told for each platform, not only for the first', () => {
    const creativeRequirements = { meta: { min_creatives: 1 }, tiktok: { min_creatives: 2 } };
    expect(refusals(draft({ creativeRequirements }))).toEqual([
      'creative-requirements-unmet meta',
      'creative-requirements-unmet tiktok',
    ]);
  });

  it('are those of the whole once', () => {
    const schedule = { startAt: null, endAt: '2026-03-02T00:00:00.000Z', durationDays: 30 };
    expect(refusals(draft({ schedule }))).toEqual(['flight-over']);
    expect(refusals(draft(), deployCommand(1))).toEqual(['workflow-in-progress']);
    expect(refusals(...active, pause(2), endOf('pause'))).toEqual(['illegal-transition']);
  });

  it('are none where a deployment goes through, also of what is left to deploy', () => {
    expect(refusals(draft())).toEqual([]);
    expect(refusals(draft(), deployCommand(1, now), endOf('deploy', { tiktok: notMade }))).toEqual([]);
  });
});
