/** `alias.a, alias.b` for the columns that are shown as they are. */
export const plain = (alias: string, names: string): string =>
  names
    .split(' ')
    .map((name) => `${alias}.${name}`)
    .join(', ');

/** Instants as ISO 8601 in UTC with milliseconds, whatever the time zone of the connection. */
export const instants = (alias: string, names: string): string =>
  names
    .split(' ')
    .map((name) => `to_char(${alias}.${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${name}`)
    .join(', ');

/** A JSON array of what a subselect finds, `[]` when it finds nothing. */
export const jsonArray = (select: string): string =>
  `(select coalesce(json_agg(row_to_json(entry)), '[]') from (${select}) entry)`;

// The select lists of the answers, each for one alias. What is not named here leaves the gateway in no answer.

export const templateColumns = `${plain(
  't',
  'template_id name description category objective platforms base_config platform_specific_config budget_template ' +
    'creative_requirements targeting_template is_global is_active is_archived usage_count created_by revision',
)}, ${instants('t', 'created_at updated_at')}`;

export const connectionColumns = `${plain(
  'c',
  'connection_id platform name ad_account_id currency time_zone scopes status state status_reason',
)}, ${instants('c', 'expires_at created_at updated_at')}`;

export const workflowColumns = `${plain(
  'w',
  'workflow_id orchestration_id workflow_type goal status steps current_step total_steps progress execution_log ' +
    'rollback_data error_message recommendation requested_by duration_seconds',
)}, ${instants('w', 'requested_at started_at completed_at')}, ${jsonArray(
  `select ${plain('x', 'operation_id platform step kind status attempts last_error duration_ms')}, ${instants(
    'x',
    'next_attempt_at deadline_at requested_at started_at completed_at',
  )} from read.workflow_operations x where x.workflow_id = w.workflow_id order by x.requested_at, x.operation_id`,
)} as operations`;

export const syncLogColumns = `${plain(
  's',
  'sync_log_id orchestration_id workflow_id mapping_id platform sync_type direction trigger status changes_detected ' +
    'changes_applied entities_synced entities_failed error_details duration_ms',
)}, ${instants('s', 'started_at completed_at')}`;

export const platformCallColumns = `${plain(
  'c',
  'call_id orchestration_id workflow_id mapping_id operation_id platform operation method path status error ' +
    'duration_ms request_id',
)}, ${instants('c', 'called_at')}`;

export const adColumns = `${plain(
  'a',
  'creative_id mapping_id platform platform_ad_id name format status status_reason review currency spend ' +
    'impressions clicks conversions revenue',
)}, ${instants('a', 'observed_at created_at updated_at')}`;

export const mappingColumns = `${plain(
  'p',
  'mapping_id platform connection_id ad_account_id platform_campaign_id platform_ad_group_id plan own_name status ' +
    'status_error currency allocated_budget applied_budget reserved_budget config spend impressions clicks conversions revenue sync_metadata',
)}, ${instants('p', 'last_synced_at created_at updated_at')}`;

export const orchestrationColumns = `${plain(
  'o',
  'orchestration_id template_id name description category objective status platforms currency total_budget ' +
    'sync_strategy sync_frequency_minutes sync_cron sync_zone sync_policy failure_policy platform_count ' +
    'active_platform_count duration_days scheduled_start_on_clock scheduled_end_on_clock late_policy ' +
    'missed_start_reason cloned_from active_workflow_id created_by revision',
)}, ${instants(
  'o',
  'scheduled_start_at scheduled_end_at missed_start_at flight_start_at flight_end_at activated_at paused_at ' +
    'completed_at budget_reached_at archived_at last_synced_at created_at updated_at',
)}, (select json_object_agg(a.platform, a.allocated_budget) from read.orchestration_platforms a
     where a.orchestration_id = o.orchestration_id) as budget_allocation`;
