import type { Benchmark } from '../benchmark.ts';
import { kafkaNeeds, openKafka } from '../kafka/cluster.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { percentile } from '../measure/statistics.ts';
import { openDatabase } from '../postgres/database.ts';
import type { Figure } from '../report/figure.ts';
import { bareSide } from './bare-side.ts';
import { productSide } from './product-side.ts';

/** How soon an append has gone through relay and Kafka to a handler, while 100 come every second. */
export const kafkaDelivery: Benchmark = async ({ quick, say, skip, track }) => {
  const brokers = await openKafka(track);
  if (brokers === undefined) {
    skip('kafka-delivery', kafkaNeeds);
    return [];
  }
  const rounds = quick ? 2 : 5;
  const load = { perSecond: 100, calls: quick ? 300 : 800 };
  const bare = await bareSide(brokers, load, track);
  const product = await productSide({ database: await openDatabase(track), brokers }, load, track);
  say('warming up');
  await bare();
  await product();
  const measured = await alternate(rounds, product, bare, (round) => say(`round ${round} of ${rounds}`));

  const figureOf = (share: number): Figure => {
    const { value, limit, ratio, spread } = comparisonOf(
      measured.map(({ ours, theirs }) => ({ ours: percentile(ours, share), theirs: percentile(theirs, share) })),
    );
    return {
      ...{ name: `append to handler, p${share * 100}`, value, unit: 'ms', ratio, spread },
      limit: { name: 'bare producer to bare consumer', value: limit },
      ...(share === 0.5 ? { aim: { of: 'value', is: 'at most', than: 25 } } : {}),
    };
  };
  return [figureOf(0.5), figureOf(0.99)];
};
