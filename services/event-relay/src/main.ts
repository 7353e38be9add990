import { kafkaLeadership, kafkaPublisher } from '@campaigns/event-sourcing';
import { healthServer, loadEngineConfig, loadHealthConfig, openEngines, runService } from '@campaigns/service-kit';
import { loadRelayConfig } from './config.ts';
import { isKeepingUp } from './keeping-up.ts';
import { createRelay } from './relay.ts';
import { relayedTopics, relayName } from './relayed-topics.ts';

await runService('event-relay', async (starting) => {
  const { env, logger, life } = starting;
  const [engines, health, { kafka }] = [loadEngineConfig(env), loadHealthConfig(env), loadRelayConfig(env)];
  const { store, checks } = await openEngines(engines, starting);
  const connection = { ...kafka, clientId: 'event-relay', logger };
  const publisher = kafkaPublisher({ connection, name: relayName, topics: relayedTopics });
  life.track('publisher', publisher, ({ close }) => close());
  const leadership = kafkaLeadership({ connection, name: relayName });
  const relay = life.track('relay', createRelay({ store, publisher, leadership, logger }), ({ stop }) => stop());
  const answers = { ...checks, relay: async () => isKeepingUp(relay.status()) };
  life.track('health', await healthServer({ ...health, checks: answers }), ({ close }) => close());
});
