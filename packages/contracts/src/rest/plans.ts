import { z } from 'zod';
import { operationKind } from '../platform-operation.ts';
import { failurePolicy, platform } from '../vocabulary.ts';
import { stepName } from '../workflow-events.ts';
import { planView } from './ads.ts';
import { currency, instantOut, revision, success, units } from './fields.ts';
import { workflowView } from './workflows.ts';

const remarks = z.array(z.strictObject({ code: z.string(), message: z.string() }));
const findings = remarks.meta({ description: 'What stands in the way of a deployment' });
const warnings = remarks.meta({ description: 'What is worth knowing before one' });

const plannedCall = z
  .strictObject({
    step: stepName,
    operation: operationKind,
    makes: z
      .strictObject({ level: z.enum(['campaign', 'ad_group', 'ad']), name: z.string() })
      .nullable()
      .meta({ description: '`null` for a call that makes nothing new' }),
    requests: z.int().min(0).nullable().meta({
      description:
        'HTTP requests at most when nothing is in its way, without what is looked up once and kept; `null` where the platform did not answer',
    }),
  })
  .meta({ id: 'PlannedCall' });

const platformPlanView = z
  .strictObject({
    platform,
    mapping_id: z.uuid(),
    connection_id: z.uuid(),
    ad_account_id: z.string(),
    currency,
    allocated_budget: units,
    calls: z.array(plannedCall).meta({ description: 'In the order of a deployment in which nothing goes wrong' }),
    lines: planView,
    findings,
    warnings,
  })
  .meta({ id: 'PlatformPlan' });

/** What a deployment would do, and what stands in its way; nothing was made. */
export const deploymentPlanView = z
  .strictObject({
    workflow_id: z.uuid().meta({ description: 'The run that asked the platforms' }),
    orchestration_id: z.uuid(),
    hash: z.string().meta({ description: 'Of everything that decides what is bought; `plan_hash` of a deployment' }),
    valid_for: revision.meta({ description: 'Revision of the orchestration that was planned' }),
    is_current: z.boolean().meta({ description: 'Whether a deployment now would still be this one' }),
    is_deployable: z.boolean().meta({ description: 'Whether nothing stands in its way' }),
    failure_policy: failurePolicy,
    accepted: z.array(z.string()),
    flight_start_at: instantOut,
    flight_end_at: instantOut,
    platforms: z.array(platformPlanView),
    findings: findings.meta({ description: 'What stands in the way on no single platform' }),
    warnings,
    requested_by: z.string(),
    requested_at: instantOut,
    made_at: instantOut,
  })
  .meta({ id: 'DeploymentPlan' });
export type DeploymentPlanView = z.infer<typeof deploymentPlanView>;

export const planAnswer = z.strictObject({ success, plan: deploymentPlanView }).meta({ id: 'PlanAnswer' });
export const planOrWorkflowAnswer = z
  .strictObject({ success, plan: deploymentPlanView.nullable(), workflow: workflowView })
  .meta({
    id: 'PlanOrWorkflowAnswer',
    description: 'With 202 the platforms have not all answered yet, and `plan` is `null`: it will be found by GET',
  });
