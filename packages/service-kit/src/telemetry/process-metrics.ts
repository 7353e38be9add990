import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { type MetricSpec, observe } from '@campaigns/event-sourcing';

export const processMetrics = {
  memory: {
    name: 'process.memory.usage',
    kind: 'up-down-counter',
    unit: 'By',
    description: 'Physical memory of the process',
  },
  heap: {
    name: 'v8js.memory.heap.used',
    kind: 'up-down-counter',
    unit: 'By',
    description: 'Memory of the JavaScript heap that is in use',
  },
  cpu: {
    name: 'process.cpu.time',
    kind: 'counter',
    unit: 's',
    description: 'Processor time of the process, its own and that of the system for it',
  },
  utilization: {
    name: 'nodejs.eventloop.utilization',
    kind: 'gauge',
    unit: '1',
    description: 'Share of time, from 0 to 1, in which the event loop was busy since it was last asked',
  },
  delay: {
    name: 'nodejs.eventloop.delay.p99',
    kind: 'gauge',
    unit: 's',
    description: 'How late the event loop comes to a timer, for 99 of 100, since it was last asked',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** How often the delay is sampled, in milliseconds. */
const resolution = 20;

/** How late a timer was, in seconds: Node counts the time between two samples, in nanoseconds, the interval included. */
export const lateness = (betweenSamplesNs: number): number => Math.max(0, betweenSamplesNs / 1e9 - resolution / 1e3);

/** Measures this process until it is stopped. */
export const observeProcess = (service: string): Readonly<{ stop: () => void }> => {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  let before = performance.eventLoopUtilization();
  const stop = observe(service, processMetrics, () => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const delay = lateness(delays.percentile(99));
    delays.reset();
    return { memory: rss, heap: heapUsed, cpu: (user + system) / 1e6, utilization, delay };
  });
  return {
    stop: () => {
      stop();
      delays.disable();
    },
  };
};
