import type { StepName } from '@campaigns/contracts';
import { type EventOf, type Handlers, json, type Statement, statement } from '../statement.ts';

const labels: Readonly<Record<StepName, string>> = {
  validate_configuration: 'Validate Configuration',
  create_platform_campaigns: 'Create Platform Campaigns',
  sync_settings: 'Sync Settings',
  activate_campaigns: 'Activate Campaigns',
  pause_campaigns: 'Pause Campaigns',
  fetch_performance: 'Fetch Performance',
  roll_back: 'Roll Back',
};

type Request = EventOf<
  'DeploymentRequested' | 'PauseRequested' | 'ResumeRequested' | 'CompletionRequested' | 'SyncRequested'
>;
type LogEntry = Readonly<{ at: string; step?: string; platform?: string; status: string; message: string }>;

const requested =
  (workflowType: string, goal: string) =>
  ({ data, metadata }: Request): readonly Statement[] => [
    statement(
      `insert into orchestration_workflows (workflow_id, orchestration_id, org_id, workflow_type, goal, status, steps,
         current_step, total_steps, progress, execution_log, rollback_data, requested_by, requested_at)
       values ($1, $2, $3, $4, $5, 'pending', '[]', 0, 0, 0, '[]', '{"created": [], "removed": []}', $6, $7)`,
      [data.workflowId, data.orchestrationId, metadata.orgId, workflowType, goal, metadata.actor.id, metadata.occurredAt],
    ),
  ];

const logged = (workflowId: string, entry: LogEntry): Statement =>
  statement(
    'update orchestration_workflows set execution_log = execution_log || jsonb_build_array($2::jsonb) where workflow_id = $1',
    [workflowId, json(entry)],
  );

/** Sets fields of one step, which is added at the end when the run did not begin with it, and the progress. */
const stepSet = (workflowId: string, step: StepName, fields: Readonly<Record<string, string>>): Statement =>
  statement(
    `update orchestration_workflows w set steps = s.steps, total_steps = jsonb_array_length(s.steps),
       current_step = (select count(*) from jsonb_array_elements(s.steps) e where e ->> 'status' <> 'pending'),
       progress = round(100.0 * (select count(*) from jsonb_array_elements(s.steps) e where e ->> 'status' = 'completed')
         / jsonb_array_length(s.steps), 2)
     from (select workflow_id, read_meta.with_step(steps, $2::jsonb, $3::jsonb) as steps
           from orchestration_workflows where workflow_id = $1) s
     where w.workflow_id = s.workflow_id`,
    [workflowId, json({ name: step, label: labels[step], status: 'pending' }), json(fields)],
  );

const ended = (
  { data }: EventOf<'WorkflowCompleted' | 'WorkflowFailed'>,
  status: 'completed' | 'failed',
  reason: string | null,
): Statement =>
  statement(
    `update orchestration_workflows set status = $2, completed_at = $3, error_message = $4,
       duration_seconds = extract(epoch from ($3::timestamptz - coalesce(started_at, requested_at)))
     where workflow_id = $1`,
    [data.workflowId, status, data.at, reason],
  );

const settledEntry = ({ data }: EventOf<'OperationSettled'>): LogEntry => {
  const base = { at: data.at, step: data.step, platform: data.platform };
  if (data.outcome.status === 'succeeded') return { ...base, status: 'succeeded', message: `${data.kind} succeeded` };
  const { error } = data.outcome;
  return { ...base, status: 'failed', message: `${data.kind} failed: ${error.message} (${error.class}, ${error.code})` };
};

const created = ({ data }: EventOf<'OperationSettled'>): readonly Statement[] => {
  if (data.outcome.status !== 'succeeded') return [];
  const { result } = data.outcome;
  if (result.kind !== 'create-campaign') return [];
  return [
    statement(
      `update orchestration_workflows set rollback_data = jsonb_set(rollback_data, '{created}',
         (rollback_data -> 'created') || jsonb_build_array($2::jsonb)) where workflow_id = $1`,
      [data.workflowId, json({ platform: data.platform, platform_campaign_id: result.platformCampaignId })],
    ),
  ];
};

const removed = ({ data }: EventOf<'WorkflowFailed'>): Statement =>
  statement(
    `update orchestration_workflows set rollback_data = jsonb_set(rollback_data, '{removed}', $2::jsonb)
     where workflow_id = $1`,
    [
      data.workflowId,
      json(data.rolledBack.map(({ platform, platformCampaignId }) => ({ platform, platform_campaign_id: platformCampaignId }))),
    ],
  );

export const workflowHandlers: Handlers = {
  DeploymentRequested: requested('creation', 'deploy'),
  PauseRequested: requested('deactivation', 'pause'),
  CompletionRequested: requested('deactivation', 'complete'),
  ResumeRequested: requested('activation', 'resume'),
  SyncRequested: requested('sync', 'sync'),
  WorkflowStarted: ({ data }) => [
    statement(
      `update orchestration_workflows set status = 'running', started_at = $2, steps = $3, total_steps = $4
       where workflow_id = $1`,
      [
        data.workflowId,
        data.at,
        json(data.steps.map((name) => ({ name, label: labels[name], status: 'pending' }))),
        data.steps.length,
      ],
    ),
    logged(data.workflowId, { at: data.at, status: 'started', message: `${data.workflowType} workflow started` }),
  ],
  StepStarted: ({ data }) => [
    stepSet(data.workflowId, data.step, { status: 'running', started_at: data.at }),
    logged(data.workflowId, { at: data.at, step: data.step, status: 'started', message: `${labels[data.step]} started` }),
  ],
  StepCompleted: ({ data }) => [
    stepSet(data.workflowId, data.step, { status: 'completed', completed_at: data.at }),
    logged(data.workflowId, {
      at: data.at,
      step: data.step,
      status: 'completed',
      message:
        data.failedPlatforms.length === 0
          ? `${labels[data.step]} completed`
          : `${labels[data.step]} completed without ${data.failedPlatforms.join(', ')}`,
    }),
  ],
  StepFailed: ({ data }) => [
    stepSet(data.workflowId, data.step, { status: 'failed', completed_at: data.at, error: data.error }),
    logged(data.workflowId, {
      at: data.at,
      step: data.step,
      status: 'failed',
      message: `${labels[data.step]} failed: ${data.error}`,
    }),
  ],
  OperationRequested: ({ data }) => [
    logged(data.workflowId, {
      at: data.at,
      step: data.step,
      platform: data.platform,
      status: 'requested',
      message: `${data.task.kind} requested`,
    }),
  ],
  OperationSettled: (event) => [logged(event.data.workflowId, settledEntry(event)), ...created(event)],
  WorkflowCompleted: (event) => [
    ended(event, 'completed', null),
    logged(event.data.workflowId, { at: event.data.at, status: 'completed', message: 'Workflow completed' }),
  ],
  WorkflowFailed: (event) => [
    ended(event, 'failed', event.data.reason),
    removed(event),
    logged(event.data.workflowId, { at: event.data.at, status: 'failed', message: event.data.reason }),
  ],
};
