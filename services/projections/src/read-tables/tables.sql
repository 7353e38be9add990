-- The read tables. Unqualified names: the migration sets the search path to the schema that is being filled
-- (`read`, or `read_next` during a rebuild). Amounts are exact decimals in currency units beside their currency.

create table campaign_templates (
  template_id uuid primary key,
  org_id uuid not null,
  name text not null,
  description text,
  category text not null check (category in ('awareness', 'consideration', 'conversion', 'retention')),
  objective text not null check (objective in
    ('brand_awareness', 'traffic', 'engagement', 'video_views', 'lead_gen', 'conversions', 'app_installs', 'sales')),
  platforms text[] not null check (platforms <@ array['meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat']),
  base_config jsonb not null,
  platform_specific_config jsonb not null,
  budget_template jsonb not null,
  creative_requirements jsonb not null,
  targeting_template jsonb not null,
  is_global boolean not null,
  is_active boolean not null,
  is_archived boolean not null default false check (not (is_archived and is_active)),
  usage_count integer not null default 0 check (usage_count >= 0),
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null
);

create table platform_connections (
  connection_id uuid primary key,
  org_id uuid not null,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  name text not null,
  ad_account_id text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  scopes text[] not null,
  status text not null check (status in ('active', 'suspended')),
  state text not null check (state in ('active', 'expiring', 'expired', 'revoked', 'scope_missing', 'suspended')),
  status_reason text,
  expires_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null
);

create table campaign_orchestrations (
  orchestration_id uuid primary key,
  org_id uuid not null,
  template_id uuid not null,
  name text not null,
  description text,
  category text not null check (category in ('awareness', 'consideration', 'conversion', 'retention')),
  objective text not null check (objective in
    ('brand_awareness', 'traffic', 'engagement', 'video_views', 'lead_gen', 'conversions', 'app_installs', 'sales')),
  status text not null check (status in ('draft', 'scheduled', 'active', 'paused', 'completed', 'failed')),
  platforms text[] not null check (platforms <@ array['meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat']),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_budget numeric(24, 6) not null check (total_budget >= 0),
  budget_allocation jsonb not null,
  sync_strategy text not null check (sync_strategy in ('manual', 'auto', 'scheduled')),
  sync_frequency_minutes integer not null check (sync_frequency_minutes > 0),
  sync_cron text,
  sync_zone text,
  -- What happens to differences, by field; what is not named is `ours`.
  sync_policy jsonb not null default '{}',
  failure_policy text not null check (failure_policy in ('rollback', 'continue', 'ask')),
  platform_count integer not null check (platform_count >= 0),
  active_platform_count integer not null check (active_platform_count between 0 and platform_count),
  scheduled_start_at timestamptz,
  scheduled_end_at timestamptz,
  -- Where they were given as local times: `{"local": …, "zone": …}`.
  scheduled_start_on_clock jsonb,
  scheduled_end_on_clock jsonb,
  duration_days integer not null,
  late_policy text not null default 'run' check (late_policy in ('run', 'skip', 'ask')),
  -- The scheduled start that nobody could make in time, until it is scheduled or deployed again.
  missed_start_at timestamptz,
  missed_start_reason text,
  flight_start_at timestamptz,
  flight_end_at timestamptz,
  activated_at timestamptz,
  paused_at timestamptz,
  completed_at timestamptz,
  -- By platform, what its part stays between when budgets are allocated: `{"least", "most", "locked"}`.
  budget_limits jsonb not null default '{}',
  -- When the total, which was then `budget_reached_total`, was spent; empty again when it is raised above that.
  budget_reached_at timestamptz,
  budget_reached_total numeric(24, 6),
  archived_at timestamptz,
  cloned_from uuid,
  last_synced_at timestamptz,
  creatives jsonb not null,
  active_workflow_id uuid,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null
);

