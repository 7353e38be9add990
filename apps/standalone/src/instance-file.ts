import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const instance = z.object({
  pid: z.int(),
  apiUrl: z.string(),
  databaseUrl: z.string(),
  sandboxUrl: z.string().nullable(),
});
/** Where the running system can be reached by the commands beside it. */
export type Instance = z.infer<typeof instance>;

const fileIn = (dataDir: string): string => join(dataDir, 'instance.json');

export const writeInstance = async (dataDir: string, running: Instance): Promise<void> => {
  await writeFile(`${fileIn(dataDir)}.new`, JSON.stringify(running), { mode: 0o600 });
  await rename(`${fileIn(dataDir)}.new`, fileIn(dataDir));
};

export const removeInstance = (dataDir: string): Promise<void> => rm(fileIn(dataDir), { force: true });

const parsedInstance = (text: string): Instance | undefined => {
  try {
    return instance.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Another process may have got the number of one that was killed, so a number alone proves nothing. */
const isRunning = async ({ pid, apiUrl }: Instance): Promise<boolean> => {
  try {
    process.kill(pid, 0);
    return (await fetch(`${apiUrl}/health/live`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};

/** The system that runs on this data folder; `undefined` when there is none. */
export const readInstance = async (dataDir: string): Promise<Instance | undefined> => {
  const text = await readFile(fileIn(dataDir), 'utf8').catch(() => '');
  const found = parsedInstance(text);
  return found !== undefined && (await isRunning(found)) ? found : undefined;
};
