import type { MappingId, Platform } from '@campaigns/contracts';
import { type ExistingOrchestration, isLive, type Mapping } from './state.ts';

/**
 * One platform's line of the budget. `applied` is what the platform confirmed, `reserved` what it may have beyond that
 * because something of ours is on its way, or went out and was never confirmed. All in micros.
 */
export type LedgerLine = Readonly<{
  mappingId: MappingId;
  platform: Platform;
  plannedMicros: number;
  appliedMicros: number;
  reservedMicros: number;
}>;

/** The most that a platform may spend by what was sent to it. */
const exposureOf = ({ sent }: Mapping): number => sent?.atMostMicros ?? 0;

export const ledgerOf = ({ mappings }: ExistingOrchestration): readonly LedgerLine[] =>
  mappings.map((mapping) => {
    const { mappingId, platform, budgetMicros, sent, applied } = mapping;
    const appliedMicros = sent === null ? 0 : Math.min(applied?.budget.micros ?? 0, exposureOf(mapping));
    return {
      ...{ mappingId, platform, plannedMicros: budgetMicros, appliedMicros },
      reservedMicros: exposureOf(mapping) - appliedMicros,
    };
  });

/** Applied and reserved, of all platforms. */
export const exposure = ({ mappings }: ExistingOrchestration): number =>
  mappings.reduce((sum, mapping) => sum + exposureOf(mapping), 0);

/**
 * What each live campaign may be given now, in micros. Decreases at once; a raise only as far as the whole of it has room
 * beside all that the others may still have: the room of a decrease is there when its platform has confirmed it. What has no
 * room stays at what was sent. Rooms are given in the order of the mappings.
 */
export const pushableBudgets = (state: ExistingOrchestration): ReadonlyMap<MappingId, number> => {
  let room = state.totalBudget.micros - exposure(state);
  return new Map(
    state.mappings.filter(isLive).map((mapping) => {
      const raise = mapping.budgetMicros - exposureOf(mapping);
      if (raise > Math.max(0, room)) return [mapping.mappingId, mapping.sent?.micros ?? 0];
      room -= Math.max(0, raise);
      return [mapping.mappingId, mapping.budgetMicros];
    }),
  );
};
