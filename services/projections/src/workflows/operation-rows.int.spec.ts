import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import type { ReadDatabase } from '../testing/read-database.ts';
import { drafted } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted));
  await story.requestDeployment('deployment');
  await story.start('deployment', { goal: 'deploy', failurePolicy: 'rollback' });
});
afterEach(() => database.close());

type Row = Readonly<{ platform: string; attempts: number; next_attempt_at: Date | null; duration_ms: string | null }>;

/** Reads anew after all, or only after what came since. */
const rows = async (): Promise<readonly (Row & Record<string, unknown>)[]> => {
  await project(database.pool, store);
  return (await database.pool.query('select * from read.workflow_operations order by requested_at')).rows;
};

const until = '2026-03-01T06:00:00.000Z';
const rateLimit = { class: 'rate-limit', code: '17', message: 'Too many calls' } as const;

const tell = {
  asked: () => story.asked('deployment', 'validate_configuration', 'meta', '2026-03-02T00:00:00.000Z'),
  attempted: (attempt: number) => story.attempted('deployment', 'meta', attempt),
  deferred: (attempt: number) => story.deferred('deployment', 'meta', { until, attempt, error: rateLimit }),
  due: () => story.due('deployment', 'meta'),
  settled: () =>
    story.succeeded('deployment', 'validate_configuration', 'meta', {
      ...{ kind: 'verify-account', currency: 'USD', timeZone: 'UTC' },
    }),
};

describe('An operation of a run', () => {
  it('is shown as soon as it is asked for, with how long it may take', async () => {
    await tell.asked();
    expect(await rows()).toMatchObject([
      {
        ...{ workflow_id: story.id('run', 'deployment'), org_id: story.ids.org, platform: 'meta' },
        ...{ step: 'validate_configuration', kind: 'verify-account', status: 'requested', attempts: 0 },
        ...{ next_attempt_at: null, deadline_at: new Date('2026-03-02T00:00:00.000Z'), last_error: null },
        ...{ started_at: null, completed_at: null, duration_ms: null },
      },
    ]);
  });

  it('shows while it waits what it waits for, and when it comes again', async () => {
    await tell.asked();
    await tell.attempted(1);
    expect(await rows()).toMatchObject([{ status: 'running', attempts: 1 }]);
    await tell.deferred(1);
    expect(await rows()).toMatchObject([
      { status: 'waiting', attempts: 1, next_attempt_at: new Date(until), last_error: rateLimit },
    ]);
    await tell.due();
    expect(await rows()).toMatchObject([{ status: 'requested', next_attempt_at: null }]);
  });

  it.each([
    ['step by step', true],
    ['when all of it is read at once', false],
  ])('keeps what it took when it has succeeded: %s', async (_, stepByStep) => {
    for (const next of [tell.asked, () => tell.attempted(1), () => tell.deferred(1), tell.due]) {
      await next();
      if (stepByStep) await rows();
    }
    await tell.attempted(2);
    await tell.settled();
    // Each event is a second after the one before: from the first attempt to the end there are four.
    expect(await rows()).toMatchObject([
      { status: 'succeeded', attempts: 2, next_attempt_at: null, last_error: rateLimit, duration_ms: '4000' },
    ]);
  });

  it('says why it failed', async () => {
    await tell.asked();
    await story.failed('deployment', 'validate_configuration', 'meta', 'verify-account');
    expect(await rows()).toMatchObject([{ status: 'failed', last_error: { code: '1885', message: 'Budget too low' } }]);
  });

  it('of a run is beside those of its other platforms', async () => {
    await tell.asked();
    await story.asked('deployment', 'validate_configuration', 'google');
    await tell.attempted(1);
    expect((await rows()).map(({ platform, attempts }) => `${platform} ${attempts}`)).toEqual(['meta 1', 'google 0']);
  });
});
