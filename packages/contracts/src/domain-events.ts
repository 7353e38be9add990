import { type AlertEvent, type AlertSettingsEvent, alertCodec, alertSettingsCodec } from './alert-events.ts';
import { type AttributionEvent, attributionCodec } from './attribution-events.ts';
import { type AuthorizationEvent, authorizationCodec } from './authorization-events.ts';
import type { EventCodec } from './codec.ts';
import { type ConnectionEvent, connectionCodec } from './connection-events.ts';
import type { DomainEvent, RecordedEvent, StoredEvent } from './event.ts';
import { categoryOf } from './event.ts';
import { type OperationEvent, operationCodec } from './operation-events.ts';
import { type OrchestrationEvent, orchestrationCodec } from './orchestration-events.ts';
import { type PerformanceEvent, performanceCodec } from './performance-events.ts';
import { type RecommendationEvent, recommendationCodec } from './recommendation-events.ts';
import {
  type EvaluationEvent,
  evaluationCodec,
  type RuleActionEvent,
  type RuleEvent,
  ruleActionCodec,
  ruleCodec,
} from './rule-events.ts';
import { type TemplateEvent, templateCodec } from './template-events.ts';
import { type WebhookEvent, webhookCodec } from './webhook-events.ts';
import { type WorkflowEvent, workflowCodec } from './workflow-events.ts';

export type CampaignDomainEvent =
  | TemplateEvent
  | ConnectionEvent
  | AuthorizationEvent
  | OrchestrationEvent
  | WorkflowEvent
  | OperationEvent
  | PerformanceEvent
  | AttributionEvent
  | RecommendationEvent
  | RuleEvent
  | EvaluationEvent
  | RuleActionEvent
  | AlertEvent
  | AlertSettingsEvent
  | WebhookEvent;

/** The codec of each stream category. */
export const codecs = {
  template: templateCodec,
  connection: connectionCodec,
  authorization: authorizationCodec,
  orchestration: orchestrationCodec,
  workflow: workflowCodec,
  operation: operationCodec,
  performance: performanceCodec,
  attribution: attributionCodec,
  recommendation: recommendationCodec,
  rule: ruleCodec,
  evaluation: evaluationCodec,
  ruleaction: ruleActionCodec,
  alert: alertCodec,
  alertsettings: alertSettingsCodec,
  webhook: webhookCodec,
} as const;

export type StreamCategory = keyof typeof codecs;

export const streamCategories = Object.keys(codecs) as readonly StreamCategory[];

/** Typed event from whatever stream it lies in; `undefined` for a stream that is none of ours. Throws ZodError. */
export const decodeDomainEvent = (stored: StoredEvent): RecordedEvent<CampaignDomainEvent> | undefined => {
  const category = categoryOf(stored.stream);
  if (!Object.hasOwn(codecs, category)) return undefined;
  const codec = codecs[category as StreamCategory] as EventCodec<DomainEvent>;
  return codec.knows(stored.type) ? (codec.decodeRecorded(stored) as RecordedEvent<CampaignDomainEvent>) : undefined;
};
