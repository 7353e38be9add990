import { type MetricSpec, observe } from '@campaigns/event-sourcing';
import type { Relay } from './relay.ts';

export const relayMetrics = {
  leading: {
    name: 'campaigns.relay.leading',
    kind: 'gauge',
    unit: '1',
    description: '1 for the relay that leads, 0 for one that stands by or was fenced',
  },
  seconds: {
    name: 'campaigns.relay.lag',
    kind: 'gauge',
    unit: 's',
    description: 'Age of the oldest event that is not in Kafka yet; known to the relay that leads',
  },
  positions: {
    name: 'campaigns.relay.lag.positions',
    kind: 'gauge',
    unit: '{position}',
    description: 'How far Kafka is behind the log, in positions, which are not gapless',
  },
  published: {
    name: 'campaigns.relay.published',
    kind: 'counter',
    unit: '{event}',
    description: 'Events that this relay has taken to Kafka',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** Measures a relay until it is stopped. */
export const observeRelay = (status: Relay['status'], service: string): Readonly<{ stop: () => void }> => ({
  stop: observe(service, relayMetrics, () => {
    const { state, lag, published } = status();
    // A relay that is fenced for good publishes nothing and has no lag: only by this it shows that nobody leads.
    const leading = state === 'standing-by' || state === 'fenced' ? 0 : 1;
    return { leading, published, seconds: lag?.seconds, positions: lag?.positions };
  }),
});
