import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../start-postgres.ts';
import { runCommand } from './run-command.ts';

export type KafkaBroker = Readonly<{
  /** `host:port` of each broker. */
  brokers: readonly string[];
  /** The folder with a folder for each partition. */
  storage: string;
  /** Ends it at once, as a power failure does; the storage stays. */
  kill: () => Promise<void>;
  /** Starts it again on the same port and storage. */
  restart: () => Promise<void>;
  /** Ends it and removes its storage. */
  stop: () => Promise<void>;
}>;

const startLimitMs = 60_000;
const heap = ['-Xms256m', '-Xmx512m'];
// A short-lived JVM: the cheap compiler and collector start it in half the time.
const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

const settings = (folder: string, port: number, controllerPort: number): Readonly<Record<string, unknown>> => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'log.dirs': join(folder, 'log'),
  'auto.create.topics.enable': false,
  // One node has nobody to replicate to, and no herd of members whose arrival it would be worth waiting for.
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'group.initial.rebalance.delay.ms': 0,
});

/** Resolves when something listens on the port; rejects when the process ends first. */
const listening = async (process: ChildProcess, port: number): Promise<void> => {
  const deadline = performance.now() + startLimitMs;
  while (performance.now() < deadline) {
    if (process.exitCode !== null || process.signalCode !== null) throw new Error('The process ended');
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)])
      // A refused connection is what is waited out.
      .catch(() => false);
    socket.destroy();
    if (open) return;
    await sleep(50);
  }
  throw new Error(`Nothing listens after ${startLimitMs} ms`);
};

/** Runs the broker's process, and says what it wrote last when it does not start. */
const launch = async (classpath: string, configuration: string, port: number): Promise<ChildProcess> => {
  const args = [...heap, ...quick, '-cp', classpath, 'kafka.Kafka', configuration];
  const started = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  // Nothing else ends it when this process ends before it could stop it.
  const endWithUs = (): void => void started.kill('SIGKILL');
  process.once('exit', endWithUs);
  started.once('exit', () => process.off('exit', endWithUs));
  const lastLines: string[] = [];
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (text) => {
      lastLines.push(String(text).trim());
      lastLines.splice(0, lastLines.length - 20);
    });
  }
  try {
    await listening(started, port);
  } catch (error) {
    started.kill('SIGKILL');
    throw new Error(`Kafka did not start: ${String(error)}\n${lastLines.join('\n')}`, { cause: error });
  }
  return started;
};

const end = async (broker: ChildProcess): Promise<void> => {
  if (broker.exitCode !== null || broker.signalCode !== null) return;
  const ended = once(broker, 'exit');
  broker.kill('SIGKILL');
  await ended;
};

/** A broker of one node on free ports of 127.0.0.1, its storage in a temporary folder. Takes some 3 seconds. */
export const startKafkaBroker = async (classpath: string): Promise<KafkaBroker> => {
  const folder = await mkdtemp(join(tmpdir(), 'campaigns-kafka-'));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const configuration = join(folder, 'server.properties');
  const lines = Object.entries(settings(folder, port, controllerPort)).map(([name, value]) => `${name}=${value}`);
  await writeFile(configuration, lines.join('\n'));
  // A random id of any other form may begin with a dash, which the tool takes for an option.
  const clusterId = `tests-${randomBytes(8).toString('hex')}`;
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', configuration];
  await runCommand('java', [...quick, '-cp', classpath, ...format], startLimitMs);
  let broker = await launch(classpath, configuration, port);
  return {
    brokers: [`127.0.0.1:${port}`],
    storage: join(folder, 'log'),
    kill: () => end(broker),
    restart: async () => {
      broker = await launch(classpath, configuration, port);
    },
    stop: async () => {
      // Nobody reads the storage again, so there is nothing to close in order.
      await end(broker);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
