import { startEventStoreDbStandIn } from '@campaigns/testing';
import { describeEventStoreDbAdapter } from './testing/behaviour.ts';

describeEventStoreDbAdapter('the stand-in for EventStoreDB', async () => {
  const { url, kill } = await startEventStoreDbStandIn();
  return { url, stop: kill };
});