create table orchestration_platforms (
  mapping_id uuid primary key,
  orchestration_id uuid not null references campaign_orchestrations,
  org_id uuid not null,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  connection_id uuid not null,
  ad_account_id text not null,
  platform_campaign_id text,
  platform_ad_group_id text,
  -- What the platform takes over of the intent: exactly, nearly, or not at all.
  plan jsonb not null default '[]',
  status text not null check (status in ('pending', 'creating', 'active', 'paused', 'failed')),
  status_error text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- What it is called on its platform, where that is not the orchestration's name.
  own_name text,
  allocated_budget numeric(24, 6) not null check (allocated_budget >= 0),
  -- The ledger. Last sent to the platform; the most that it may have by all that was sent; last confirmed by it.
  sent_budget numeric(24, 6),
  sent_at_most numeric(24, 6) check ((sent_at_most is null) = (sent_budget is null)),
  confirmed_budget numeric(24, 6),
  applied_budget numeric(24, 6) not null generated always as (
    case when sent_budget is null then 0 else least(coalesce(confirmed_budget, 0), sent_at_most) end) stored,
  reserved_budget numeric(24, 6) not null generated always as (
    case when sent_budget is null then 0
      else sent_at_most - least(coalesce(confirmed_budget, 0), sent_at_most) end) stored,
  config jsonb not null,
  spend numeric(24, 6) not null default 0,
  impressions bigint not null default 0,
  clicks bigint not null default 0,
  conversions numeric(24, 6) not null default 0,
  revenue numeric(24, 6) not null default 0,
  last_synced_at timestamptz,
  sync_metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (orchestration_id, platform)
);

create table platform_daily_metrics (
  mapping_id uuid not null references orchestration_platforms,
  -- One that was made in the place of another may have results of the same day: what both have spent is spent.
  platform_campaign_id text not null,
  date date not null,
  org_id uuid not null,
  orchestration_id uuid not null,
  platform text not null,
  currency text not null,
  spend numeric(24, 6) not null,
  impressions bigint not null,
  clicks bigint not null,
  conversions numeric(24, 6) not null,
  revenue numeric(24, 6) not null,
  observed_at timestamptz not null,
  primary key (mapping_id, date, platform_campaign_id)
);

-- An ad per creative and platform. Status and review as last made or seen, not as they are at this moment.
create table orchestration_ads (
  mapping_id uuid not null references orchestration_platforms,
  creative_id uuid not null,
  org_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  operation_id uuid not null unique,
  platform_ad_id text,
  name text not null,
  format text not null,
  status text not null check (status in ('creating', 'paused', 'active', 'removed', 'failed')),
  -- By a rotation: it stays paused when its campaign is activated.
  resting boolean not null default false,
  status_reason text,
  review text check (review in ('pending', 'approved', 'rejected')),
  observed_at timestamptz,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  spend numeric(24, 6) not null default 0,
  impressions bigint not null default 0,
  clicks bigint not null default 0,
  conversions numeric(24, 6) not null default 0,
  revenue numeric(24, 6) not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (mapping_id, creative_id)
);

-- Not to be added up with the campaigns' days: a platform may count both differently.
create table ad_daily_metrics (
  mapping_id uuid not null references orchestration_platforms,
  platform_ad_id text not null,
  date date not null,
  org_id uuid not null,
  orchestration_id uuid not null,
  platform text not null,
  currency text not null,
  spend numeric(24, 6) not null,
  impressions bigint not null,
  clicks bigint not null,
  conversions numeric(24, 6) not null,
  revenue numeric(24, 6) not null,
  observed_at timestamptz not null,
  primary key (mapping_id, platform_ad_id, date)
);

