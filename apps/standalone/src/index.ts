export { connectSandbox, demoOrgId, type SandboxConnections } from './demo/seed.ts';
export { platformsAt } from './platforms-at.ts';
export { readSecrets, type Secrets } from './secrets.ts';
