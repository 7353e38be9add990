import { join } from 'node:path';
import {
  type DriftView,
  driftAnswer,
  hasEnded,
  orchestrationAnswer,
  orchestrationCodec,
  type Platform,
  problemDetails,
  restOperations,
  type StoredEvent,
  templatesAnswer,
  workflowAnswer,
} from '@campaigns/contracts';
import { type ExistingOrchestration, exposure, orchestrationDecider } from '@campaigns/domain';
import { fold } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { openDeadLetters } from '../system-dead-letters.ts';
import { openSystemLog, type SystemLog } from '../system-log.ts';
import { logFaults } from './chaos/verdict/log-faults.ts';
import { doneWorkflow, endedWorkflow } from './ended-workflow.ts';
import type { FaultRule } from './sandbox-control.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const root = join(import.meta.dirname, '../../../..');

type Answer = Readonly<{ status: number; type: string; body: unknown }>;
type Ask = Readonly<{ method: 'POST' | 'PUT'; action: string; body?: unknown }>;

const pause: Ask = { method: 'POST', action: '/pause' };
const resume: Ask = { method: 'POST', action: '/resume' };
const complete: Ask = { method: 'POST', action: '/complete' };
const sync: Ask = { method: 'POST', action: '/sync', body: { sync_type: 'full' } };
/** Of 30,000; each moves money from one platform to another. */
const split = (meta: number, google: number, tiktok: number): Ask => ({
  ...{ method: 'PUT', action: '/budget' },
  body: { total_budget: 30_000, budget_allocation: { meta, google, tiktok } },
});
const moved: Ask = {
  method: 'POST',
  action: '/budget/adjustments',
  body: { changes: { meta: 1_000, tiktok: -1_000 } },
};

/** So long a platform keeps what it was asked for: longer than it takes to ask for something else meanwhile. */
const heldMs = 150;
/** Just after it was given up and is asked for again (`groundVariables`): later than a stop would come without that wait. */
const lateMs = 2_320;
const held = (platform: Platform, operation: string): FaultRule => ({
  ...{ platform, operation, kind: 'latency', latencyMs: heldMs, probability: 1 },
});

type Field = DriftView['platforms'][number]['fields'][number];

/** Google's amount for a day goes by the money and the days that are left: it grows old as the sandbox's days pass. */
const hasGrownOld = ({ path, difference, desired, last_applied }: Field): boolean =>
  path === 'daily_budget' && difference === 'ours_pending' && desired === last_applied;

const wholeLog = 100_000;
const orchestrationOf = ({ data }: StoredEvent): string =>
  (data as Readonly<{ orchestrationId?: string }>).orchestrationId ?? '';

