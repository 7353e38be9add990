-- The look that took the place. When it is looked at once more, because of an interruption or of others who acted meanwhile, that
-- place is no one else's.
alter table rules.actions add column look_id uuid;
