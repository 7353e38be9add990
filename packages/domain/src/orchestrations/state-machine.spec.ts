import { orchestrationStatus } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import type { OrchestrationCommand } from './commands.ts';
import type { Action } from './life-cycle.ts';
import { orchestrationDecider } from './orchestration.ts';
import {
  after,
  archive,
  budget,
  cancelSchedule,
  cleanUp,
  complete,
  decided,
  deploy,
  draft,
  endOf,
  failed,
  fetchPerformance,
  mixed,
  notMade,
  optimize,
  pause,
  plan,
  refusalOf,
  resume,
  rotate,
  schedule,
  scheduled,
  stateOf,
  still,
  sync,
  update,
  withAds,
} from './samples.ts';
import type { ExistingOrchestration } from './state.ts';

const { given } = specFor(orchestrationDecider);

const commands: Readonly<Record<Action, OrchestrationCommand>> = {
  deploy: deploy(9),
  pause: pause(9),
  resume: resume(9),
  complete: complete(9),
  sync: sync(9),
  'change-budget': budget(9, [60, 30, 20]),
  plan: plan(9),
  schedule: schedule('2026-03-03T00:00:00.000Z'),
  'cancel-schedule': cancelSchedule(),
  update: update(9, { description: 'another' }),
  archive: archive(),
  'fetch-performance': fetchPerformance(9),
  optimize: optimize(9),
  rotate: rotate(9, { rest: [1] }),
  'clean-up': cleanUp(9),
};

/** A deployment failed here, and its campaign is still on the platform. */
const leftBehind = { status: 'failed', error: 'refused' } as const;

/** In each, everything that the status allows has something to do. */
const states: Readonly<Record<ExistingOrchestration['status'], ExistingOrchestration>> = {
  draft: stateOf(after(draft())),
  scheduled: stateOf(after(...scheduled)),
  active: stateOf(
    after(
      ...[draft(), deploy(1), endOf('deploy', { google: withAds(2), tiktok: leftBehind })],
      ...[pause(2), endOf('pause', { google: still('active') })],
    ),
  ),
  paused: stateOf(after(draft(), deploy(1), endOf('deploy', { tiktok: leftBehind }), pause(2), endOf('pause'))),
  completed: stateOf(
    after(draft(), deploy(1), endOf('deploy', { tiktok: leftBehind }), complete(2), endOf('complete')),
  ),
  failed: stateOf(
    after(
      draft(),
      deploy(1),
      endOf('deploy', { meta: { status: 'paused', error: 'refused' }, google: notMade, tiktok: notMade }),
    ),
  ),
};

const allowed: Readonly<Record<ExistingOrchestration['status'], readonly Action[]>> = {
  draft: ['plan', 'deploy', 'schedule', 'update', 'archive', 'change-budget'],
  scheduled: ['plan', 'deploy', 'schedule', 'cancel-schedule', 'update', 'change-budget'],
  active: [
    ...(['plan', 'deploy', 'update', 'pause', 'resume', 'complete', 'sync', 'fetch-performance'] as const),
    ...(['optimize', 'rotate', 'clean-up', 'change-budget'] as const),
  ],
  paused: ['update', 'resume', 'complete', 'sync', 'fetch-performance', 'clean-up', 'change-budget'],
  completed: ['archive', 'fetch-performance', 'clean-up'],
  failed: [
    ...(['plan', 'deploy', 'update', 'complete', 'sync', 'fetch-performance', 'archive', 'clean-up'] as const),
    'change-budget',
  ],
};

const actions = Object.keys(commands) as readonly Action[];
const table = orchestrationStatus.options.flatMap((status) =>
  actions.map((action) => ({ status, action, isAllowed: allowed[status].includes(action) })),
);

