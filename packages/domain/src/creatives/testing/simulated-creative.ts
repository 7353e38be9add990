import { randomFrom } from '../../pacing/testing/simulated-flight.ts';
import { type CreativeDay, type CreativeHistory, daysBefore } from '../creative-history.ts';

export type SimulatedCreative = Readonly<{
  creativeId?: string;
  /** Clicks per impression at the beginning. */
  rate?: number;
  days?: number;
  /** Impressions a day, in the mean. */
  impressions?: number;
  /** How much the rate of a day differs from that of others, beyond chance: 0.1 is a tenth. */
  scatter?: number;
  /** What is left of the rate on the last day, from day 10 on in a straight line. */
  left?: number;
}>;

/** A creative whose impressions vary by half and whose rate varies from day to day, and may wear off; every tenth click converts. */
export const simulatedCreative = (seed: number, given: SimulatedCreative = {}): CreativeHistory => {
  const {
    creativeId = `creative ${seed}`,
    rate = 0.02,
    days = 30,
    impressions = 5_000,
    scatter = 0.1,
    left = 1,
  } = given;
  const random = randomFrom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const history = Array.from({ length: days }, (_, index): CreativeDay => {
    const shown = Math.round(impressions * (0.5 + random()));
    const worn = 1 - (1 - left) * Math.max(0, (index - 9) / (days - 10));
    const expected = shown * rate * worn * Math.exp(scatter * normal() - scatter ** 2 / 2);
    // A count of this size is as good as normal.
    const clicks = Math.max(0, Math.round(expected + Math.sqrt(expected) * normal()));
    const date = daysBefore('2026-04-30', days - 1 - index);
    return { date, impressions: shown, clicks, conversionsMicros: clicks * 100_000 };
  });
  return { creativeId, platform: 'meta', canDeliver: true, days: history };
};
