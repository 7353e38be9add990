import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import type { Benchmark } from '../benchmark.ts';
import { logFiller } from '../history/fill-log.ts';
import { kafkaNeeds, openKafka } from '../kafka/cluster.ts';
import { comparisonOf } from '../measure/comparison.ts';
import { openDatabase } from '../postgres/database.ts';
import type { Figure } from '../report/figure.ts';
import { bareProducers } from './bare-side.ts';
import { messagesOf } from './messages.ts';
import { relayToEnd } from './relay-side.ts';

/** Of each campaign in the log. */
const syncs = 2;
/** Events in one request of the bare producers; the relay sends about as many at once. */
const perRequest = 500;

const sides = ['relay', 'plain', 'transactional'] as const;
type Side = (typeof sides)[number];

/** Another of them is first in every round: what one leaves behind must not always meet the same. */
const inTurn = (round: number): readonly Side[] => [
  ...sides.slice(round % sides.length),
  ...sides.slice(0, round % sides.length),
];

/** How fast the relay takes a log from Postgres to Kafka, beside producers that have the same messages in memory. */
export const relay: Benchmark = async ({ quick, say, skip, track }) => {
  const brokers = await openKafka(track);
  if (brokers === undefined) {
    skip('relay', kafkaNeeds);
    return [];
  }
  const [rounds, perRound] = quick ? [3, 5_000] : [7, 20_000];
  const pool = (await openDatabase(track)).poolOf(8);
  await migrateEventLog(pool);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  const { fillTo } = await logFiller(store, syncs);
  const bare = await bareProducers(brokers, track);
  let filled = 0;

  /** Events per second of each side, for events that the log did not have before. */
  const measure = async (round: number): Promise<Readonly<Record<Side, number>>> => {
    const [from, before] = [await store.head(), filled];
    filled = await fillTo(before + perRound);
    const count = filled - before;
    // Made anew for each side, for who sends the same strings a second time has less to do.
    const requests = async () => messagesOf(await store.readAll(from, count), perRequest, bare.prefix);
    const ms: Readonly<Record<Side, () => Promise<number>>> = {
      relay: () => relayToEnd(store, { brokers, clientId: 'relay', namespace: 'relayed.' }),
      plain: async () => bare.plain(await requests()),
      transactional: async () => bare.transactional(await requests()),
    };
    const measured = { relay: 0, plain: 0, transactional: 0 };
    for (const side of inTurn(round)) measured[side] = (count * 1_000) / (await ms[side]());
    return measured;
  };

  say('warming up');
  await measure(0);
  const measured: Readonly<Record<Side, number>>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}, ${perRound} events`);
    measured.push(await measure(round));
  }

  const figureOf = (name: string, limit: string, side: Side): Figure => {
    const compared = comparisonOf(measured.map((each) => ({ ours: each.relay, theirs: each[side] })));
    const { value, ratio, spread } = compared;
    return { name, value, unit: 'events/s', limit: { name: limit, value: compared.limit }, ratio, spread };
  };
  return [
    {
      ...figureOf('log to Kafka', 'bare producer of the same messages', 'plain'),
      aim: { of: 'ratio', is: 'at least', than: 0.8 },
    },
    figureOf('log to Kafka, against transactions', 'bare producer with transactions', 'transactional'),
  ];
};
