import type { AttributionEvent, ImportedTouchpoint, OrgId } from '@campaigns/contracts';
import type { Decider } from '@campaigns/event-sourcing';

// Commands

export type ImportTouchpoints = Readonly<{
  type: 'ImportTouchpoints';
  data: Readonly<{ orgId: OrgId; touchpoints: readonly ImportedTouchpoint[] }>;
}>;

// State

/** One import, which has a stream of its own: none grows, and whoever repeats it finds it. */
export type TouchpointImport = 'absent' | 'done';

/** Imports touchpoints once. */
export const touchpointImportDecider: Decider<TouchpointImport, ImportTouchpoints, AttributionEvent> = {
  initialState: 'absent',
  decide: ({ data: { orgId, touchpoints } }, state) =>
    state === 'done' || touchpoints.length === 0
      ? []
      : [{ type: 'TouchpointsImported', data: { orgId, touchpoints: [...touchpoints] } }],
  evolve: () => 'done',
};
