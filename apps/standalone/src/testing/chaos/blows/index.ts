import type { Blow } from '../battlefield.ts';
import { brokerRestart } from './broker-restart.ts';
import { deliverAgain } from './deliver-again.ts';
import { holdTopic } from './hold-topic.ts';
import { killOne } from './kill-one.ts';
import { killTwo } from './kill-two.ts';
import { rebalance } from './rebalance.ts';
import { relayZombie } from './relay-zombie.ts';
import { stall } from './stall.ts';
import { zombie } from './zombie.ts';

/** One of each kind that can be had in a minute. */
export const fewBlows: readonly Blow[] = [killTwo, brokerRestart, zombie, rebalance, deliverAgain];

export const allBlows: readonly Blow[] = [...fewBlows, killOne, relayZombie, holdTopic, stall];
