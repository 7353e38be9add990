import type { WorkflowTarget } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import type { EventOf } from './commands.ts';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  after,
  complete,
  decided,
  deploy,
  draft,
  endOf,
  failed,
  id,
  later,
  mappingOf,
  mixed,
  notMade,
  now,
  pause,
  paused,
  platforms,
  resume,
  run,
  stateOf,
  still,
  unit,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

const { data: drafted } = draft();
const flight = { startAt: now, endAt: '2026-03-31T09:00:00.000Z' };
const target = (platform: (typeof platforms)[number], changes: Partial<WorkflowTarget>): WorkflowTarget => ({
  mappingId: mappingOf(platform),
  platform,
  connectionId: drafted.mappings[0]?.connectionId as WorkflowTarget['connectionId'],
  adAccountId: `account-${platform}`,
  platformCampaignId: null,
  status: 'pending',
  budget: { micros: { meta: 50, google: 30, tiktok: 20 }[platform] * unit, currency: 'USD' },
  config: {},
  tag: null,
  ...changes,
});
const made = (platform: (typeof platforms)[number]) => ({ platformCampaignId: `${platform}-1`, tag: `op-${platform}` });
const request = (n: number, targets: readonly WorkflowTarget[]) => ({
  orchestrationId: id,
  workflowId: run(n),
  name: drafted.name,
  objective: drafted.objective,
  flight,
  targets: [...targets],
});
const changed = (
  n: number,
  platform: (typeof platforms)[number],
  changes: Partial<WorkflowTarget & { error: string }>,
) => ({
  type: 'PlatformCampaignStatusChanged' as const,
  data: {
    orchestrationId: id,
    mappingId: mappingOf(platform),
    platform,
    workflowId: run(n),
    status: changes.status ?? ('active' as const),
    platformCampaignId: changes.platformCampaignId ?? null,
    tag: changes.tag ?? null,
    error: changes.error ?? null,
  },
});
const at = (n: number) => ({ orchestrationId: id, workflowId: run(n), at: now });

const targetsOf = (events: readonly { data: unknown }[]): readonly (readonly [string, string | null])[] =>
  (events[0] as EventOf<'PauseRequested'>).data.targets.map(({ platform, platformCampaignId }) => [
    platform,
    platformCampaignId,
  ]);
const flightOf = (events: readonly { data: unknown }[]) => (events[0] as EventOf<'DeploymentRequested'>).data.flight;

describe('deployment', () => {
  it('asks for a campaign on every platform, with its share of the budget', () => {
    given({ type: 'OrchestrationDrafted', data: drafted })
      .when(deploy(1))
      .then({
        type: 'DeploymentRequested',
        data: {
          ...request(
            1,
            platforms.map((platform) => target(platform, {})),
          ),
          failurePolicy: 'rollback',
        },
      });
  });

  it('follows the failure policy that it is given', () => {
    const command = {
      type: 'RequestDeployment',
      data: { workflowId: run(1), now, failurePolicy: 'continue' },
    } as const;
    expect(decided(after(draft()), command)).toMatchObject([{ data: { failurePolicy: 'continue' } }]);
  });

  it('makes the orchestration active and keeps what the platforms call the campaigns', () => {
    const history = after(draft(), deploy(1));
    given(...history)
      .when(endOf('deploy')(history))
      .then(
        ...platforms.map((platform) => changed(1, platform, { status: 'active', ...made(platform) })),
        { type: 'OrchestrationActivated', data: at(1) },
        { type: 'WorkflowSettled', data: { ...at(1), workflowType: 'creation', outcome: 'completed' } },
      );
  });

  it('that works on some platforms only makes the orchestration active and says what failed', () => {
    const history = after(draft(), deploy(1));
    given(...history)
      .when(endOf('deploy', { google: notMade, tiktok: notMade })(history))
      .then(
        changed(1, 'meta', { status: 'active', ...made('meta') }),
        changed(1, 'google', { status: 'failed', error: 'refused' }),
        changed(1, 'tiktok', { status: 'failed', error: 'refused' }),
        { type: 'OrchestrationActivated', data: at(1) },
        { type: 'WorkflowSettled', data: { ...at(1), workflowType: 'creation', outcome: 'partial' } },
      );
  });

  it('that works nowhere makes the orchestration failed, with the reason', () => {
    expect(after(...failed).slice(-2)).toEqual([
      { type: 'OrchestrationFailed', data: { ...at(1), reason: 'A platform refused' } },
      { type: 'WorkflowSettled', data: { ...at(1), workflowType: 'creation', outcome: 'failed' } },
    ]);
  });

  it('may be asked for again after it failed, on every platform', () => {
    expect(targetsOf(decided(after(...failed), deploy(5)))).toEqual([
      ['meta', null],
      ['google', null],
      ['tiktok', null],
    ]);
  });

  it('of an active orchestration covers only the platforms that did not come up', () => {
    expect(targetsOf(decided(after(...mixed), deploy(5)))).toEqual([['tiktok', null]]);
  });

  it('goes on with a campaign that an earlier deployment left behind instead of making a second one', () => {
    const leftBehind = { status: 'failed', error: 'not activated' } as const;
    const history = after(draft(), deploy(1), endOf('deploy', { meta: leftBehind, google: notMade }));
    expect(targetsOf(decided(history, deploy(5)))).toEqual([
      ['meta', 'meta-1'],
      ['google', null],
    ]);
  });

  it('is refused when every platform is deployed already', () => {
    given(...after(...active))
      .when(deploy(5))
      .thenRejects('illegal-transition');
  });

  it('leaves the status of an active orchestration alone when the missing platforms fail again', () => {
    const history = after(...mixed, deploy(5));
    const end = decided(history, endOf('deploy', { tiktok: notMade }));
    expect(end.map(({ type }) => type)).toEqual(['PlatformCampaignStatusChanged', 'WorkflowSettled']);
    expect(stateOf([...history, ...end]).status).toBe('active');
  });
});

