import { recordTelemetry } from '@campaigns/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type Circuits, platformCircuits } from './circuits.ts';

const openMs = 30_000;
let now = 0;
let lines: string[] = [];
let circuits: Circuits;

beforeEach(() => {
  [now, lines] = [1_000, []];
  const logger = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  circuits = platformCircuits({ failures: 3, openMs }, { logger, now: () => now });
});

const call = (outcome: 'answered' | 'failed', kind: Parameters<Circuits['enter']>[1] = 'push-settings'): number => {
  const waitMs = circuits.enter('meta', kind);
  if (waitMs === 0) circuits.note('meta', outcome);
  return waitMs;
};
const open = (): void => {
  for (let failure = 1; failure <= 3; failure += 1) call('failed');
};

describe("a platform's circuit", () => {
  it('opens after failures in a row, for that platform alone', () => {
    call('failed');
    call('failed');
    call('answered');
    call('failed');
    call('failed');
    expect(circuits.states().meta).toBe('closed');
    call('failed');
    expect(circuits.states()).toMatchObject({ meta: 'open', google: 'closed' });
    expect(circuits.enter('meta', 'create-campaign')).toBe(openMs);
    expect(circuits.enter('google', 'create-campaign')).toBe(0);
  });

  it('lets one call through when it has been open for a while; its answer closes it for all', () => {
    open();
    now += openMs;
    expect(circuits.states().meta).toBe('half-open');
    expect(circuits.enter('meta', 'push-settings')).toBe(0);
    expect(circuits.enter('meta', 'push-settings')).toBe(2_000);
    circuits.note('meta', 'answered');
    expect(circuits.states().meta).toBe('closed');
    expect(call('answered')).toBe(0);
  });

  it('stays open twice as long when that call fails, and five minutes at most', () => {
    open();
    const opened: number[] = [];
    for (let probe = 1; probe <= 6; probe += 1) {
      now += circuits.enter('meta', 'push-settings');
      expect(call('failed')).toBe(0);
      opened.push(circuits.enter('meta', 'push-settings') / 1_000);
    }
    expect(opened).toEqual([60, 120, 240, 300, 300, 300]);
  });

  it('lets a pause and a removal try every five seconds while it is open, and an answer to them closes it', () => {
    open();
    expect(call('failed', 'pause-campaign')).toBe(0);
    expect(call('failed', 'remove-campaign')).toBe(5_000);
    now += 5_000;
    expect(call('answered', 'remove-campaign')).toBe(0);
    expect(circuits.states().meta).toBe('closed');
  });

  it('is not held open by failures of calls that had begun before', () => {
    for (let begun = 1; begun <= 5; begun += 1) circuits.enter('meta', 'push-settings');
    for (let ended = 1; ended <= 5; ended += 1) circuits.note('meta', 'failed');
    expect(circuits.enter('meta', 'push-settings')).toBe(openMs);
  });

  it('takes another probe when one never went out, or was never heard of again', () => {
    open();
    now += openMs;
    expect(circuits.enter('meta', 'push-settings')).toBe(0);
    circuits.release('meta');
    expect(circuits.enter('meta', 'push-settings')).toBe(0);
    now += 60_000;
    expect(circuits.enter('meta', 'push-settings')).toBe(0);
  });

  it('says when it opens and closes, and is measured', async () => {
    const telemetry = await recordTelemetry();
    const stop = circuits.watch();
    open();
    const points = (await telemetry.points()).get('campaigns.platform.circuits.open');
    now += openMs;
    call('answered');
    stop();
    await telemetry.stop();
    expect(points).toMatchObject([{ value: 1 }]);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 40, platform: 'meta', failures: 3, msg: 'platform circuit opened' },
      { level: 30, platform: 'meta', msg: 'platform circuit closed' },
    ]);
  });
});
