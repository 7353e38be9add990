import { kafkaLeadership, kafkaPublisher, tracedPublisher } from '@campaigns/event-sourcing';
import { healthServer, loadEngineConfig, loadHealthConfig, openEngines, runService } from '@campaigns/service-kit';
import { loadRelayConfig } from './config.ts';
import { isKeepingUp } from './keeping-up.ts';
import { createRelay } from './relay.ts';
import { observeRelay } from './relay-metrics.ts';
import { relayedTopics, relayName } from './relayed-topics.ts';

await runService('event-relay', async (starting) => {
  const { name, env, logger, life, telemetry } = starting;
  const [engines, health, { kafka }] = [loadEngineConfig(env), loadHealthConfig(env), loadRelayConfig(env)];
  const { store, checks } = await openEngines(engines, starting);
  const connection = { ...kafka, clientId: 'event-relay', logger };
  const publisher = tracedPublisher(kafkaPublisher({ connection, name: relayName, topics: relayedTopics }), name);
  life.track('publisher', publisher, ({ close }) => close());
  const leadership = kafkaLeadership({ connection, name: relayName });
  const relay = life.track('relay', createRelay({ store, publisher, leadership, logger }), ({ stop }) => stop());
  life.track('relay metrics', observeRelay(relay.status, name), ({ stop }) => stop());
  const answers = { ...checks, relay: async () => isKeepingUp(relay.status()) };
  life.track('health', await healthServer({ ...health, ...telemetry, checks: answers }), ({ close }) => close());
});
