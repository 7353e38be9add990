-- Row-level security of the read tables; the search path names the schema, as for tables.sql.
do $$
declare
  here text := current_schema();
  t text;
  global text;
begin
  execute format('grant usage on schema %I to orchestration_app, orchestration_projector, orchestration_analyst', here);
  for t in select tablename from pg_tables where schemaname = here loop
    global := case when t = 'campaign_templates' then ' or is_global' else '' end;
    execute format('alter table %I.%I enable row level security', here, t);
    execute format('alter table %I.%I force row level security', here, t);
    execute format('create policy app on %I.%I for select to orchestration_app
      using (org_id = (select access.current_org_id())%s)', here, t, global);
    execute format('create policy analyst on %I.%I for select to orchestration_analyst
      using (org_id = (select access.analyst_org_id())%s)', here, t, global);
    execute format('create policy projector on %I.%I to orchestration_projector using (true) with check (true)', here, t);
    execute format('grant select on %I.%I to orchestration_app, orchestration_analyst', here, t);
    execute format('grant select, insert, update, delete on %I.%I to orchestration_projector', here, t);
  end loop;
  execute format('grant select on %I.v_orchestration_performance to orchestration_app, orchestration_analyst', here);
end $$;
