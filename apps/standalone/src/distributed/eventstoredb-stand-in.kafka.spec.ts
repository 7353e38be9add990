import { describeWithKafka, startEventStoreDbStandIn } from '@campaigns/testing';
import { startDistributedSystem } from '../testing/distributed-system.ts';
import { describeProductLaunch, launchClockSpeed } from '../testing/product-launch.ts';

// The stand-in is not EventStoreDB: it shows that the processes are wired to one, over its protocol.
describeWithKafka('Services whose log is behind the EventStoreDB protocol, delivered by Kafka', (brokers) => {
  describeProductLaunch('the log in the stand-in for EventStoreDB', async () => {
    const eventStoreDb = await startEventStoreDbStandIn();
    const system = await startDistributedSystem(brokers, {
      clockSpeed: launchClockSpeed,
      eventStoreUrl: eventStoreDb.url,
    });
    return {
      ...{ api: system.api, sandbox: system.sandbox },
      stop: async () => {
        await system.stop();
        await eventStoreDb.kill();
      },
    };
  });
});
