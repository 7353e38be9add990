export type { Caller } from './auth/authenticate.ts';
export { issueToken } from './auth/issue-token.ts';
export { defaultTokenIssuer, type TokenSettings } from './auth/token-settings.ts';
export type { Progress } from './commands/progress.ts';
export { type GatewayConfig, loadGatewayConfig } from './config.ts';
export { createGateway, type Gateway, type GatewayDependencies } from './gateway.ts';
export { grantGatewayAccess, migrateGateway } from './idempotency/migrate.ts';
export { loadNoticeSecrets } from './notices/notice-secrets.ts';
export type { RunningServer } from './server.ts';
