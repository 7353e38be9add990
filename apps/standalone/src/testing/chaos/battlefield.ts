import type { KafkaBroker } from '@campaigns/testing';
import type { Kafka } from 'kafkajs';
import type { DistributedSystem } from '../distributed-system.ts';
import type { ConsumerGroups } from './consumer-groups.ts';
import type { Dice } from './dice.ts';
import type { Replays } from './replays.ts';

/** What blows may lay hands on. */
export type Battlefield = Readonly<{
  system: DistributedSystem;
  broker: KafkaBroker;
  /** A client of the test's own. */
  kafka: Kafka;
  groups: ConsumerGroups;
  replays: Replays;
  dice: Dice;
}>;

export type Blow = Readonly<{
  /** As the progress lines call it. */
  name: string;
  /** Does it, and what has to be done so that the system can recover; resolves to what was hit. */
  strike: (field: Battlefield) => Promise<string>;
}>;
