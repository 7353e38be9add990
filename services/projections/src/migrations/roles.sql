-- Roles belong to the whole cluster: another database, or another process, may have made them already.
do $$
declare role_name text;
begin
  foreach role_name in array array['orchestration_app', 'orchestration_projector', 'orchestration_analyst'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls', role_name);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;
