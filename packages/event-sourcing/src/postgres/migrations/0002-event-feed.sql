-- How far each consumer group has come: it has finished everything up to and including the position.
create table log.checkpoints (
  group_name text   not null,
  topic      text   not null,
  position   bigint not null,
  primary key (group_name, topic)
) with (fillfactor = 50);

-- Messages that nobody could handle, until a person decides.
create table log.dead_letters (
  id                 uuid        primary key,
  group_name         text        not null,
  topic              text        not null,
  key                text        not null,
  position           bigint      not null references log.events (position),
  reason             text        not null,
  attempts           int         not null,
  died_at            timestamptz not null default clock_timestamp(),
  retry_requested_at timestamptz,
  unique (group_name, topic, position)
);
