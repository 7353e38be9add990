import { setTimeout as sleep } from 'node:timers/promises';
import { migrateReadTables } from '../read-tables/migrate.ts';
import { type RebuildOptions, RebuildRunning, rebuildReadTables } from './rebuild.ts';

const askAgainMs = 500;

/**
 * Makes the read tables, and where they have the shape of another version of this code fills them anew from the log. When
 * another process is at it, waits until it is done. Resolves to whether the tables had another shape.
 */
export const prepareReadTables = async (options: RebuildOptions): Promise<Readonly<{ reshaped: boolean }>> => {
  for (let reshaped = false; ; reshaped = true) {
    const { rebuildNeeded } = await migrateReadTables(options.pool);
    if (!rebuildNeeded) return { reshaped };
    try {
      options.logger.warn('read tables of another version; filling them anew from the log');
      await rebuildReadTables(options);
    } catch (error) {
      if (!(error instanceof RebuildRunning)) throw error;
      await sleep(askAgainMs);
    }
  }
};
