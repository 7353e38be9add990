import { orchestrationCodec } from '@campaigns/contracts';
import { type Orchestration, orchestrationDecider } from '@campaigns/domain';
import { type EventStore, fold } from '@campaigns/event-sourcing';
import { orchestration } from './samples.ts';

export const stateIn = async (store: EventStore): Promise<Orchestration> => {
  const { events } = await store.load(`orchestration-${orchestration}`);
  return fold(orchestrationDecider, events.map(orchestrationCodec.decode));
};
