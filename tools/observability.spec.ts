import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { MetricSpec } from '../packages/event-sourcing/src/telemetry/instruments.ts';
import { eventSourcingMetrics } from '../packages/event-sourcing/src/telemetry/metrics.ts';
import { processMetrics } from '../packages/service-kit/src/telemetry/process-metrics.ts';
import { requestMetrics } from '../services/api-gateway/src/http/request-metrics.ts';
import { relayMetrics } from '../services/event-relay/src/relay-metrics.ts';
import { timerMetrics } from '../services/orchestrator/src/timers/timer-metrics.ts';
import { projectorMetrics } from '../services/projections/src/projector/projector-metrics.ts';
import { platformMetrics } from '../services/sync-worker/src/platforms/platform-metrics.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const runbook = read('docs/runbooks/observability.md');

const declared: readonly MetricSpec[] = [
  ...Object.values<MetricSpec>(requestMetrics),
  ...Object.values<MetricSpec>(eventSourcingMetrics),
  ...Object.values<MetricSpec>(relayMetrics),
  ...Object.values<MetricSpec>(timerMetrics),
  ...Object.values<MetricSpec>(platformMetrics),
  ...Object.values<MetricSpec>(projectorMetrics),
  ...Object.values<MetricSpec>(processMetrics),
];

const code = globSync('{packages,services,apps}/*/src/**/*.ts', { cwd: root }).filter(
  (file) => !file.endsWith('.spec.ts'),
);

/** The cells of a row of a table, without the marks of code. */
const cells = (row: string): readonly string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));

describe('docs/runbooks/observability.md', () => {
  it('lists every metric with its kind, unit and meaning, and no other', () => {
    const rows = [...runbook.matchAll(/^\| `[a-z0-9_.]+` +\| (?:histogram|counter|gauge|up-down-counter) .*$/gm)];
    const documented = rows.map(([row]) => cells(row));
    expect(documented).toEqual(declared.map(({ name, kind, unit, description }) => [name, kind, unit, description]));
  });

  it('names no metric that is not there', () => {
    const named = [...runbook.matchAll(/`((?:campaigns|http|messaging|process|nodejs|v8js)\.[a-z0-9_.]+)`/g)];
    const names = declared.map(({ name }) => name);
    const attributes = read('packages/event-sourcing/src/telemetry/attributes.ts');
    const unknown = named.filter(([, name = '']) => !names.includes(name) && !attributes.includes(`'${name}'`));
    expect(unknown.map(([, name]) => name)).toEqual([]);
  });
});

describe('What is measured', () => {
  it('is declared in one of the lists above: nobody makes a metric of his own', () => {
    const makers = code.filter((file) =>
      /\.create(Observable)?(Histogram|Counter|UpDownCounter|Gauge)\(/.test(read(file)),
    );
    expect(makers).toEqual(['packages/event-sourcing/src/telemetry/instruments.ts']);
    const lists = code.filter((file) => /satisfies Readonly<Record<string, MetricSpec>>/.test(read(file)));
    expect(lists).toHaveLength(7);
  });

  it('has names of its own, below ours or those of the semantic conventions', () => {
    const names = declared.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^(campaigns|http|messaging|process|nodejs|v8js)\./.test(name))).toEqual([]);
  });

  it('knows the API of OpenTelemetry alone, which does nothing while telemetry is off', () => {
    const knowing = code.filter((file) => /'@opentelemetry\/(?!api')/.test(read(file)));
    expect(knowing.filter((file) => !file.startsWith('packages/testing/'))).toEqual([
      'packages/service-kit/src/telemetry/sdk.ts',
    ]);
    expect(read('packages/event-sourcing/package.json').match(/@opentelemetry\/[\w-]+/g)).toEqual([
      '@opentelemetry/api',
    ]);
  });
});
