import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { orchestrationId, orgId, recommendationId, workflowId } from './ids.ts';
import { currency, micros } from './money.ts';
import { attributionModel, platform } from './vocabulary.ts';

/** What a platform's spend is to bring: what the objective asks for, as far as platforms tell of it. */
export const outcomeMeasure = z.enum(['revenue', 'conversions', 'clicks', 'thousand_impressions']);
export type OutcomeMeasure = z.infer<typeof outcomeMeasure>;

/** By which model conversions are credited to platforms, and how far they look back. */
export const creditedBy = z
  .object({ model: attributionModel, halfLifeDays: z.int().min(1).nullable(), lookbackDays: z.int().min(1) })
  .readonly();
export type CreditedBy = z.infer<typeof creditedBy>;

/** What held a part where it is. */
export const boundBy = z.enum(['minimum', 'maximum', 'move', 'exploration', 'locked']);

/** Mean, and the ends of an interval in which the value lies with 80 %. */
const interval = z.object({ mean: z.number(), p10: z.number(), p90: z.number() }).readonly();

/** What is believed of a platform, in amounts and outcomes a day. */
export const partEstimate = z
  .object({
    beforeMicros: micros,
    afterMicros: micros,
    before: interval,
    after: interval,
    /** Outcomes for one more unit of the currency. */
    marginalBefore: z.number(),
    marginalAfter: z.number(),
    boundBy: boundBy.nullable(),
    /** outcomes(spend) = most × spend^slope ÷ (half^slope + spend^slope) */
    curve: z.object({ mostPerDay: z.number(), halfMicros: z.number(), slope: z.number() }),
    /** Days that were learned from, their weights added up. */
    evidenceDays: z.number().min(0),
  })
  .readonly();
export type PartEstimate = z.infer<typeof partEstimate>;

/** A platform's part of the total, as it is and as it is recommended. */
export const recommendedPart = z
  .object({
    platform,
    beforeMicros: micros,
    afterMicros: micros,
    /** Of it spent, as far as the platform has told; it stays. */
    spentMicros: micros,
    reason: z.string(),
    /** Absent where no split was possible. */
    estimate: partEstimate.nullable(),
  })
  .readonly();
export type RecommendedPart = z.infer<typeof recommendedPart>;

/** What the recommendation rests on; the same basis has the same answer. */
export const recommendationBasis = z
  .object({
    model: z.string(),
    /** The day for which it is. */
    day: z.iso.date(),
    daysLeft: z.number().min(0),
    measure: outcomeMeasure,
    seed: z.int(),
    mostMovePercent: z.number(),
    /** Absent: what platforms report. */
    creditedBy: creditedBy.nullable(),
    /** Days with results, of the orchestration and of campaigns before it on the same accounts. */
    days: z.array(z.object({ platform, own: z.int().min(0), account: z.int().min(0) })),
  })
  .readonly();
export type RecommendationBasis = z.infer<typeof recommendationBasis>;

const at = z.iso.datetime();
const ids = { recommendationId, orchestrationId };

/** How the budget should be split, for a person to approve or for the run itself to apply; or why it should stay. */
const recommendationProposed = defineEvent(
  'RecommendationProposed',
  z.object({
    ...ids,
    orgId,
    /** The run that asked. */
    workflowId,
    /** `approval`: a person decides; `run`: the run applies it; `none`: there is nothing to decide. */
    decidedBy: z.enum(['approval', 'run', 'none']),
    currency,
    totalMicros: micros,
    parts: z.array(recommendedPart),
    moves: z.boolean(),
    /** That the new split brings more than the present one; absent where no split was possible. */
    probabilityBetter: z.number().min(0).max(1).nullable(),
    /** Limits that cannot all hold; taking any one of them away makes the rest possible. */
    conflict: z.array(z.string()),
    basis: recommendationBasis,
    /** Of everything above that is shown: an approval names it. */
    hash: z.string(),
    expiresAt: at,
    at,
  }),
);
/** Who, is in the metadata. */
const recommendationApproved = defineEvent('RecommendationApproved', z.object({ ...ids, hash: z.string(), at }));
const recommendationDismissed = defineEvent(
  'RecommendationDismissed',
  z.object({ ...ids, reason: z.string().nullable(), at }),
);
const recommendationExpired = defineEvent('RecommendationExpired', z.object({ ...ids, at }));
/** The orchestration has the budget. */
const recommendationApplied = defineEvent('RecommendationApplied', z.object({ ...ids, at }));
/** The orchestration has refused it; `problem` is the code of the refusal. */
const recommendationRefused = defineEvent(
  'RecommendationRefused',
  z.object({ ...ids, problem: z.string(), detail: z.string(), at }),
);

const recommendationEvent = z.discriminatedUnion('type', [
  recommendationProposed,
  recommendationApproved,
  recommendationDismissed,
  recommendationExpired,
  recommendationApplied,
  recommendationRefused,
]);
export type RecommendationEvent = z.infer<typeof recommendationEvent>;
export type RecommendationProposed = z.infer<typeof recommendationProposed>;

export const recommendationCodec = eventCodec<RecommendationEvent>(recommendationEvent, [
  'RecommendationProposed',
  'RecommendationApproved',
  'RecommendationDismissed',
  'RecommendationExpired',
  'RecommendationApplied',
  'RecommendationRefused',
]);
