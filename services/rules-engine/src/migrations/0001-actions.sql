-- What rules did, and are about to do: the daily cap of a rule is counted by it over all orchestrations, and its breaker by how
-- its last actions ended. A row that no action came of counts all the same: the cap is then a little lower for that day.
create table rules.actions (
  action_id  uuid        primary key,
  rule_id    uuid        not null,
  -- In UTC.
  day        date        not null,
  outcome    text        check (outcome in ('done', 'refused')),
  settled_at timestamptz check ((settled_at is null) = (outcome is null))
);

create index actions_of_a_day on rules.actions (rule_id, day);
create index settled_actions on rules.actions (rule_id, settled_at desc) where outcome is not null;
create index actions_by_age on rules.actions (day);
