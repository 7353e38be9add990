export { loadRelayConfig, type RelayConfig } from './config.ts';
export type { Lag } from './progress.ts';
export { createRelay, type Relay, type RelayDependencies, type RelayStatus } from './relay.ts';
export { relayedTopics, relayName } from './relayed-topics.ts';
