import type { Role } from '../vocabulary.ts';
import { alertOperations } from './alert-operations.ts';
import { alertWebhookOperations } from './alert-webhook-operations.ts';
import { attributionOperations } from './attribution-operations.ts';
import { connectionOperations } from './connection-operations.ts';
import { driftOperations } from './drift-operations.ts';
import type { RestOperation } from './operation.ts';
import { orchestrationOperations } from './orchestration-operations.ts';
import { recommendationOperations } from './recommendation-operations.ts';
import { ruleOperations } from './rule-operations.ts';
import { templateOperations } from './template-operations.ts';
import { workflowOperations } from './workflow-operations.ts';

export const restPrefix = '/api/orchestration';

/** Every route of the API by its operation id. */
export const restOperations = {
  ...templateOperations,
  ...orchestrationOperations,
  ...workflowOperations,
  ...driftOperations,
  ...connectionOperations,
  ...attributionOperations,
  ...alertOperations,
  ...alertWebhookOperations,
  ...recommendationOperations,
  ...ruleOperations,
} as const;
export type RestOperationId = keyof typeof restOperations;

export const restOperationEntries = Object.entries(restOperations) as unknown as readonly (readonly [
  RestOperationId,
  RestOperation,
])[];

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2, system: 3 };

/** Each role may do what the roles below it may. */
export const mayAct = (role: Role, needed: Role): boolean => rank[role] >= rank[needed];