-- What a platform reported of a day of a campaign (`platform_ad_id` is null) or of an ad, and when it was observed. Rows are
-- only added: a restated day is a further row of the same point with a later revision, so what was known at a moment can be
-- asked. Ads are not to be added up with campaigns.
create table metric_facts (
  -- The campaign or the ad, and the day.
  point_id uuid not null,
  revision bigint not null,
  mapping_id uuid not null references orchestration_platforms,
  org_id uuid not null,
  orchestration_id uuid not null,
  platform text not null,
  platform_campaign_id text not null,
  platform_ad_id text,
  date date not null,
  operation_id uuid not null,
  event_id uuid not null,
  observed_at timestamptz not null,
  currency text not null,
  spend numeric(24, 6) not null,
  impressions bigint not null,
  clicks bigint not null,
  conversions numeric(24, 6) not null,
  revenue numeric(24, 6) not null,
  primary key (point_id, revision)
);

-- Each look at a platform's results, also one that found nothing new or failed. `until` is the last day that it covered.
create table metric_looks (
  event_id uuid primary key,
  operation_id uuid not null,
  mapping_id uuid not null references orchestration_platforms,
  org_id uuid not null,
  orchestration_id uuid not null,
  platform text not null,
  looked_at timestamptz not null,
  succeeded boolean not null,
  until date check ((until is not null) = succeeded),
  error text
);

-- Touches of people with ads, and conversions, as they were imported. Rows are only added; of those with one id the first
-- counts. Nothing here says who somebody is: the key is a salted hash of a hash.
create table attribution_touchpoints (
  touchpoint_id uuid primary key,
  org_id uuid not null,
  customer_key uuid not null,
  kind text not null check (kind in ('touch', 'conversion')),
  occurred_at timestamptz not null,
  platform text check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat'))
    check ((platform is not null) = (kind = 'touch')),
  orchestration_id uuid check (orchestration_id is null or kind = 'touch'),
  value numeric(24, 6) check ((value is not null) = (kind = 'conversion')),
  currency text check ((currency is not null) = (kind = 'conversion')),
  event_id uuid not null,
  imported_at timestamptz not null
);

-- How a platform's part of an orchestration was from a moment on. Rows are only added.
create table platform_history (
  mapping_id uuid not null references orchestration_platforms,
  -- Of the orchestration's stream.
  revision bigint not null,
  org_id uuid not null,
  orchestration_id uuid not null,
  platform text not null,
  changed_at timestamptz not null,
  status text not null,
  platform_campaign_id text,
  currency text not null,
  allocated_budget numeric(24, 6) not null,
  -- Of the whole orchestration.
  total_budget numeric(24, 6) not null,
  primary key (mapping_id, revision)
);

create table orchestration_workflows (
  workflow_id uuid primary key,
  orchestration_id uuid not null references campaign_orchestrations,
  org_id uuid not null,
  workflow_type text not null check (workflow_type in ('creation', 'activation', 'optimization', 'sync', 'deactivation')),
  goal text not null check (goal in
    ('deploy', 'plan', 'pause', 'resume', 'complete', 'sync', 'optimize', 'rotate', 'clean_up')),
  status text not null check (status in ('pending', 'running', 'needs_operator', 'completed', 'failed', 'compensated',
    'partially_compensated', 'cancelled')),
  steps jsonb not null,
  current_step integer not null,
  total_steps integer not null,
  progress numeric(5, 2) not null,
  execution_log jsonb not null,
  rollback_data jsonb not null,
  error_message text,
  -- Of an optimization: how the budget should be split, and why.
  recommendation jsonb,
  requested_by text not null,
  requested_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  duration_seconds numeric(14, 3)
);

-- What a run asked of a platform, and where it stands with it.
create table workflow_operations (
  operation_id uuid primary key,
  workflow_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  org_id uuid not null,
  mapping_id uuid not null,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  step text not null,
  kind text not null,
  status text not null check (status in ('requested', 'running', 'waiting', 'succeeded', 'failed')),
  -- Calls that count: to be put off by a rate limit is none.
  attempts integer not null,
  next_attempt_at timestamptz,
  deadline_at timestamptz,
  last_error jsonb,
  requested_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  duration_ms bigint generated always as
    ((extract(epoch from completed_at - coalesce(started_at, requested_at)) * 1000)::bigint) stored
);

