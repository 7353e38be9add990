-- What messages are signed with, sealed to the rules-engine. Of a webhook whose secret was rotated two are valid for a while.
create table webhooks.secrets (
  secret_id   uuid        primary key,
  webhook_id  uuid        not null,
  sealed      text        not null,
  created_at  timestamptz not null,
  -- Null: until it is rotated.
  valid_until timestamptz
);

create index secrets_of_a_webhook on webhooks.secrets (webhook_id, created_at desc);

-- Messages to webhooks, and what came of them: each is there before it is sent for the first time.
create table webhooks.deliveries (
  delivery_id     uuid        primary key,
  webhook_id      uuid        not null,
  org_id          uuid        not null,
  type            text        not null,
  alert_id        uuid,
  -- As it is signed and sent, byte by byte, at every attempt.
  body            text        not null,
  state           text        not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts        int         not null default 0,
  created_at      timestamptz not null,
  next_attempt_at timestamptz check ((next_attempt_at is null) = (state <> 'pending')),
  give_up_at      timestamptz not null,
  -- By the clock on the wall: a worker has it in hand until then.
  leased_until    timestamptz,
  last_attempt_at timestamptz,
  last_status     int,
  last_error      text,
  last_response   text        check (octet_length(last_response) <= 2000),
  delivered_at    timestamptz
);

create index deliveries_to_make on webhooks.deliveries (next_attempt_at) where state = 'pending';
create index deliveries_of_a_webhook on webhooks.deliveries (webhook_id, created_at desc, delivery_id desc);
create index deliveries_by_age on webhooks.deliveries (created_at) where state <> 'pending';