describe('creative requirements', () => {
  const image = { name: 'Banner', format: 'image' as const };
  const video = { name: 'Film', format: 'video' as const };
  const needing = (creatives: readonly object[], formats?: readonly ('image' | 'video')[]) =>
    after(
      draft({
        creatives: creatives as typeof drafted.creatives,
        creativeRequirements: {
          meta: { min_creatives: 2, ...(formats === undefined ? {} : { formats: [...formats] }) },
        },
      }),
    );

  it.each([
    ['there are enough', [image, video], undefined],
    ['there are enough of the format', [image, image, video], ['image']],
    ['they are meant for the platform', [{ ...image, platforms: ['meta'] }, video], undefined],
  ] as const)('are met when %s', (_, creatives, formats) => {
    expect(decided(needing(creatives, formats), deploy(1))).toHaveLength(1);
  });

  it.each([
    ['there are too few', [image], undefined],
    ['the format does not fit', [image, video], ['image']],
    ['they are meant for another platform', [image, { ...video, platforms: ['google'] }], undefined],
  ] as const)('refuse the deployment when %s', (_, creatives, formats) => {
    given(...needing(creatives, formats))
      .when(deploy(1))
      .thenRejects('creative-requirements-unmet');
  });

  it('do not hold up a platform that is deployed already', () => {
    const needy = draft({ creatives: [image], creativeRequirements: { meta: { min_creatives: 1 } } });
    const history = after(needy, deploy(1), endOf('deploy', { tiktok: notMade }));
    expect(targetsOf(decided(history, deploy(5)))).toEqual([['tiktok', null]]);
  });
});

describe('the flight', () => {
  const scheduled = (startAt: string | null, endAt: string | null) =>
    after(draft({ schedule: { startAt, endAt, durationDays: 30 } }));

  it('begins with the deployment and lasts the planned days when nothing is scheduled', () => {
    expect(flightOf(decided(after(draft()), deploy(1)))).toEqual(flight);
  });

  it('begins in the future when it is scheduled so', () => {
    const start = '2026-04-01T00:00:00.000Z';
    expect(flightOf(decided(scheduled(start, null), deploy(1)))).toEqual({
      startAt: start,
      endAt: '2026-05-01T00:00:00.000Z',
    });
  });

  it('begins now when its scheduled start has passed, and ends as scheduled', () => {
    const end = '2026-03-20T00:00:00.000Z';
    expect(flightOf(decided(scheduled('2026-02-01T00:00:00.000Z', end), deploy(1)))).toEqual({
      startAt: now,
      endAt: end,
    });
  });

  it('is kept when a platform is deployed later', () => {
    expect(flightOf(decided(after(...mixed), deploy(5, later)))).toEqual(flight);
  });

  it('begins anew when nothing was deployed the first time', () => {
    expect(flightOf(decided(after(...failed), deploy(5, later))).startAt).toBe(later);
  });

  it.each([
    ['has passed', '2026-02-28T00:00:00.000Z'],
    ['is this very moment, written without fractions', '2026-03-01T09:00:00Z'],
  ])('cannot be deployed when its end %s', (_, endAt) => {
    given(...scheduled(null, endAt))
      .when(deploy(1))
      .thenRejects('flight-over');
  });

  it('cannot be resumed after its end', () => {
    given(...after(...paused))
      .when(resume(5, '2026-03-31T09:00:00.000Z'))
      .thenRejects('flight-over');
  });
});

