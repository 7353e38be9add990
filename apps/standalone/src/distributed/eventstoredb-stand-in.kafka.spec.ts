import { describeWithKafka, startEventStoreDbStandIn } from '@campaigns/testing';
import { startDistributedSystem } from '../testing/distributed-system.ts';
import { launchClockSpeed } from '../testing/product-launch.ts';
import { describeWholeSystem } from '../testing/whole-system.ts';

// The stand-in is not EventStoreDB: it shows that everything is wired to one, over its protocol.
describeWithKafka('With the log behind the EventStoreDB protocol, delivered by Kafka,', (brokers) => {
  describeWholeSystem('services as processes of their own', async () => {
    const eventStoreDb = await startEventStoreDbStandIn();
    const options = { clockSpeed: launchClockSpeed, eventStoreUrl: eventStoreDb.url };
    const system = await startDistributedSystem(brokers, options);
    return {
      ...system,
      stop: async () => {
        await system.stop();
        await eventStoreDb.kill();
      },
    };
  });
});
