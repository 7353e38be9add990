import type { EventStore } from '@campaigns/event-sourcing';
import { type ProjectionProgress, projectionProgress } from '@campaigns/read-progress';
import { eventually } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLoginRoles } from '../access/login-roles.ts';
import { createProjector, type Projector } from '../projector/projector.ts';
import { terminate } from '../testing/blocked.ts';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { one, type ReadDatabase, silent } from '../testing/read-database.ts';
import { drafted } from '../testing/stories.ts';

/** Longer than any test: what is heard within it was signalled. */
const never = 600_000;
const passwords = { appPassword: 'app-password', projectorPassword: 'projector-password' };

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let projector: Projector | undefined;
let progress: ProjectionProgress;

const follow = async (safetyMs: number): Promise<ProjectionProgress> => {
  const { appRole } = await createLoginRoles(database.pool, passwords);
  return projectionProgress({ pool: database.poolFor(appRole, passwords.appPassword), logger: silent, safetyMs });
};
const startProjector = async (): Promise<void> => {
  projector = await createProjector({ store, pool: database.pool, logger: silent });
};
const listener = (): Promise<{ pid: number }> =>
  eventually(() =>
    one<{ pid: number }>(
      database.pool,
      `select pid from pg_stat_activity where usename like 'orchestration_app_%' and datname = current_database()`,
    ),
  );

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted));
  progress = await follow(never);
});
afterEach(async () => {
  await progress.close();
  await projector?.stop();
  projector = undefined;
  await database.close();
});

describe('A caller who wants to read what he has written', () => {
  it('is told by a signal as soon as the tables show it', async () => {
    await startProjector();
    for (let time = 0; time < 20; time += 1) {
      const position = await story.changeBudget();
      expect(await progress.waitFor(position, 5_000)).toBe(true);
      const { revision } = await one<{ revision: string }>(
        database.pool,
        'select revision from read.campaign_orchestrations',
      );
      expect(revision).toBe(`${time + 1}`);
    }
  });

  it('is not kept waiting for what is shown already', async () => {
    await startProjector();
    const position = (await store.head()) as bigint;
    expect(await progress.waitFor(position, 5_000)).toBe(true);
    await projector?.stop();
    expect(await progress.waitFor(position, 1)).toBe(true);
    expect(await progress.waitFor(0n, 1)).toBe(true);
  });

  it('hears after the time given that it is not there yet', async () => {
    expect(await progress.waitFor((await store.head()) as bigint, 20)).toBe(false);
  });

  it('is not fooled by a signal that somebody else sends', async () => {
    const position = (await store.head()) as bigint;
    const waiting = progress.waitFor(position, 200);
    await listener();
    await database.pool.query(
      `select pg_notify('projected', '${position + 1_000n}'), pg_notify('projected', 'rubbish')`,
    );
    expect(await waiting).toBe(false);
    await startProjector();
    expect(await progress.waitFor(position, 5_000)).toBe(true);
  });

  it('is served on, after the listening connection was killed', async () => {
    await startProjector();
    await terminate(database.pool, (await listener()).pid);
    expect(await progress.waitFor(await story.changeBudget(), 5_000)).toBe(true);
  });

  it('hears of it all the same when a signal is lost', async () => {
    await progress.close();
    progress = await follow(20);
    await listener();
    const waiting = progress.waitFor(1_000n, 5_000);
    await database.pool.query('update read_meta.checkpoints set position = 1000');
    expect(await waiting).toBe(true);
  });

  it('gets false at once when the system stops', async () => {
    const waiting = progress.waitFor(1_000n, never);
    await progress.close();
    expect(await waiting).toBe(false);
  });
});
