export { loadSyncWorkerConfig, type SyncWorkerConfig } from './config.ts';
export { connectionsIn } from './connections/connections.ts';
export { type NewConnection, type Registration, registerConnection } from './connections/register-connection.ts';
export { type HttpCall, httpCall, withoutAnswer } from './http/http-call.ts';
export { accountLimits } from './limits/account-limits.ts';
export { platformCircuits } from './limits/circuits.ts';
export { rateLimitWaitMs } from './limits/wait-rules.ts';
export { operationRunner, type RunnerDependencies } from './operations/operation-runner.ts';
export { attempt, type Work } from './operations/perform.ts';
export { triggerOf } from './operations/trigger.ts';
export {
  type PlatformAdapters,
  type PlatformBaseUrls,
  platformAdapters,
} from './platforms/adapters.ts';
export { type ApiVersion, apiVersions } from './platforms/api-versions.ts';
export { countedCall } from './platforms/calls.ts';
export type { AccountCall, PlatformAdapter, RemoteCampaign } from './platforms/platform-port.ts';
export { createSyncWorker, type SyncWorkerDependencies } from './sync-worker.ts';
export { type Keyring, VaultError, type VaultKey } from './vault/cipher.ts';
export { type Credentials, type CredentialsInput, credentialsInput, sealed, secretOf } from './vault/credentials.ts';
export { createGrants, type Grants } from './vault/grants.ts';
export { keyUsage } from './vault/key-usage.ts';
export { migrateVault } from './vault/migrate.ts';
export { createVault, type Vault } from './vault/vault.ts';
