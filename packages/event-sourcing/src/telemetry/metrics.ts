import type { MetricSpec } from './instruments.ts';

export const eventSourcingMetrics = {
  append: {
    name: 'campaigns.log.append.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Appends to the log, by category of the stream and outcome (appended, conflict, failed)',
  },
  load: {
    name: 'campaigns.log.load.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Streams loaded from the log, by category and outcome (loaded, failed)',
  },
  command: {
    name: 'campaigns.command.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Commands, by type and outcome (appended, unchanged, repeated, refused, conflict, failed)',
  },
  process: {
    name: 'messaging.process.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Messages handled by a consumer group, by outcome (done, retry, reject)',
  },
  delay: {
    name: 'campaigns.feed.delay',
    kind: 'histogram',
    unit: 's',
    description: 'Time from the append of an event to when a consumer group first handles it',
  },
  deadLetters: {
    name: 'campaigns.feed.dead_letters',
    kind: 'counter',
    unit: '{message}',
    description: 'Messages that a consumer group has given up',
  },
  publish: {
    name: 'campaigns.publish.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Batches of the log written to Kafka, by outcome (published, fenced, failed)',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