describe('pause', () => {
  it('asks for a pause of every active campaign', () => {
    given(...after(...active))
      .when(pause(2))
      .then({
        type: 'PauseRequested',
        data: request(
          2,
          platforms.map((platform) => target(platform, { status: 'active', ...made(platform) })),
        ),
      });
  });

  it('leaves out what is paused or was never made', () => {
    expect(targetsOf(decided(after(...mixed), pause(5)))).toEqual([['google', 'google-1']]);
  });

  it('that a platform refuses leaves the orchestration active, and the platform active with the error', () => {
    const history = after(...active, pause(2));
    given(...history)
      .when(endOf('pause', { google: still('active') })(history))
      .then(
        changed(2, 'meta', { status: 'paused', ...made('meta') }),
        changed(2, 'google', { status: 'active', ...made('google'), error: 'refused' }),
        changed(2, 'tiktok', { status: 'paused', ...made('tiktok') }),
        { type: 'WorkflowSettled', data: { ...at(2), workflowType: 'deactivation', outcome: 'partial' } },
      );
  });

  it('can be asked for again for what it did not reach, and then the orchestration is paused', () => {
    const history = after(...active, pause(2), endOf('pause', { google: still('active') }), pause(5), endOf('pause'));
    expect(stateOf(history).status).toBe('paused');
    expect(stateOf(history).mappings.map(({ status, error }) => [status, error])).toEqual([
      ['paused', null],
      ['paused', null],
      ['paused', null],
    ]);
  });

  it('is refused when no campaign is active', () => {
    const none = after(
      ...active,
      pause(2),
      endOf('pause'),
      resume(3),
      endOf('resume', { google: still('paused'), tiktok: still('paused') }),
    );
    expect(targetsOf(decided(none, pause(5)))).toEqual([['meta', 'meta-1']]);
    given(...after(...paused))
      .when(pause(5))
      .thenRejects('illegal-transition');
  });
});

describe('resume', () => {
  it('asks for the activation of every paused campaign and makes the orchestration active', () => {
    const history = after(...paused, resume(5));
    expect(targetsOf(history.slice(-1))).toEqual([
      ['meta', 'meta-1'],
      ['google', 'google-1'],
      ['tiktok', 'tiktok-1'],
    ]);
    expect(stateOf(after(...paused, resume(5), endOf('resume'))).status).toBe('active');
  });

  it('never revives what was never deployed', () => {
    const history = after(draft(), deploy(1), endOf('deploy', { tiktok: notMade }), pause(2), endOf('pause'));
    expect(targetsOf(decided(history, resume(5)))).toEqual([
      ['meta', 'meta-1'],
      ['google', 'google-1'],
    ]);
  });

  it('never revives a campaign that a failed deployment left behind', () => {
    const leftBehind = { status: 'failed', error: 'not activated' } as const;
    const history = after(draft(), deploy(1), endOf('deploy', { tiktok: leftBehind }), pause(2), endOf('pause'));
    expect(targetsOf(decided(history, resume(5))).map(([platform]) => platform)).toEqual(['meta', 'google']);
  });

  it('never revives what is completed', () => {
    given(...after(...paused, complete(5)))
      .when(resume(6))
      .thenRejects('illegal-transition');
  });

  it('is refused when no campaign is paused', () => {
    given(...after(...active))
      .when(resume(5))
      .thenRejects('illegal-transition');
  });

  it('that works on some platforms only makes the orchestration active', () => {
    const history = after(...paused, resume(5), endOf('resume', { google: still('paused') }));
    expect(stateOf(history).status).toBe('active');
    expect(targetsOf(decided(history, resume(6)))).toEqual([['google', 'google-1']]);
  });

  it('that works nowhere leaves the orchestration paused', () => {
    const refused = { meta: still('paused'), google: still('paused'), tiktok: still('paused') };
    expect(stateOf(after(...paused, resume(5), endOf('resume', refused))).status).toBe('paused');
  });
});

describe('completion', () => {
  it('pauses what is active and is then final', () => {
    const history = after(...mixed, complete(5));
    expect(targetsOf(history.slice(-1))).toEqual([['google', 'google-1']]);
    given(...history)
      .when(endOf('complete')(history))
      .then(
        changed(5, 'google', { status: 'paused', ...made('google') }),
        { type: 'OrchestrationCompleted', data: at(5) },
        { type: 'WorkflowSettled', data: { ...at(5), workflowType: 'deactivation', outcome: 'completed' } },
      );
  });

  it.each([
    ['paused', paused],
    ['failed', failed],
  ] as const)('of a %s orchestration needs no run: nothing is active', (_, before) => {
    given(...after(...before))
      .when(complete(5))
      .then({ type: 'OrchestrationCompleted', data: { orchestrationId: id, workflowId: null, at: now } });
  });

  it('does not happen while a campaign is still active', () => {
    const history = after(...active, complete(5), endOf('complete', { google: still('active') }));
    expect(stateOf(history).status).toBe('active');
    expect(targetsOf(decided(history, complete(6)))).toEqual([['google', 'google-1']]);
  });
});
