import {
  type AdCreative,
  type Platform,
  platform,
  type WorkflowEvent,
  type WorkflowTarget,
} from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  deployment,
  eventsOf,
  play,
  requestedAt,
  succeeded,
  target,
  usualResult,
} from '../workflows/testing/scripted-run.ts';
import { plannedOperations } from './planned-operations.ts';

const creativeOf = (n: number, platforms: AdCreative['platforms']): AdCreative => ({
  ...{ creativeId: `c0000000-0000-4000-8000-00000000000${n}`, name: `Hero ${n}`, format: 'image' },
  ...(platforms === undefined ? {} : { platforms }),
});

const somePlatforms = fc.subarray(platform.options, { minLength: 1 });
const creatives = fc
  .array(fc.option(somePlatforms, { nil: undefined }), { maxLength: 4 })
  .map((all) => all.map((on, n) => creativeOf(n, on)));

/** New, left behind by an earlier deployment with more or less of what stands under it, or without a budget. */
const targetOf = (on: Platform, ads: readonly AdCreative[]) =>
  fc
    .constantFrom<Partial<WorkflowTarget>>(
      {},
      { platformCampaignId: `${on}-0`, tag: `op-${on}`, status: 'failed' },
      {
        ...{ platformCampaignId: `${on}-0`, tag: `op-${on}`, status: 'failed' as const },
        ...{ adGroup: { platformAdGroupId: `${on}-group-0`, tag: 'op-group' } },
        ads: ads.slice(0, 1).map(({ creativeId }) => ({ creativeId, platformAdId: `${on}-ad-0`, tag: 'op-ad' })),
      },
      { budget: { micros: 0, currency: 'USD' } },
    )
    .map((change) => target(on, change));

const deployments = fc
  .record({ platforms: somePlatforms, ads: creatives, policy: fc.constantFrom('rollback', 'continue') })
  .chain(({ platforms, ads, policy }) =>
    fc.tuple(...platforms.map((each) => targetOf(each, ads))).map((targets) =>
      deployment(policy as 'rollback', targets, {
        ...(ads.length === 0 ? {} : { creatives: ads, accepted: platforms.map((each) => `${each}:creatives.Hero 1`) }),
      }),
    ),
  );

/** Which platforms do not show the second creative. */
const unshown = fc.subarray(platform.options);
const lineOf = { level: 'ad', name: 'creatives.Hero 1', verdict: 'unsupported', reason: 'not here' } as const;

type Called = Readonly<{ platform: Platform; step: string; task: Readonly<{ kind: string; creative?: AdCreative }> }>;
const callsOf = (all: readonly Called[], on: Platform): readonly string[] =>
  all
    .filter((each) => each.platform === on)
    .map(({ step, task }) => `${step} ${task.kind} ${'creative' in task ? task.creative?.name : ''}`);

const askedIn = (events: readonly WorkflowEvent[]): readonly Called[] =>
  eventsOf(events, 'OperationRequested').map(({ data }) => data as Called);

describe('The operations that a plan shows', () => {
  it('are those that a deployment asks for in which all goes well, in the same order on each platform', () =>
    fc.assert(
      fc.property(deployments, unshown, fc.infiniteStream(fc.nat(20)), (started, without, picks) => {
        const { targets } = started.data;
        const events = play(started, {
          pick: (open) => (picks.next().value ?? 0) % open.length,
          answer: (asked) => {
            const result = usualResult(asked);
            if (result.kind !== 'verify-account') return succeeded(asked, result);
            return succeeded(asked, { ...result, plan: without.includes(asked.platform) ? [lineOf] : [] });
          },
        });
        const lines = new Map(
          targets.map((each) => [each.mappingId, without.includes(each.platform) ? [lineOf] : []] as const),
        );
        const planned = plannedOperations(started.data, requestedAt, lines);
        const calls = (all: readonly Called[]) => targets.map((each) => callsOf(all, each.platform));
        expect(calls(planned as readonly Called[])).toEqual(calls(askedIn(events)));
      }),
      { numRuns: 300 },
    ));

  it('are answered in each account’s own currency, so that a budget in another than dollars is planned to its end', () => {
    const euros = target('meta', { budget: { micros: 5_000_000, currency: 'EUR' } });
    const planned = plannedOperations(deployment('rollback', [euros]).data, requestedAt);
    expect(planned.map(({ task }) => task.kind)).toEqual([
      'verify-account',
      'create-campaign',
      'push-settings',
      'activate-campaign',
    ]);
  });
});
