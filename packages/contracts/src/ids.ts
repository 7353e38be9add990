import { z } from 'zod';

/** Branded: a WorkflowId is not an OrchestrationId. All are UUIDs. */
export const orgId = z.uuid().brand<'OrgId'>();
export type OrgId = z.infer<typeof orgId>;

export const templateId = z.uuid().brand<'TemplateId'>();
export type TemplateId = z.infer<typeof templateId>;

export const orchestrationId = z.uuid().brand<'OrchestrationId'>();
export type OrchestrationId = z.infer<typeof orchestrationId>;

/** One platform's part of an orchestration. */
export const mappingId = z.uuid().brand<'MappingId'>();
export type MappingId = z.infer<typeof mappingId>;

export const connectionId = z.uuid().brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof connectionId>;

/** One asking of a person for access to a platform. */
export const authorizationId = z.uuid().brand<'AuthorizationId'>();
export type AuthorizationId = z.infer<typeof authorizationId>;

/** What came of it: the access that a person has granted, to one or several ad accounts. */
export const grantId = z.uuid().brand<'GrantId'>();
export type GrantId = z.infer<typeof grantId>;

export const workflowId = z.uuid().brand<'WorkflowId'>();
export type WorkflowId = z.infer<typeof workflowId>;

/** One intended call to one platform. */
export const operationId = z.uuid().brand<'OperationId'>();
export type OperationId = z.infer<typeof operationId>;

export const ruleId = z.uuid().brand<'RuleId'>();
export type RuleId = z.infer<typeof ruleId>;

/** One evaluation of a rule, over all entities that it looked at. */
export const ruleRunId = z.uuid().brand<'RuleRunId'>();
export type RuleRunId = z.infer<typeof ruleRunId>;

/** One thing that a rule did to one entity. */
export const ruleActionId = z.uuid().brand<'RuleActionId'>();
export type RuleActionId = z.infer<typeof ruleActionId>;

export const recommendationId = z.uuid().brand<'RecommendationId'>();
export type RecommendationId = z.infer<typeof recommendationId>;

export const alertId = z.uuid().brand<'AlertId'>();
export type AlertId = z.infer<typeof alertId>;

/** Where alerts and life-cycle events are sent to. */
export const webhookId = z.uuid().brand<'WebhookId'>();
export type WebhookId = z.infer<typeof webhookId>;

/** Owner of what belongs to every organisation (global templates). */
export const globalOrgId = orgId.parse('00000000-0000-0000-0000-000000000000');
