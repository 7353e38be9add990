import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { at, changed, drafted, flight, flightOf, made, request, target, targetsOf } from './expected-events.ts';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  after,
  decided,
  deploy,
  draft,
  endOf,
  failed,
  later,
  mappingOf,
  mixed,
  notMade,
  now,
  paused,
  platforms,
  resume,
  run,
  stateOf,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

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
        {
          type: 'WorkflowSettled',
          data: { ...at(1), workflowType: 'creation', outcome: 'completed', pushed: platforms.map(mappingOf) },
        },
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
        {
          type: 'WorkflowSettled',
          data: { ...at(1), workflowType: 'creation', outcome: 'partial', pushed: [mappingOf('meta')] },
        },
      );
  });

  it('that works nowhere makes the orchestration failed, with the reason', () => {
    expect(after(...failed).slice(-2)).toEqual([
      { type: 'OrchestrationFailed', data: { ...at(1), reason: 'A platform refused' } },
      { type: 'WorkflowSettled', data: { ...at(1), workflowType: 'creation', outcome: 'failed', pushed: [] } },
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
