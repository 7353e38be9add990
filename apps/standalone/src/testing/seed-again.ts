import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { openSystemLog } from '../system-log.ts';
import { runToEnd } from './running-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const seededTypes: readonly string[] = ['TemplateCreated', 'ConnectionRegistered'];

/** What the seeds left in the log of the system, in its order. */
const seedsIn = async (env: SystemUnderTest['env']): Promise<readonly string[]> => {
  const root = join(import.meta.dirname, '../../../..');
  const { store, close } = await openSystemLog(env, root, { name: 'tests', logger: pino({ level: 'silent' }) });
  try {
    const events = await store.readAll('start', 10_000);
    return events.filter(({ type }) => seededTypes.includes(type)).map(({ stream, type }) => `${type} ${stream}`);
  } finally {
    await close();
  }
};

/** The seed command on a system that was seeded before. */
export const describeSeedAgain = (running: () => SystemUnderTest): void => {
  describe('The seed command, given to a running system again', () => {
    it('changes neither templates nor connections', async () => {
      const { env, api } = running();
      const [seeds, templates, connections] = [
        await seedsIn(env),
        await api.get('/templates'),
        await api.get('/connections'),
      ];
      expect(seeds).not.toEqual([]);
      expect(await runToEnd('seed.ts', [], env)).toMatchObject({ code: 0, stderr: '' });
      expect(await seedsIn(env)).toEqual(seeds);
      expect([await api.get('/templates'), await api.get('/connections')]).toEqual([templates, connections]);
    }, 60_000);
  });
};
