import type { Server } from './behaviour.ts';

const image = 'eventstore/eventstore:24.10.0-bookworm-slim';
const port = 2113;

/** Why a real EventStoreDB cannot be had. */
export type Missing = Readonly<{ missing: string }>;

type Containers = typeof import('testcontainers');

const startContainer = async ({ GenericContainer, Wait }: Containers): Promise<Server> => {
  const container = await new GenericContainer(image)
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true', EVENTSTORE_RUN_PROJECTIONS: 'None' })
    .withExposedPorts(port)
    .withWaitStrategy(Wait.forHttp('/health/live', port).forStatusCodeMatching((status) => status < 300))
    .withStartupTimeout(120_000)
    .start();
  return {
    url: `esdb://${container.getHost()}:${container.getMappedPort(port)}?tls=false`,
    stop: async () => void (await container.stop()),
  };
};

/** Starts a real EventStoreDB: the one that `EVENTSTORE_URL` names, which it leaves running, else one in a container. */
export const findEventStoreDb = async (): Promise<(() => Promise<Server>) | Missing> => {
  const url = process.env['EVENTSTORE_URL'] ?? '';
  if (url !== '') return async () => ({ url, stop: async () => undefined });
  const containers = await import('testcontainers');
  try {
    await containers.getContainerRuntimeClient();
  } catch {
    return { missing: 'EVENTSTORE_URL or a Docker engine' };
  }
  return () => startContainer(containers);
};

/** Whether a run without this engine is a failure: `REQUIRE_ENGINES` names it, comma-separated. */
export const isRequired = (engine: string): boolean =>
  (process.env['REQUIRE_ENGINES'] ?? '').split(',').some((name) => name.trim() === engine);