describe('the states of an orchestration', () => {
  it.each(orchestrationStatus.options)('a sample of %s is in that state', (status) => {
    expect(states[status].status).toBe(status);
  });

  // What is archived has left nothing behind.
  const stateFor = (status: ExistingOrchestration['status'], action: Action): ExistingOrchestration =>
    status === 'failed' && action === 'archive' ? stateOf(after(...failed)) : states[status];

  it.each(table.filter(({ isAllowed }) => isAllowed))('$status allows $action', ({ status, action }) => {
    expect(orchestrationDecider.decide(commands[action], stateFor(status, action))).not.toEqual([]);
  });

  it.each(actions)('what is archived does not allow to %s', (action) => {
    const archived = after(draft(), archive());
    if (action === 'archive')
      given(...archived)
        .when(commands[action])
        .thenNothing();
    else
      given(...archived)
        .when(commands[action])
        .thenRejects('illegal-transition');
  });

  it.each(table.filter(({ isAllowed }) => !isAllowed))(
    '$status does not allow $action and says so',
    ({ status, action }) => {
      const refusal = refusalOf(states[status], commands[action]);
      expect(refusal).toMatchObject({ code: 'illegal-transition', details: { status, action } });
      expect(refusal?.message).toContain(status);
      expect(refusal?.message).toContain(action);
    },
  );

  it.each(actions)('nothing that does not exist can be asked to %s', (action) => {
    given().when(commands[action]).thenRejects('orchestration-not-found');
  });

  it('a run that ends for an orchestration that does not exist changes nothing', () => {
    given()
      .when(endOf('deploy')(after(draft(), deploy(1))))
      .thenNothing();
  });
});

describe('two runs at once', () => {
  const busy = {
    deployment: after(draft(), deploy(1)),
    redeployment: after(...mixed, deploy(5)),
    pause: after(...mixed, pause(5)),
    resume: after(...mixed, resume(5)),
    completion: after(...mixed, complete(5)),
    sync: after(...mixed, sync(5)),
  };

  it.each([
    ['deployment', ['deploy']],
    ['redeployment', ['deploy', 'pause', 'resume', 'complete', 'sync']],
    ['pause', ['deploy', 'pause', 'resume', 'complete', 'sync']],
    ['resume', ['deploy', 'pause', 'resume', 'complete', 'sync']],
    ['completion', ['deploy', 'pause', 'resume', 'complete', 'sync']],
    ['sync', ['deploy', 'resume', 'sync']],
  ] as const)('while a %s is under way, these wait: %s', (underWay, refused) => {
    for (const action of refused)
      given(...busy[underWay])
        .when(commands[action])
        .thenRejects('workflow-in-progress');
  });

  it('the refusal names the run that is in the way', () => {
    const inTheWay = stateOf(busy.pause).lifecycleRun?.workflowId;
    expect(inTheWay).toBeDefined();
    expect(refusalOf(stateOf(busy.pause), deploy(9))?.details).toEqual({ workflowId: inTheWay });
  });

  it.each(['pause', 'complete'] as const)('%s does not wait for a sync: it stops the spending', (action) => {
    expect(decided(busy.sync, commands[action])).not.toEqual([]);
  });

  it('a sync that ran beside a pause ends without touching what the pause did', () => {
    const beside = after(...mixed, sync(5), pause(6), endOf('pause'));
    expect(stateOf(beside).status).toBe('paused');
    expect(decided(beside, endOf('sync')).map(({ type }) => type)).toEqual(['WorkflowSettled']);
  });

  it.each(['deployment', 'redeployment', 'pause', 'resume', 'completion', 'sync'] as const)(
    'the budget may change while a %s is under way',
    (underWay) => {
      expect(decided(busy[underWay], commands['change-budget']).map(({ type }) => type)).toEqual(['BudgetChanged']);
    },
  );
});

describe('a command that comes twice', () => {
  it.each([
    ['deployment', [draft(), deploy(1)], deploy(1)],
    ['pause', [...mixed, pause(5)], pause(5)],
    ['resume', [...mixed, resume(5)], resume(5)],
    ['completion', [...mixed, complete(5)], complete(5)],
    ['sync', [...mixed, sync(5)], sync(5)],
    ['budget change', [...mixed, budget(5, [60, 30, 20])], budget(6, [60, 30, 20])],
  ] as const)('a %s does nothing the second time', (_, before, command) => {
    given(...after(...before))
      .when(command)
      .thenNothing();
  });

  it('an orchestration is not drafted twice', () => {
    given(...after(draft()))
      .when(draft())
      .thenRejects('orchestration-already-exists');
  });

  it.each([
    ['deployment', [draft(), deploy(1)], endOf('deploy')],
    ['pause', [...mixed, pause(5)], endOf('pause')],
    ['sync', [...mixed, sync(5)], endOf('sync')],
  ] as const)('the end of a %s is recorded once', (_, before, end) => {
    const history = after(...before);
    given(...after(...before, end))
      .when(end(history))
      .thenNothing();
  });

  it('the late end of an earlier run does not end the run that is under way', () => {
    const first = endOf('deploy')(after(draft(), deploy(1)));
    given(...after(...failed, deploy(5)))
      .when(first)
      .thenNothing();
  });
});
