-- What shall happen later. Derived from the log: rows appear with the events that ask for them and go when they fired.
create table orchestrator.timers (
  timer_id         uuid        primary key,
  -- When it was to happen; what firing appends derives its ids from it.
  due_at           timestamptz not null,
  -- When it is tried next: the same, or later after a failure.
  fire_at          timestamptz not null,
  kind             text        not null check (kind in ('operation-due', 'auto-sync')),
  stream           text        not null,
  payload          jsonb       not null,
  -- Log position of the latest event that asked for it.
  created_position bigint      not null,
  failures         int         not null default 0
);

create index timers_by_time on orchestrator.timers (fire_at, timer_id);
