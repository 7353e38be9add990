export { connectSandbox, demoOrgId, type SandboxConnections } from './demo/seed.ts';
export { readSecrets, type Secrets } from './secrets.ts';
