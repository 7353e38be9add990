import { describeWithKafkaJars } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../crash-test/seeded-random.ts';
import { runToEnd } from '../running-system.ts';
import { fewBlows } from './blows/index.ts';
import { chaosTest } from './chaos-test.ts';

describe('The chaos test by command', () => {
  it.each([
    ['--deployments', '0'],
    ['--minutes', 'some'],
  ])('refuses %s %s with one line and 2', async (flag, value) => {
    const { code, stdout, stderr } = await runToEnd('testing/chaos/main.ts', [`${flag}=${value}`]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(flag);
  });
});

describeWithKafkaJars('Services on Kafka and Postgres that are hit in every way', (classpath) => {
  it('lose nothing, do nothing twice, publish in order and show what the log says', async () => {
    const result = await chaosTest({
      ...{ classpath, deployments: 25, minutes: 0, atOnce: 12, random: seededRandom(5) },
      ...{ blows: fewBlows, rounds: 1 },
      say: () => undefined,
    });
    expect(result.faults).toEqual([]);
    expect(result.deployments.length).toBeGreaterThanOrEqual(25);
    // Otherwise nothing was tested.
    for (const { name } of fewBlows) expect(result.struck).toContain(name);
    expect(result.publishedAgain).toBeGreaterThan(20);
    expect(result.faultsInjected).toBeGreaterThan(10);
    expect(result.deployments.filter(({ workflow }) => workflow.status === 'completed')).not.toEqual([]);
  }, 300_000);
});
