import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { orchestrationId, orgId } from './ids.ts';
import { money } from './money.ts';
import { platform } from './vocabulary.ts';

const common = {
  /** Follows from the organisation and the importer's own id: what is imported again has the same. */
  touchpointId: z.uuid(),
  /** Stands for a person; a salted hash of a hash, from which nobody is known. */
  customerKey: z.uuid(),
  occurredAt: z.iso.datetime(),
};

/** A touch of a person with an ad, or a conversion. */
export const touchpoint = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('touch'),
      ...common,
      platform,
      /** Whose ad it was, where that is known. */
      orchestrationId: orchestrationId.nullable(),
    }),
    z.object({ kind: z.literal('conversion'), ...common, value: money }),
  ])
  .readonly();
export type ImportedTouchpoint = z.infer<typeof touchpoint>;

/** Touchpoints that were new when they were imported. Of those with one id the first in the log counts. */
const touchpointsImported = defineEvent(
  'TouchpointsImported',
  z.object({ orgId, touchpoints: z.array(touchpoint).min(1) }),
);

const attributionEvent = z.discriminatedUnion('type', [touchpointsImported]);
export type AttributionEvent = z.infer<typeof attributionEvent>;

export const attributionCodec = eventCodec<AttributionEvent>(attributionEvent, ['TouchpointsImported']);
