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

/** Owner of what belongs to every organisation (global templates). */
export const globalOrgId = orgId.parse('00000000-0000-0000-0000-000000000000');
