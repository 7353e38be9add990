-- What the projections keep about themselves.

create schema read_meta;

create table read_meta.versions (
  version integer primary key,
  applied_at timestamptz not null default now()
);

-- Which definition of the read tables a schema was made with.
create table read_meta.definitions (
  name text primary key,
  hash text not null
);

-- The position up to which a schema of read tables has been filled; moves in the same transaction as the rows.
create table read_meta.checkpoints (
  name text primary key,
  position bigint not null
);

-- Events that no read table shows because they cannot be decoded or applied.
create table read_meta.failed_events (
  name text not null,
  position bigint not null,
  event_id uuid not null,
  type text not null,
  error text not null,
  primary key (name, position)
);

-- Moves a checkpoint from where the caller believes it to be; a caller that was overtaken fails and changes nothing.
create function read_meta.advance(of_name text, known bigint, reached bigint) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update read_meta.checkpoints set position = reached where name = of_name and position = known;
  if not found then
    raise exception 'the checkpoint % is not at %', of_name, known using errcode = 'serialization_failure';
  end if;
  perform pg_notify('projected', reached::text);
end
$$;

create schema access;

-- The organisation that an analyst's own login may see.
create table access.analyst_organizations (
  role_name name primary key,
  org_id uuid not null
);

-- The caller's organisation, by the role that logged in: SET ROLE and SET change neither.
create function access.analyst_org_id() returns uuid
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$ select org_id from access.analyst_organizations where role_name = session_user $$;

revoke all on function access.analyst_org_id(), read_meta.advance(text, bigint, bigint) from public;

grant usage on schema read_meta to orchestration_app, orchestration_projector;
grant select on read_meta.checkpoints to orchestration_app;
grant select, insert, update on read_meta.checkpoints, read_meta.failed_events to orchestration_projector;
grant execute on function read_meta.advance(text, bigint, bigint) to orchestration_projector;
grant usage on schema access to orchestration_analyst;
grant execute on function access.analyst_org_id() to orchestration_analyst;
