/**
 * Names of attributes on spans and metrics: those of OpenTelemetry's semantic conventions where there are any, else ours,
 * below `campaigns.`. What has an id in it is for spans alone: a metric has few values of each attribute.
 */
export const attribute = {
  // Spans and metrics
  streamCategory: 'campaigns.stream.category',
  command: 'campaigns.command',
  outcome: 'campaigns.outcome',
  errorClass: 'campaigns.error.class',
  platform: 'campaigns.platform',
  platformOperation: 'campaigns.platform.operation',
  operationKind: 'campaigns.operation.kind',
  timerKind: 'campaigns.timer.kind',
  errorType: 'error.type',
  httpMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  serverAddress: 'server.address',
  messagingGroup: 'messaging.consumer.group.name',
  messagingTopic: 'messaging.destination.name',
  // Spans alone
  stream: 'campaigns.stream',
  eventType: 'campaigns.event.type',
  eventCount: 'campaigns.event.count',
  adAccount: 'campaigns.ad_account',
  attempt: 'campaigns.attempt',
  requestId: 'campaigns.request.id',
  messageId: 'messaging.message.id',
  messageKey: 'campaigns.message.key',
  messageCount: 'messaging.batch.message_count',
  serverPort: 'server.port',
  urlPath: 'url.path',
} as const;
