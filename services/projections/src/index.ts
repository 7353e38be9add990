export { type Analyst, createAnalyst } from './access/analysts.ts';
export { DatabaseNotSuitable } from './access/group-roles.ts';
export { createLoginRoles, type LoginPasswords, type LoginRoles } from './access/login-roles.ts';
export { HandoverFailed } from './projector/handover.ts';
export { createProjector, type Projector, type ProjectorOptions } from './projector/projector.ts';
export { type Migrated, migrateReadTables } from './read-tables/migrate.ts';
export { prepareReadTables } from './rebuild/prepare.ts';
export {
  type RebuildOptions,
  type RebuildProgress,
  RebuildRunning,
  type Rebuilt,
  rebuildReadTables,
} from './rebuild/rebuild.ts';
