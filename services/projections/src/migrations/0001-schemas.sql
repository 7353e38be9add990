create schema read_meta;
create schema access;

-- How far the read tables are: moves in the transaction that moves the rows.
create table read_meta.checkpoints (name text primary key, position bigint not null);

-- Events that could not be applied; the rest went on without them.
create table read_meta.failed_events (
  position bigint primary key,
  event_id uuid not null,
  type text not null,
  error text not null
);

-- Sets fields of the step with the given name; adds the step at the end when it is not there.
create function read_meta.with_step(steps jsonb, step jsonb, fields jsonb) returns jsonb
language sql immutable strict as $$
  select jsonb_agg(case when e ->> 'name' = step ->> 'name' then e || fields else e end order by n)
  from jsonb_array_elements(
    case when steps @> jsonb_build_array(jsonb_build_object('name', step -> 'name')) then steps else steps || step end
  ) with ordinality as t (e, n)
$$;

-- Which organisation an analyst's login belongs to. Who logged in decides, not a setting: session_user cannot be set
-- by the one who logged in.
create table access.analyst_organizations (role_name name primary key, org_id uuid not null);

create function access.analyst_org_id() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select org_id from access.analyst_organizations where role_name = session_user
$$;
revoke all on function access.analyst_org_id() from public;

-- The tenant of the current transaction; no rows, and no error, when it is missing or no UUID.
create function access.current_org_id() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when pg_input_is_valid(current_setting('app.current_org_id', true), 'uuid')
    then current_setting('app.current_org_id', true)::uuid end
$$;
