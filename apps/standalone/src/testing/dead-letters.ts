import { join } from 'node:path';
import { eventually } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { openSystemLog } from '../system-log.ts';
import { type Ended, runToEnd } from './running-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';
import { appendStrangeEvent } from './unhandled-event.ts';

/** An event as no service of ours writes it, in the log of the system; gives its key. */
const strangeEventIn = async (env: SystemUnderTest['env']): Promise<string> => {
  const root = join(import.meta.dirname, '../../../..');
  const { store, close } = await openSystemLog(env, root, { name: 'tests', logger: pino({ level: 'silent' }) });
  try {
    return await appendStrangeEvent(store);
  } finally {
    await close();
  }
};

/** The command for dead letters, beside a system whose orchestrator is given what it cannot read. */
export const describeDeadLetters = (running: () => SystemUnderTest): void => {
  const run = (...args: readonly string[]): Promise<Ended> => runToEnd('dead-letters.ts', args, running().env);
  const within = { timeoutMs: 30_000, everyMs: 200 };

  describe('An event that the orchestrator of the running system cannot read', () => {
    it('is found and shown by command, dies again when it is handed over again, and is thrown away', async () => {
      const key = await strangeEventIn(running().env);
      const id = await eventually(async () => {
        const { stdout } = await run('list', '--group', 'orchestrator');
        const line = stdout.split('\n').find((each) => each.includes(key)) ?? '';
        expect(line).toContain('unreadable event');
        return line.split(' ')[0] ?? '';
      }, within);
      const shown = async () => JSON.parse((await run('show', id)).stdout);
      expect(await shown()).toMatchObject({
        ...{ id, group: 'orchestrator', key, attempts: 1 },
        event: { type: 'WorkflowCompleted', data: { orchestrationId: key, unreadable: true } },
      });
      expect(await run('retry', id)).toMatchObject({ code: 0, stdout: `Handed to its group again: ${id}\n` });
      await eventually(async () => expect(await shown()).toMatchObject({ attempts: 2 }), within);
      expect(await run('discard', id)).toMatchObject({ code: 0, stdout: `Discarded: ${id}\n` });
      expect((await run('list', '--group', 'orchestrator')).stdout).toBe('No dead letters.\n');
    }, 120_000);
  });
};
