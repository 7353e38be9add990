import type { MetricSpec } from '@campaigns/event-sourcing';

export const timerMetrics = {
  lateness: {
    name: 'campaigns.timer.lateness',
    kind: 'histogram',
    unit: 's',
    description: 'How long after it was due a timer was fired, in business time, by kind and outcome (fired, failed)',
  },
  overdue: {
    name: 'campaigns.timer.overdue',
    kind: 'gauge',
    unit: 's',
    description: 'How long the first timer that is not fired yet has been due; 0 when none is',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
