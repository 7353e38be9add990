alter table orchestrator.timers drop constraint timers_kind_check;

alter table orchestrator.timers add constraint timers_kind_check check (kind in (
  'operation-due', 'auto-sync', 'cron-sync', 'scheduled-start', 'flight-end', 'budget-guard', 'step-retry'
));

-- Of the timers of one stream the first one is fired first, also when several orchestrators are at it.
create index timers_of_a_stream on orchestrator.timers (stream, fire_at, timer_id);
