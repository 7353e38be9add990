import type { MetricSpec } from '@campaigns/event-sourcing';

export const requestMetrics = {
  duration: {
    name: 'http.server.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Requests to the API, by method, route and status',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
