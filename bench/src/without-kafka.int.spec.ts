import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const main = join(import.meta.dirname, 'main.ts');
/** A machine on which no program is found and no Docker answers. */
const bare = { PATH: '', DOCKER_HOST: 'tcp://127.0.0.1:1' };

describe('On a machine without Kafka', () => {
  it('the benchmarks that need it are left out by name', async () => {
    const args = [main, '--only', 'relay,kafka-delivery', '--quick'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: bare });
    expect(stdout.split('\n').filter((line) => line.startsWith('skipped'))).toEqual([
      'skipped: relay (needs a Kafka: java and mvn, Docker, or KAFKA_BROKERS)',
      'skipped: kafka-delivery (needs a Kafka: java and mvn, Docker, or KAFKA_BROKERS)',
    ]);
  });
});
