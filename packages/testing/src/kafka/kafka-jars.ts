import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const pom = fileURLToPath(new URL('pom.xml', import.meta.url));

/** Outside the repository, and another file for another `pom.xml`. */
const rememberedIn = async (): Promise<string> => {
  const version = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 16);
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'campaigns', `kafka-classpath-${version}`);
};

const remembered = async (file: string): Promise<string | undefined> => {
  const classpath = await readFile(file, 'utf8').catch(() => undefined);
  return classpath?.split(delimiter).every(existsSync) ? classpath : undefined;
};

/** Maven downloads what is missing: some 130 MB the first time, nothing after that. */
const resolveWithMaven = async (file: string): Promise<string | undefined> => {
  await mkdir(dirname(file), { recursive: true });
  const written = `${file}.${process.pid}`;
  const goal = ['dependency:build-classpath', `-Dmdep.outputFile=${written}`];
  const output = await runCommand('mvn', ['-q', '-B', '-f', pom, ...goal], 300_000);
  if (output === undefined) return undefined;
  await rename(written, file);
  return readFile(file, 'utf8');
};

/** The class path of a Kafka broker; `undefined` on a machine without `java` or `mvn`. Works offline after the first time. */
export const kafkaClasspath = async (): Promise<string | undefined> => {
  if ((await runCommand('java', ['-version'], 30_000)) === undefined) return undefined;
  const file = await rememberedIn();
  return (await remembered(file)) ?? (await resolveWithMaven(file));
};
