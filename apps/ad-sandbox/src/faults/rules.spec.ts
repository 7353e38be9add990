import { describe, expect, it } from '@jest/globals';
import { createFaults, type FaultRule } from './rules.ts';

const metaCreate = { platform: 'meta', operation: 'create', adAccountId: '1' } as const;
const always: FaultRule = { kind: 'server_error', probability: 1 };

describe('faults', () => {
  it('strike nothing until there is a rule, and nothing after a reset', () => {
    const faults = createFaults(1, 0);
    expect(faults.strike(metaCreate)).toEqual({ latencyMs: 0 });
    faults.set([always], 500);
    expect(faults.strike(metaCreate).fault).toEqual(always);
    faults.reset();
    expect(faults.strike(metaCreate)).toEqual({ latencyMs: 0 });
    expect(faults.listLagMs()).toBe(0);
  });

  it('strike all platforms with one rule', () => {
    const faults = createFaults(1, 0);
    faults.set([always], 0);
    for (const platform of ['meta', 'google', 'tiktok'] as const) {
      expect(faults.strike({ platform }).fault?.kind).toBe('server_error');
    }
  });

  it('strike only the calls that a rule is about', () => {
    const faults = createFaults(1, 0);
    faults.set([{ ...always, ...metaCreate }], 0);
    expect(faults.strike({ ...metaCreate, platform: 'tiktok' }).fault).toBeUndefined();
    expect(faults.strike({ ...metaCreate, operation: 'read' }).fault).toBeUndefined();
    expect(faults.strike({ ...metaCreate, adAccountId: '2' }).fault).toBeUndefined();
    expect(faults.strike({ platform: 'meta' }).fault).toBeUndefined();
    expect(faults.strike(metaCreate).fault).toBeDefined();
  });

  it('stop when a rule has struck as often as it may', () => {
    const faults = createFaults(1, 0);
    faults.set([{ ...always, times: 2 }], 0);
    const struck = [1, 2, 3, 4].map(() => faults.strike(metaCreate).fault !== undefined);
    expect(struck).toEqual([true, true, false, false]);
    expect(faults.rules()).toEqual([{ ...always, times: 2, struck: 2 }]);
  });

  it('strike about as often as the probability says, and the same calls for the same seed', () => {
    const struckBy = (seed: number): readonly boolean[] => {
      const faults = createFaults(seed, 0);
      faults.set([{ ...always, probability: 0.1 }], 0);
      return Array.from({ length: 2000 }, () => faults.strike(metaCreate).fault !== undefined);
    };
    const count = struckBy(1).filter(Boolean).length;
    expect(count).toBeGreaterThan(150);
    expect(count).toBeLessThan(250);
    expect(struckBy(1)).toEqual(struckBy(1));
    expect(struckBy(1)).not.toEqual(struckBy(2));
  });

  it('never strike with probability 0', () => {
    const faults = createFaults(1, 0);
    faults.set([{ ...always, probability: 0 }], 0);
    expect(Array.from({ length: 200 }, () => faults.strike(metaCreate).fault).every((fault) => !fault)).toBe(true);
  });

  it('add their latencies up, while of the others the first one wins', () => {
    const faults = createFaults(1, 0);
    const slow: FaultRule = { kind: 'latency', probability: 1, latencyMs: 20 };
    faults.set([slow, always, { kind: 'not_json', probability: 1 }, slow], 0);
    expect(faults.strike(metaCreate)).toEqual({ latencyMs: 40, fault: always });
    expect(faults.rules().map(({ struck }) => struck)).toEqual([1, 1, 0, 1]);
  });
});
