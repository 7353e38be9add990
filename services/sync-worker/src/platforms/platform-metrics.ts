import type { MetricSpec } from '@campaigns/event-sourcing';

export const platformMetrics = {
  request: {
    name: 'http.client.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Requests to platforms, by platform, method and status; without an answer by type of error',
  },
  operation: {
    name: 'campaigns.platform.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'What is asked of a platform, in one request or several, by class of error when it fails',
  },
  outcomes: {
    name: 'campaigns.operation.outcomes',
    kind: 'counter',
    unit: '{outcome}',
    description: 'Attempts at operations that have succeeded, failed or were deferred, by class of error',
  },
  circuitsOpen: {
    name: 'campaigns.platform.circuits.open',
    kind: 'gauge',
    unit: '{platform}',
    description: 'Platforms that this worker keeps calls away from because they were down',
  },
  versionDaysLeft: {
    name: 'campaigns.platform.version.days_left',
    kind: 'gauge',
    unit: 'd',
    description: "Days until the first of the platforms' API versions in use ends; below zero once it has",
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
