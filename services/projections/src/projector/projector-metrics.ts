import { type EventStore, type MetricSpec, observe } from '@campaigns/event-sourcing';
import { asAfter } from './checkpoint.ts';

export const projectorMetrics = {
  seconds: {
    name: 'campaigns.projection.lag',
    kind: 'gauge',
    unit: 's',
    description: 'Age of the oldest event that the read tables do not show; known to the projector that is active',
  },
  positions: {
    name: 'campaigns.projection.lag.positions',
    kind: 'gauge',
    unit: '{position}',
    description: 'How far the read tables are behind the log, in positions, which are not gapless',
  },
  leftOut: {
    name: 'campaigns.projection.left_out',
    kind: 'counter',
    unit: '{event}',
    description: 'Events that were left out of the read tables because they cannot be applied',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

type Lagging = Readonly<{
  store: Pick<EventStore, 'head' | 'readAll'>;
  /** Up to which the tables are filled; `undefined` while another projector is active. */
  position: () => bigint | undefined;
}>;

/** Measures how far the read tables are behind, each time somebody asks. The answer ends it. */
export const observeLag = ({ store, position }: Lagging): (() => void) => {
  const { seconds, positions } = projectorMetrics;
  return observe('projections', { seconds, positions }, async () => {
    const at = position();
    if (at === undefined) return {};
    const head = await store.head();
    if (head === 'start' || head <= at) return { seconds: 0, positions: 0 };
    const [next] = await store.readAll(asAfter(at), 1);
    const ageMs = next === undefined ? 0 : Date.now() - next.recordedAt.getTime();
    return { seconds: Math.max(0, ageMs / 1_000), positions: Number(head - at) };
  });
};
