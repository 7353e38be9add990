import { microsPerUnit, type Platform, platform } from '@campaigns/contracts';
import { creditsOf } from './credit.ts';
import { type Journey, journeysOf } from './journeys.ts';
import type { AttributionModel } from './models.ts';
import type { Touchpoint } from './touchpoint.ts';

export type AttributionQuestion = Readonly<{
  model: AttributionModel;
  /**
   * With those of the lookback window before the period, on whose touches its conversions look back, and those of the window
   * after it, whose conversions take touches of the period.
   */
  touchpoints: readonly Touchpoint[];
  lookbackDays: number;
  /** Conversions from the first up to, but not at, the second instant are credited. */
  fromMs: number;
  untilMs: number;
  /** Conversions of other currencies are learned from and not credited; `null` credits none. */
  currency: string | null;
}>;

export type PlatformCredit = Readonly<{
  platform: Platform;
  /** In the period, whether they led to anything or not. */
  touches: number;
  conversionsMicros: number;
  valueMicros: number;
}>;

export type Attribution = Readonly<{
  /** Every platform, in the order of the vocabulary. */
  platforms: readonly PlatformCredit[];
  /** Conversions on which no touch in the window could be credited. */
  unattributed: Readonly<{ conversionsMicros: number; valueMicros: number }>;
  journeys: Readonly<{ converted: number; withoutConversion: number }>;
}>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The conversions of a period by platform. Credits and what could not be credited add up to exactly all conversions. */
export const attribution = (question: AttributionQuestion): Attribution => {
  const { model, touchpoints, lookbackDays, fromMs, untilMs, currency } = question;
  const isInPeriod = ({ atMs }: Readonly<{ atMs: number }>): boolean => atMs >= fromMs && atMs < untilMs;
  const journeys = journeysOf(touchpoints, lookbackDays).filter(({ touches, conversion }) => {
    const end = conversion ?? touches.at(-1);
    return end !== undefined && isInPeriod(end);
  });
  const isAsked = ({ conversion }: Pick<Journey, 'conversion'>): boolean => conversion?.value.currency === currency;
  const credits = Map.groupBy(creditsOf(model, journeys).filter(isAsked), ({ touch }) => touch.platform);
  const touched = touchpoints.flatMap((each) => (each.kind === 'touch' && isInPeriod(each) ? [each.platform] : []));
  const uncredited = journeys.filter((journey) => journey.touches.length === 0 && isAsked(journey));
  return {
    platforms: platform.options.map((name) => {
      const own = credits.get(name) ?? [];
      return {
        ...{ platform: name, touches: touched.filter((each) => each === name).length },
        conversionsMicros: sum(own.map(({ conversionsMicros }) => conversionsMicros)),
        valueMicros: sum(own.map(({ valueMicros }) => valueMicros)),
      };
    }),
    unattributed: {
      conversionsMicros: uncredited.length * microsPerUnit,
      valueMicros: sum(uncredited.map(({ conversion }) => conversion?.value.micros ?? 0)),
    },
    journeys: {
      converted: journeys.filter((journey) => journey.touches.length > 0 && isAsked(journey)).length,
      withoutConversion: journeys.filter(({ conversion }) => conversion === null).length,
    },
  };
};
