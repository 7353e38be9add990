-- Alerts whose cause has not passed, as far as was seen: only these can pass. A row may be there before its alert is, or without
-- it; a look then finds nothing to do.
create table rules.open_alerts (
  alert_id         uuid primary key,
  org_id           uuid not null,
  orchestration_id uuid,
  -- Of a budget threshold.
  percent          int
);

create index open_alerts_of_an_orchestration on rules.open_alerts (orchestration_id);

-- What only the time brings to light. A row goes when there is nothing to look at any more.
create table rules.alert_checks (
  check_id uuid        primary key,
  kind     text        not null check (kind in ('orchestration', 'snooze', 'dead-letters')),
  org_id   uuid,
  -- The orchestration or the alert.
  about_id uuid,
  due_at   timestamptz not null
);

create index alert_checks_by_time on rules.alert_checks (due_at);