-- Both sides of each field of a platform's campaign as the last look left them, moved on by what was decided since.
create table orchestration_drift (
  mapping_id uuid not null references orchestration_platforms,
  path text not null,
  org_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  field text not null check (field in ('name', 'status', 'budget', 'existence', 'ads')),
  desired jsonb,
  last_applied jsonb,
  observed jsonb,
  difference text not null check (difference in
    ('in_sync', 'ours_pending', 'changed_outside', 'conflict', 'normalised', 'unreviewed')),
  policy text not null check (policy in ('ours', 'theirs', 'report', 'freeze')),
  action text not null check (action in ('none', 'pushed', 'adopted', 'reported', 'held')),
  note text,
  -- Of what the last look settled: how it found it.
  found jsonb,
  observed_at timestamptz not null,
  -- From when on it has been of this class without interruption.
  since timestamptz not null,
  workflow_id uuid not null,
  primary key (mapping_id, path)
);

-- What was looked at of a platform's campaign, and when: what has no row here was never looked at.
create table drift_coverage (
  mapping_id uuid primary key references orchestration_platforms,
  org_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  last_attempt_at timestamptz not null,
  -- Of the last attempt; null when it succeeded.
  last_error text,
  -- When all of the campaign itself was compared, by which run, and what that did not show.
  last_read_at timestamptz,
  workflow_id uuid,
  unseen text[],
  -- The same of what stands under it.
  ads_read_at timestamptz,
  ads_unseen text[]
);

create table orchestration_sync_logs (
  sync_log_id uuid primary key,
  orchestration_id uuid not null references campaign_orchestrations,
  org_id uuid not null,
  workflow_id uuid not null,
  mapping_id uuid not null,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  sync_type text not null check (sync_type in ('full', 'incremental', 'settings', 'performance', 'creative')),
  direction text not null check (direction in ('push', 'pull', 'bidirectional')),
  trigger text not null check (trigger in ('manual', 'auto', 'schedule', 'budget', 'notice')),
  status text not null check (status in ('running', 'completed', 'failed', 'partial')),
  changes_detected jsonb not null,
  changes_applied jsonb not null,
  entities_synced integer not null,
  entities_failed integer not null,
  error_details jsonb,
  started_at timestamptz not null,
  completed_at timestamptz,
  duration_ms bigint,
  unique (workflow_id, mapping_id)
);

-- Requests to ad platforms: of each mapping the last 500.
create table platform_calls (
  call_id uuid primary key,
  orchestration_id uuid not null references campaign_orchestrations,
  org_id uuid not null,
  workflow_id uuid not null,
  mapping_id uuid not null,
  operation_id uuid not null,
  platform text not null check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  operation text not null,
  method text not null,
  path text not null,
  status integer,
  error text,
  duration_ms integer not null,
  request_id text,
  called_at timestamptz not null
);

-- A rule as it stands. `trigger_conditions` and `actions` are parts of the document, beside it for those who look for them.
create table orchestration_rules (
  rule_id uuid primary key,
  org_id uuid not null,
  -- Null: of the whole organisation.
  orchestration_id uuid references campaign_orchestrations,
  name text not null,
  rule_type text not null check (rule_type in
    ('budget_reallocation', 'pause_underperforming', 'scale_winners', 'creative_rotation')),
  trigger text not null check (trigger in ('schedule', 'performance', 'manual')),
  trigger_conditions jsonb not null,
  actions jsonb not null,
  priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
  document jsonb not null,
  version integer not null check (version > 0),
  is_enabled boolean not null,
  -- Of one that is disabled: `breaker` when too many of its actions were refused, else a person.
  disabled_by text check (disabled_by in ('person', 'breaker')),
  disabled_reason text,
  -- Times that it acted, and actions of which the orchestration accepted the command.
  execution_count integer not null default 0,
  success_count integer not null default 0,
  last_executed_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null
);

