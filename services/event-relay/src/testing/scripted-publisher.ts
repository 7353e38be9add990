import type { StoredEvent } from '@campaigns/contracts';
import { type After, type KafkaPublisher, LogUnavailable } from '@campaigns/event-sourcing';

/** What becomes of one call of `publish`. `lost answer`: it is published, but the caller is told that Kafka is away. */
type Fate = 'published' | 'fenced' | 'away' | 'lost answer' | 'held';

export type ScriptedPublisher = Pick<KafkaPublisher, 'claim' | 'publish'> &
  Readonly<{
    /** What lies in Kafka. */
    events: () => readonly StoredEvent[];
    /** As they were published. */
    batches: () => readonly (readonly StoredEvent[])[];
    claims: () => number;
    /** The next calls of `publish` come to this; later ones are published. */
    next: (...fates: readonly Fate[]) => void;
    /** Claims fail until told otherwise. */
    beAway: (isAway: boolean) => void;
    /** Lets what is held be published. */
    release: () => void;
    isHolding: () => boolean;
  }>;

/** A publisher into memory that fails as a test says. It keeps to the rule that after a failure only a claim goes on. */
export const scriptedPublisher = (): ScriptedPublisher => {
  const batches: (readonly StoredEvent[])[] = [];
  const fates: Fate[] = [];
  let claims = 0;
  let isClaimed = false;
  let isAway = false;
  let held: PromiseWithResolvers<void> | undefined;

  const position = (): After => batches.at(-1)?.at(-1)?.position ?? 'start';
  const away = (): LogUnavailable => new LogUnavailable('Kafka cannot be reached');

  return {
    claim: async () => {
      claims += 1;
      if (isAway) throw away();
      isClaimed = true;
      return position();
    },
    publish: async (events) => {
      if (!isClaimed) throw new Error('There is no claim');
      const fate = fates.shift() ?? 'published';
      if (fate === 'held') {
        held = Promise.withResolvers<void>();
        await held.promise;
        held = undefined;
      }
      if (fate !== 'fenced' && fate !== 'away') batches.push(events);
      isClaimed = fate === 'published' || fate === 'held';
      if (fate === 'fenced') return { outcome: 'fenced' };
      if (!isClaimed) throw away();
      return { outcome: 'published' };
    },
    events: () => batches.flat(),
    batches: () => batches,
    claims: () => claims,
    next: (...more) => {
      fates.push(...more);
    },
    beAway: (away) => {
      isAway = away;
    },
    release: () => held?.resolve(),
    isHolding: () => held !== undefined,
  };
};
