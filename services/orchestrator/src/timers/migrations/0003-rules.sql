alter table orchestrator.timers drop constraint timers_kind_check;

alter table orchestrator.timers add constraint timers_kind_check check (kind in (
  'operation-due', 'auto-sync', 'cron-sync', 'scheduled-start', 'flight-end', 'budget-guard', 'step-retry', 'rule-due',
  'recommendation-expiry', 'alert-check'
));