-- Each look of a rule at a platform, or at a whole orchestration: the values that it saw, and why it acted or not. The rule may
-- be removed by now.
create table rule_evaluations (
  evaluation_id uuid primary key,
  rule_id uuid not null,
  version integer not null,
  run_id uuid not null,
  org_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  platform text check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  trigger text not null check (trigger in ('schedule', 'performance', 'manual')),
  matched boolean not null,
  acted boolean not null,
  -- Of the first action that did not happen: why.
  hold text,
  values_seen jsonb not null,
  verdicts jsonb not null,
  evaluated_at timestamptz not null
);

-- What rules did, and what came of it.
create table rule_actions (
  action_id uuid primary key,
  rule_id uuid not null,
  version integer not null,
  run_id uuid not null,
  org_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  platform text check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  action_class text not null,
  command jsonb not null,
  acted_at timestamptz not null,
  outcome text not null check (outcome in ('pending', 'done', 'refused')),
  problem text,
  detail text,
  settled_at timestamptz,
  undone_at timestamptz,
  undone_by text
);

-- Alerts as they stand: of each the latest episode.
create table alerts (
  alert_id uuid primary key,
  org_id uuid not null,
  kind text not null check (kind in ('budget_threshold', 'forecast_overspend', 'zero_spend', 'anomaly', 'connection_expiring',
    'connection_suspended', 'sync_stale', 'drift', 'orphaned_campaign', 'needs_operator', 'dead_letters', 'rule',
    'platform_refused')),
  severity text not null check (severity in ('info', 'warning', 'critical')),
  state text not null check (state in ('open', 'acknowledged', 'snoozed', 'resolved')),
  episode integer not null,
  message text not null,
  runbook text not null,
  -- What it is about; null where that says nothing.
  orchestration_id uuid,
  platform text check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
  connection_id uuid,
  workflow_id uuid,
  rule_id uuid,
  -- Of a budget threshold.
  percent integer,
  threshold numeric(24, 6),
  values_seen jsonb not null,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text,
  snoozed_until timestamptz check ((snoozed_until is not null) = (state = 'snoozed')),
  resolved_at timestamptz check ((resolved_at is not null) = (state = 'resolved')),
  resolved_by text check (resolved_by in ('system', 'user')),
  resolution text,
  updated_at timestamptz not null,
  revision bigint not null
);

-- Where alerts are told to. Null instead of a list: everything.
create table webhooks (
  webhook_id uuid primary key,
  org_id uuid not null,
  url text not null,
  description text,
  kinds text[],
  types text[],
  enabled boolean not null,
  old_secret_until timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null
);

