import { hashOf, unitOf } from '../delivery/random.ts';
import type { Operation } from '../platforms/platform.ts';
import type { PlatformName } from '../state/campaign.ts';

export const faultKinds = [
  'latency',
  'rate_limit',
  'server_error',
  'token_expired',
  'missing_scope',
  'drop_before',
  'drop_after_commit',
  'validation',
  'not_json',
  'garbage',
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

type Called = Readonly<{ platform: PlatformName; operation?: Operation; adAccountId?: string }>;

export type Faults = Readonly<{
  set: (rules: readonly FaultRule[], listLagMs: number) => void;
  /** No rules, and the list lag of the start. */
  reset: () => void;
  rules: () => readonly ArmedRule[];
  listLagMs: () => number;
  /** Decides what happens to one call: latencies add up, of the other kinds the first rule that strikes wins. */
  strike: (called: Called) => Struck;
}>;

type Armed = { readonly rule: FaultRule; struck: number };

const concerns = (rule: FaultRule, called: Called): boolean =>
  (rule.platform === undefined || rule.platform === called.platform) &&
  (rule.operation === undefined || rule.operation === called.operation) &&
  (rule.adAccountId === undefined || rule.adAccountId === called.adAccountId);

const isUsedUp = ({ rule, struck }: Armed): boolean => rule.times !== undefined && struck >= rule.times;

export const createFaults = (seed: number, initialListLagMs: number): Faults => {
  const hash = hashOf(seed, 'faults');
  let armed: readonly Armed[] = [];
  let listLagMs = initialListLagMs;
  let draws = 0;

  const set: Faults['set'] = (rules, lag) => {
    armed = rules.map((rule) => ({ rule, struck: 0 }));
    listLagMs = lag;
    draws = 0;
  };

  const strikes = ({ probability }: FaultRule): boolean => {
    if (probability >= 1) return true;
    draws += 1;
    return unitOf(hash, draws, 0) < probability;
  };

  return {
    set,
    reset: () => set([], initialListLagMs),
    rules: () => armed.map(({ rule, struck }) => ({ ...rule, struck })),
    listLagMs: () => listLagMs,
    strike: (called) => {
      let latencyMs = 0;
      let fault: FaultRule | undefined;
      for (const entry of armed) {
        const { rule } = entry;
        const isOutdone = rule.kind !== 'latency' && fault !== undefined;
        if (isUsedUp(entry) || isOutdone || !concerns(rule, called) || !strikes(rule)) continue;
        entry.struck += 1;
        latencyMs += rule.latencyMs ?? 0;
        if (rule.kind !== 'latency') fault = rule;
      }
      return fault === undefined ? { latencyMs } : { latencyMs, fault };
    },
  };
};
