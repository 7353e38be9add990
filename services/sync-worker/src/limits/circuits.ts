import { forEachPlatform, type OperationKind, type Platform, platform } from '@campaigns/contracts';
import { observe } from '@campaigns/event-sourcing';
import type { Logger } from 'pino';
import { platformMetrics } from '../platforms/platform-metrics.ts';
import {
  answered,
  type Circuit,
  type CircuitRules,
  called,
  circuitState,
  circuitWaitMs,
  closedCircuit,
  failed,
  released,
} from './circuit.ts';

/** One circuit per platform, in memory: each worker finds out for itself whether a platform is down. */
export type Circuits = Readonly<{
  /** Milliseconds until an operation may go on. 0 lets it go out now: its end has to be told with `note` or `release`. */
  enter: (platform: Platform, kind: OperationKind) => number;
  note: (platform: Platform, outcome: 'answered' | 'failed') => void;
  release: (platform: Platform) => void;
  states: () => Readonly<Record<Platform, ReturnType<typeof circuitState>>>;
  /** Measures how many are open. The answer ends it. */
  watch: () => () => void;
}>;

const urgent = new Set<OperationKind>(['pause-campaign', 'remove-campaign']);

export const platformCircuits = (
  rules: CircuitRules,
  { logger, now = Date.now }: Readonly<{ logger: Logger; now?: () => number }>,
): Circuits => {
  const circuits = new Map<Platform, Circuit>(platform.options.map((name) => [name, closedCircuit(rules)]));
  const of = (name: Platform): Circuit => circuits.get(name) ?? closedCircuit(rules);
  const states: Circuits['states'] = () => forEachPlatform((name) => circuitState(of(name), now()));

  const change = (name: Platform, next: Circuit): void => {
    const before = of(name);
    circuits.set(name, next);
    if (before.openUntil === 0 && next.openUntil > 0) {
      logger.warn({ platform: name, failures: next.failures }, 'platform circuit opened');
    }
    if (before.openUntil > 0 && next.openUntil === 0) logger.info({ platform: name }, 'platform circuit closed');
  };

  return {
    enter: (name, kind) => {
      const waitMs = circuitWaitMs(of(name), urgent.has(kind), now());
      if (waitMs === 0) change(name, called(of(name), now()));
      return waitMs;
    },
    note: (name, outcome) =>
      change(name, outcome === 'answered' ? answered(of(name), rules) : failed(of(name), rules, now())),
    release: (name) => change(name, released(of(name))),
    states,
    watch: () =>
      observe('sync-worker', { circuitsOpen: platformMetrics.circuitsOpen }, () => ({
        circuitsOpen: Object.values(states()).filter((state) => state !== 'closed').length,
      })),
  };
};