create index on alerts (org_id, opened_at desc, alert_id);
create index on alerts (orchestration_id, opened_at desc, alert_id);
create index on webhooks (org_id, created_at, webhook_id);
-- How a budget should be split, or why it should stay, and what became of that. `parts` in micros and words, as it was shown.
create table recommendations (
  recommendation_id uuid primary key,
  org_id uuid not null,
  orchestration_id uuid not null references campaign_orchestrations,
  -- The run that asked.
  workflow_id uuid not null,
  -- `unchanged`: there was nothing to decide.
  state text not null check (state in
    ('proposed', 'approved', 'dismissed', 'expired', 'applied', 'refused', 'unchanged')),
  -- Who decides: a person, or the run by itself; `none` where the budget stays.
  decided_by text not null check (decided_by in ('approval', 'run', 'none')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_budget numeric(24, 6) not null check (total_budget >= 0),
  measure text not null check (measure in ('revenue', 'conversions', 'clicks', 'thousand_impressions')),
  moves boolean not null,
  probability_better numeric(7, 6) check (probability_better between 0 and 1),
  parts jsonb not null,
  -- Limits that cannot all hold.
  conflict jsonb not null,
  basis jsonb not null,
  hash text not null,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  -- Approved or dismissed.
  decided_at timestamptz,
  decider text,
  reason text,
  ended_at timestamptz,
  problem text,
  problem_detail text,
  revision bigint not null
);

create index on recommendations (org_id, proposed_at desc, recommendation_id);
create index on recommendations (orchestration_id, proposed_at desc, recommendation_id);
create index on orchestration_rules (org_id, created_at desc, rule_id);
create index on rule_evaluations (rule_id, evaluated_at desc, evaluation_id);
create index on rule_evaluations (orchestration_id, evaluated_at desc, evaluation_id);
create index on rule_actions (rule_id, acted_at desc, action_id);
create index on rule_actions (orchestration_id, acted_at desc, action_id);
create index on campaign_templates (org_id, created_at desc, template_id);
create index on platform_connections (org_id, platform);
create index on campaign_orchestrations (org_id, created_at desc, orchestration_id);
create index on orchestration_platforms (orchestration_id);
create index on orchestration_ads (orchestration_id, created_at, creative_id);
create index on ad_daily_metrics (orchestration_id, date);
create index on platform_daily_metrics (orchestration_id, date);
-- The last of a day's facts at an instant, however many there are.
create index on metric_facts (mapping_id, date, revision desc) where platform_ad_id is null;
create index on metric_facts (mapping_id, platform_ad_id, date, revision desc) where platform_ad_id is not null;
create index on attribution_touchpoints (org_id, occurred_at);
create index on metric_looks (mapping_id, looked_at desc);
create index on platform_daily_metrics (org_id, date);
create index on orchestration_workflows (orchestration_id, requested_at desc);
create index on workflow_operations (workflow_id, requested_at);
create index on orchestration_sync_logs (orchestration_id, started_at desc);
create index on orchestration_drift (orchestration_id);
create index on drift_coverage (orchestration_id);
create index on platform_calls (orchestration_id, called_at desc, call_id desc);
create index on platform_calls (mapping_id, called_at desc, call_id desc);
create index on orchestration_rules (org_id);

create view v_orchestration_performance with (security_invoker = true) as
select
  o.orchestration_id,
  o.org_id,
  o.name,
  o.status,
  o.currency,
  o.total_budget,
  o.platform_count,
  o.active_platform_count as active_platforms,
  coalesce(sum(p.spend), 0) as total_spend,
  coalesce(sum(p.impressions), 0)::bigint as total_impressions,
  coalesce(sum(p.clicks), 0)::bigint as total_clicks,
  coalesce(sum(p.conversions), 0) as total_conversions,
  coalesce(sum(p.revenue), 0) as total_revenue,
  coalesce(sum(p.revenue) / nullif(sum(p.spend), 0), 0) as roas,
  coalesce(100.0 * sum(p.clicks) / nullif(sum(p.impressions), 0), 0) as ctr,
  coalesce(sum(p.spend) / nullif(sum(p.conversions), 0), 0) as cpa
from campaign_orchestrations o
left join orchestration_platforms p using (orchestration_id)
group by o.orchestration_id;

-- An account as all of its spellings have it: `act_1`, `1-2-3` and `urn:li:sponsoredAccount:1` lose what is no number.
create index on orchestration_platforms (platform, regexp_replace(ad_account_id, '^(act_|.*:)|-', '', 'g'));

-- Whose live campaigns are on ad accounts of a platform, whatever organisation they belong to: a platform that reports on an
-- account knows no organisations. Nothing but ids leaves it. Bound to its tables by their identity, so that it moves with them
-- when a rebuild renames the schema.
create function campaigns_on_accounts(of_platform text, accounts text[])
returns table (account text, platform_campaign_id text, orchestration_id uuid, org_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select regexp_replace(p.ad_account_id, '^(act_|.*:)|-', '', 'g'), p.platform_campaign_id, p.orchestration_id, p.org_id
  from orchestration_platforms p join campaign_orchestrations o on o.orchestration_id = p.orchestration_id
  where p.platform = of_platform and regexp_replace(p.ad_account_id, '^(act_|.*:)|-', '', 'g') = any (accounts)
    and p.platform_campaign_id is not null and p.status in ('active', 'paused')
    and o.status in ('active', 'paused', 'failed');
end;

revoke all on function campaigns_on_accounts(text, text[]) from public;
