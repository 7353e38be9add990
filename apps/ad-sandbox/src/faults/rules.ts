import { hashOf, unitOf } from '../delivery/random.ts';
import type { Operation } from '../platforms/platform.ts';
import type { PlatformName } from '../state/campaign.ts';

export const faultKinds = [
  'latency',
  'rate_limit',
  'server_error',
  'token_expired',
  'drop_before',
  'drop_after_commit',
  'validation',
  'not_json',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export type FaultRule = Readonly<{
  platform?: PlatformName | undefined;
  operation?: Operation | undefined;
  adAccountId?: string | undefined;
  kind: FaultKind;
  probability: number;
  latencyMs?: number | undefined;
  waitSeconds?: number | undefined;
  times?: number | undefined;
}>;

/** A rule with how often it struck; with `times`, it is used up when `struck` reaches it. */
export type ArmedRule = FaultRule & Readonly<{ struck: number }>;

export type Struck = Readonly<{ latencyMs: number; fault?: FaultRule }>;

export type Faults = Readonly<{
  set: (rules: readonly FaultRule[], listLagMs: number) => void;
  rules: () => readonly ArmedRule[];
  listLagMs: () => number;
  /** Decides what happens to one call: latencies add up, of the other kinds the first rule that strikes wins. */
  strike: (call: Readonly<{ platform: PlatformName; operation?: Operation; adAccountId?: string }>) => Struck;
}>;

export const createFaults = (seed: number, initialListLagMs: number): Faults => {
  const hash = hashOf(seed, 'faults');
  let armed: { rule: FaultRule; struck: number }[] = [];
  let listLagMs = initialListLagMs;
  let draws = 0;

  const strikes = (rule: FaultRule): boolean => {
    if (rule.probability >= 1) return true;
    draws += 1;
    return unitOf(hash, draws, 0) < rule.probability;
  };

  return {
    set: (rules, lag) => {
      armed = rules.map((rule) => ({ rule, struck: 0 }));
      listLagMs = lag;
      draws = 0;
    },
    rules: () => armed.map(({ rule, struck }) => ({ ...rule, struck })),
    listLagMs: () => listLagMs,
    strike: ({ platform, operation, adAccountId }) => {
      let latencyMs = 0;
      let fault: FaultRule | undefined;
      for (const entry of armed) {
        const { rule } = entry;
        if (rule.times !== undefined && entry.struck >= rule.times) continue;
        if (rule.platform !== undefined && rule.platform !== platform) continue;
        if (rule.operation !== undefined && rule.operation !== operation) continue;
        if (rule.adAccountId !== undefined && rule.adAccountId !== adAccountId) continue;
        if (rule.kind !== 'latency' && fault !== undefined) continue;
        if (!strikes(rule)) continue;
        entry.struck += 1;
        latencyMs += rule.latencyMs ?? 0;
        if (rule.kind !== 'latency') fault = rule;
      }
      return fault === undefined ? { latencyMs } : { latencyMs, fault };
    },
  };
};
