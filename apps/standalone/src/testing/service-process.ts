import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { collect } from './running-system.ts';

export type Service = 'api-gateway' | 'event-relay' | 'orchestrator' | 'projections' | 'rules-engine' | 'sync-worker';

export type ServiceProcess = Readonly<{
  service: Service;
  /** As an operator's platform would; gives the exit code. */
  terminate: () => Promise<number | null>;
  /** As a power cut would: nothing is closed. Throws when it has ended by itself before. */
  kill: () => Promise<void>;
  /** Stops it in its tracks with its connections open, as a machine would that is moved or out of memory. */
  freeze: () => void;
  /** Lets it go on; does nothing to one that is not frozen. */
  thaw: () => void;
}>;

/** Where a service's process begins. */
export const mainOf = (service: Service): string =>
  join(import.meta.dirname, `../../../../services/${service}/src/main.ts`);

/** A service as a process of its own, once it is ready. Throws with its own words when it ends instead. */
export const startService = async (
  service: Service,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> => {
  const child = spawn(process.execPath, [mainOf(service)], { env: { ...process.env, ...env } });
  const output = collect(child);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<'ready'>((resolve) => {
    child.stdout.on('data', () => {
      if (output().stdout.includes('"msg":"ready"')) resolve('ready');
    });
  });
  const outcome = await Promise.race([ready, exited.then(() => 'ended' as const)]);
  if (outcome === 'ended') throw new Error(`${service} ended instead of starting: ${output().stderr}`);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exited)[0];
  };
  const thaw = (): void => void child.kill('SIGCONT');
  return {
    service,
    terminate: () => {
      thaw();
      return end('SIGTERM');
    },
    kill: async () => {
      const code = await end('SIGKILL');
      if (code !== null) throw new Error(`${service} had ended by itself with ${code}: ${output().stderr}`);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw,
  };
};