/** Two things that are asked for at once of the same campaigns, in either order, and what the platforms hold afterwards. */
export const describeRaces = (running: () => SystemUnderTest): void => {
  let log: SystemLog;
  let template: string;
  const started: string[] = [];

  const ask = async (path: string, { method, action, body }: Ask): Promise<Answer> => {
    const { apiUrl, token } = running();
    const answer = await fetch(`${apiUrl}/api/orchestration${path}${action}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    const type = `${answer.headers.get('content-type')}`.split(';')[0] ?? '';
    return { status: answer.status, type, body: await answer.json() };
  };
  const runOf = ({ body }: Answer): string => workflowAnswer.parse(body).workflow.workflow_id;
  const details = async (path: string) => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const done = async (path: string, { action, body }: Ask): Promise<void> => {
    expect(await doneWorkflow(running().api, `${path}${action}`, body)).toMatchObject({ status: 'completed' });
  };

  const deployed = async (): Promise<string> => {
    const { orchestration } = orchestrationAnswer.parse(
      await running().api.post('/from-template', {
        ...{ template_id: template, name: 'Two at once', total_budget: 30_000, duration_days: 30 },
        sync_strategy: 'manual',
      }),
    );
    const path = `/${orchestration.orchestration_id}`;
    started.push(orchestration.orchestration_id);
    await done(path, { method: 'POST', action: '/deploy' });
    return path;
  };

  const eventsOf = async (path: string) =>
    (await log.store.load(`orchestration-${path.slice(1)}`)).events.map(orchestrationCodec.decode);
  const stateOf = async (path: string) => fold(orchestrationDecider, await eventsOf(path)) as ExistingOrchestration;

  /** Asks for the first, and for the second while a platform has the first in its hands. */
  const oneUpon = async (
    path: string,
    first: Ask,
    second: Ask,
    rule: FaultRule,
  ): Promise<readonly [Answer, Answer]> => {
    await running().sandbox.setFaults([rule]);
    try {
      const one = await ask(path, first);
      await eventually(async () => expect(await running().sandbox.faultsStruck()).toBeGreaterThan(0), { everyMs: 5 });
      return [one, await ask(path, second)];
    } finally {
      await running().sandbox.setFaults([]);
    }
  };

  /** Waits until nothing is under way, and tells of each campaign what the API and what its platform says. */
  const quiet = async (path: string) => {
    await eventually(async () => expect(await stateOf(path)).toMatchObject({ lifecycleRun: null, syncRun: null }), {
      timeoutMs: 15_000,
      everyMs: 25,
    });
    const state = await stateOf(path);
    const all = await running().sandbox.campaigns();
    const there = state.mappings.map(({ platform, platformCampaignId }) =>
      all.find((each) => each.platform === platform && `${platformCampaignId}`.endsWith(each.id)),
    );
    await eventually(async () => {
      const { status, mappings } = await details(path);
      expect([status, mappings.map((each) => each.status)]).toEqual([state.status, there.map((each) => each?.status)]);
      const { workflows } = restOperations.listWorkflows.response.parse(await running().api.get(`${path}/workflows`));
      expect(workflows.filter(({ status: is }) => !hasEnded(is))).toEqual([]);
    });
    return { state, there };
  };

  const isStopped = async (path: string, status: 'paused' | 'completed'): Promise<void> => {
    const { state, there } = await quiet(path);
    expect([state.status, ...there.map((each) => each?.status)]).toEqual([status, 'paused', 'paused', 'paused']);
  };

  /** What is planned has been confirmed, and a look that changes nothing finds nothing else on any platform. */
  const isAsPlanned = async (path: string): Promise<void> => {
    const { mappings } = await stateOf(path);
    for (const { platform, budgetMicros, sent, applied } of mappings) {
      expect([platform, sent?.atMostMicros, applied?.budget.micros]).toEqual([platform, budgetMicros, budgetMicros]);
    }
    await done(path, { ...sync, body: { sync_type: 'settings', direction: 'pull' } });
    await eventually(async () => {
      const { drift } = driftAnswer.parse(await running().api.get(`${path}/drift?only=differences`));
      expect(drift.platforms.map(({ coverage }) => coverage.state)).toEqual(['reviewed', 'reviewed', 'reviewed']);
      expect(drift.platforms.flatMap(({ fields }) => fields.filter((field) => !hasGrownOld(field)))).toEqual([]);
    });
  };

  const isRefused = ({ status, type, body }: Answer, workflowId: string): void => {
    expect([status, type]).toEqual([409, 'application/problem+json']);
    expect(problemDetails.parse(body)).toMatchObject({ code: 'workflow-in-progress', details: { workflowId } });
  };
  const isTaken = ({ status, body }: Answer): void => {
    if (status !== 200) expect([status, body]).toEqual([202, expect.anything()]);
  };
  /** One of the two was first; the other is carried out beside or after it, or refused. */
  const areTakenOrRefused = (answers: readonly Answer[]): void => {
    const [refused, taken] = [409, 202].map((status) => answers.filter((answer) => answer.status === status));
    expect(answers.filter(({ status }) => ![200, 202, 409].includes(status))).toEqual([]);
    for (const answer of refused ?? []) isRefused(answer, runOf(taken?.[0] as Answer));
  };

  beforeAll(async () => {
    log = await openSystemLog(running().env, root, { name: 'tests', logger: pino({ level: 'silent' }) });
    const { templates } = templatesAnswer.parse(await running().api.get('/templates?category=conversion'));
    template = `${templates.find(({ name }) => name === 'Product Launch - Conversion')?.template_id}`;
  });
  afterAll(() => log?.close());

  describe('A pause and a sync at once', () => {
    let path: string;
    beforeAll(async () => {
      path = await deployed();
    }, 30_000);

    it.each(['meta', 'google'] as const)('end paused when the pause comes while the sync reads %s', async (slow) => {
      const [first, second] = await oneUpon(path, sync, pause, held(slow, 'read'));
      isTaken(first);
      isTaken(second);
      await isStopped(path, 'paused');
      await done(path, resume);
    });

    it.each(['google', 'tiktok'] as const)(
      'leave the sync out when it comes while %s is being paused',
      async (slow) => {
        const [first, second] = await oneUpon(path, pause, sync, held(slow, 'pause'));
        isRefused(second, runOf(first));
        await isStopped(path, 'paused');
        await done(path, resume);
      },
    );

    it.each([
      [sync, pause],
      [pause, sync],
    ])('end paused, whoever comes through first', async (one, other) => {
      areTakenOrRefused(await Promise.all([ask(path, one), ask(path, other)]));
      await isStopped(path, 'paused');
      await isAsPlanned(path);
      await done(path, resume);
    });
  });

  describe('A pause and a new split of the budget at once', () => {
    let path: string;
    beforeAll(async () => {
      path = await deployed();
    }, 30_000);

    it.each([
      ['google', split(9_000, 9_000, 12_000)],
      ['tiktok', split(14_000, 10_000, 6_000)],
    ] as const)(
      'end paused, with the new split everywhere, when the pause comes while %s takes its budget',
      async (slow, reallocation) => {
        const [first, second] = await oneUpon(path, reallocation, pause, held(slow, 'update'));
        isTaken(first);
        isTaken(second);
        await isStopped(path, 'paused');
        await isAsPlanned(path);
        await done(path, resume);
      },
    );

    it.each(['meta', 'tiktok'] as const)(
      'bring the new split afterwards when it comes while %s is being paused',
      async (slow) => {
        const [, second] = await oneUpon(path, pause, moved, held(slow, 'pause'));
        expect(second.status).toBe(200);
        await isStopped(path, 'paused');
        await isAsPlanned(path);
        await done(path, resume);
      },
    );

    it.each([
      [split(10_000, 10_000, 10_000), pause],
      [pause, split(12_000, 6_000, 12_000)],
    ])('end paused with the new split, whoever comes through first', async (one, other) => {
      const answers = await Promise.all([ask(path, one), ask(path, other)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 202]);
      await isStopped(path, 'paused');
      await isAsPlanned(path);
      await done(path, resume);
    });
  });

  describe('A completion, and what platforms do late', () => {
    let paths: readonly string[];
    beforeAll(async () => {
      paths = await Promise.all(Array.from({ length: 9 }, deployed));
    }, 60_000);
    /** Requests to start something that Meta has done. */
    const starts = async (): Promise<number> =>
      (await running().sandbox.calls()).filter(
        ({ platform, operation }) => platform === 'meta' && operation === 'resume',
      ).length;
    const next = (): string => {
      const [path, ...rest] = paths;
      paths = rest;
      return `${path}`;
    };

    it.each(['meta', 'google'] as const)(
      'waits for the start that %s is slow with, and then leaves nothing live',
      async (slow) => {
        const path = next();
        await done(path, pause);
        const [first, second] = await oneUpon(path, resume, complete, held(slow, 'resume'));
        isRefused(second, runOf(first));
        await endedWorkflow(running().api, runOf(first));
        await done(path, complete);
        await isStopped(path, 'completed');
      },
    );

    it.each(['google', 'tiktok'] as const)(
      'lets nothing start again that comes while %s is being stopped',
      async (slow) => {
        const path = next();
        const [first, second] = await oneUpon(path, complete, resume, held(slow, 'pause'));
        isRefused(second, runOf(first));
        await isStopped(path, 'completed');
        const late = await ask(path, resume);
        expect([late.status, problemDetails.parse(late.body).details]).toMatchObject([409, { status: 'completed' }]);
      },
    );

    it.each(['meta', 'tiktok'] as const)('holds when %s takes a new budget only afterwards', async (slow) => {
      const path = next();
      const [first, second] = await oneUpon(path, split(9_000, 9_000, 12_000), complete, held(slow, 'update'));
      isTaken(first);
      isTaken(second);
      await isStopped(path, 'completed');
    });

    it('comes after a start that is given up, asked for again, and takes effect meanwhile', async () => {
      const path = next();
      await done(path, pause);
      const before = await starts();
      const late = { ...held('meta', 'resume'), latencyMs: lateMs, times: 1 };
      const [first, second] = await oneUpon(path, resume, complete, late);
      isRefused(second, runOf(first));
      await endedWorkflow(running().api, runOf(first));
      await done(path, complete);
      // The one that was late has been done by now.
      await eventually(async () => expect(await starts()).toBe(before + 2));
      await isStopped(path, 'completed');
    });

    it.each(['resume', 'pause'])('is true when the answer to a %s is lost that took effect', async (operation) => {
      const path = next();
      await done(path, pause);
      const lost = { operation, kind: 'drop_after_commit', probability: 1, times: 3 };
      if (operation === 'resume') {
        const [first, second] = await oneUpon(path, resume, complete, lost);
        isRefused(second, runOf(first));
        await endedWorkflow(running().api, runOf(first));
        await done(path, complete);
      } else {
        await done(path, resume);
        await oneUpon(path, complete, resume, lost);
      }
      await isStopped(path, 'completed');
    });
  });

  describe('Whatever was asked for at once', () => {
    it('never had more applied and reserved than its total', async () => {
      for (const id of started) {
        const events = await eventsOf(`/${id}`);
        const most = events.map((_, index) =>
          exposure(fold(orchestrationDecider, events.slice(0, index + 1)) as ExistingOrchestration),
        );
        expect(Math.max(...most)).toBe(30_000_000_000);
      }
    });

    it('has ended, each run once, and left no dead letter', async () => {
      const own = new Set(started);
      const all = await log.store.readAll('start', wholeLog);
      expect(logFaults(all.filter((event) => own.has(orchestrationOf(event))))).toEqual([]);
      const letters = await openDeadLetters(running().env, root);
      try {
        expect((await letters.list()).filter(({ event }) => own.has(orchestrationOf(event)))).toEqual([]);
      } finally {
        await letters.close();
      }
    });
  });
};
