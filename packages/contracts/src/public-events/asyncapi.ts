import { campaignEventsTopic, platformOperationsTopic } from '../topics.ts';
import { eventHeaders } from './event-headers.ts';
import { type EventVersion, eventVersionName, eventVersions } from './event-schemas.ts';
import { jsonSchemaOf } from './json-schema.ts';

type Channel = Readonly<{
  topic: Readonly<{ name: string; types: readonly string[] }>;
  title: string;
  description: string;
  key: Readonly<{ description: string; examples: readonly string[]; pattern?: string }>;
}>;

const channels: readonly Channel[] = [
  {
    topic: campaignEventsTopic,
    title: 'Campaign events',
    description: 'Every domain event, in the order of the log for each orchestration.',
    key: {
      description:
        "The orchestration's id; for events of templates, connections, authorizations, rules, alerts, webhooks and attribution their stream, as in `ce_subject`.",
      examples: ['7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31', 'template-2f6c1b7e-5d43-4a98-9e70-3b8d1c5a4f01'],
    },
  },
  {
    topic: platformOperationsTopic,
    title: 'Platform operations',
    description: 'The calls to ad platforms that are to be made, in the order of the log for each ad account.',
    key: {
      description: 'Platform and ad account, with a colon between them.',
      pattern: '^[a-z]+:.+$',
      examples: ['meta:act_1029384756'],
    },
  },
];

const bindingVersion = '0.5.0';

const message = (event: EventVersion, { key }: Channel): object => ({
  name: eventVersionName(event),
  title: `${event.type}, version ${event.version}`,
  contentType: 'application/json',
  headers: {
    allOf: [
      { $ref: '#/components/schemas/EventHeaders' },
      {
        type: 'object',
        properties: { ce_type: { const: event.type }, ce_schemaversion: { const: `${event.version}` } },
      },
    ],
  },
  payload: { $ref: `./events/${eventVersionName(event)}.json` },
  correlationId: { location: '$message.header#/ce_correlationid' },
  bindings: { kafka: { key: { type: 'string', ...key }, bindingVersion } },
});

const channelEntry = (channel: Channel): [string, object] => {
  const { topic, title, description } = channel;
  const carried = eventVersions.filter(({ type }) => topic.types.includes(type));
  const messages = carried.map((event) => [eventVersionName(event), message(event, channel)]);
  return [
    topic.name,
    {
      address: topic.name,
      title,
      description,
      messages: Object.fromEntries(messages),
      bindings: { kafka: { topic: topic.name, bindingVersion } },
    },
  ];
};

/** The AsyncAPI 3.0 document of what is in Kafka, generated from the schemas that validate the events. */
export const asyncApiDocument = (): Readonly<Record<string, unknown>> => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Cross-platform campaign orchestration: events',
    version: '1.0.0',
    description:
      'CloudEvents 1.0 in binary mode: attributes in headers, data as JSON in the value. Delivered at least once and in ' +
      'the order of the log for each key; a repeated event has the same `ce_id`. Read with isolation level ' +
      '`read_committed`. A namespace, where the cluster is shared, stands before the topic names.',
  },
  defaultContentType: 'application/json',
  channels: Object.fromEntries(channels.map(channelEntry)),
  operations: Object.fromEntries(
    channels.map(({ topic, title }) => [
      `send-${topic.name}`,
      { action: 'send', title, channel: { $ref: `#/channels/${topic.name}` } },
    ]),
  ),
  components: { schemas: { EventHeaders: jsonSchemaOf(eventHeaders) } },
});
