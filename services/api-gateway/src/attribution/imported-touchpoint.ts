import {
  type ImportedTouchpoint,
  microsOf,
  type OrgId,
  orchestrationId,
  type TouchpointIn,
} from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';

/**
 * A touchpoint as it is kept. What the importer calls it and who it was are hashed with the organisation: they cannot be read
 * from what is kept, and the same person has another key in another organisation.
 */
export const importedTouchpoint = (orgId: OrgId, given: TouchpointIn): ImportedTouchpoint => {
  const common = {
    touchpointId: derivedId(orgId, 'touchpoint', given.id),
    customerKey: derivedId(orgId, 'customer', given.customer),
    occurredAt: new Date(given.occurred_at).toISOString(),
  };
  if (given.kind === 'touch') {
    const { platform, orchestration_id: id } = given;
    return { kind: 'touch', ...common, platform, orchestrationId: id === undefined ? null : orchestrationId.parse(id) };
  }
  const { value, currency } = given;
  return { kind: 'conversion', ...common, value: { micros: microsOf(value, currency) ?? 0, currency } };
};

/** The first of those that have the same id. */
export const withoutRepeats = (touchpoints: readonly ImportedTouchpoint[]): readonly ImportedTouchpoint[] =>
  [...new Map(touchpoints.toReversed().map((each) => [each.touchpointId, each])).values()].toReversed();
