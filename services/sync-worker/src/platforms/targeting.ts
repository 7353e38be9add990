import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { z } from 'zod';
import { approximated, isAccepted, unsupported } from './plan.ts';
import { invalid } from './platform-error.ts';

const ids = z.array(z.string().min(1).max(200)).max(3_000);

const fields = {
  /** ISO 3166-1 alpha-2. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'expected ISO country codes such as "US"')),
  /** The platform's own ids of places; they win over `countries`. */
  locations: ids,
  age_min: z.int().min(13).max(65),
  /** 65 and above means no upper end. */
  age_max: z.int().min(13),
  genders: z.array(z.enum(['male', 'female'])),
  /** ISO 639-1. */
  languages: z.array(z.string().regex(/^[a-z]{2}$/, 'expected ISO language codes such as "en"')),
  /** The platform's own ids. */
  interests: ids,
  /** The platform's own ids of custom audiences. */
  audiences: z.strictObject({ include: ids.default([]), exclude: ids.default([]) }),
  /** The platform's own names of places where ads appear. */
  placements: ids,
} as const;

const whole = z.object(fields).partial();
const schema = z.looseObject(whole.shape);

/** Whom an ad is for, in the terms that all platforms share; what is absent is not limited. */
export type Targeting = Readonly<z.infer<typeof whole>>;

/** No upper end of an age range. */
export const ageOpen = 65;

/** `age_min` and `age_max` are one wish, `targeting.age`. */
const topicOf = (key: string): string => (key === 'age_min' || key === 'age_max' ? 'age' : key);

/** The name of a part of the targeting in a plan, such as `targeting.age`. */
export const topic = (key: keyof Targeting | 'age'): string => `targeting.${topicOf(key)}`;

/**
 * What `config.targeting` asks for, without what was accepted as left out, and a line for each part that nobody knows.
 * Throws class `validation` for a value that is wrong: a wish that cannot be read must not widen the audience.
 */
export const targetingOf = (
  spec: Pick<CampaignSpec, 'config' | 'accepted'>,
): Readonly<{ targeting: Targeting; lines: readonly PlanLine[] }> => {
  const parsed = schema.safeParse(spec.config['targeting'] ?? {});
  if (!parsed.success) throw invalid('invalid-config', `targeting: ${z.prettifyError(parsed.error)}`);
  const { age_min: youngest = 13, age_max: oldest = ageOpen } = parsed.data;
  if (youngest > oldest) throw invalid('invalid-config', `targeting: age_min ${youngest} is above age_max ${oldest}`);
  const given = Object.entries(parsed.data);
  const known = given.filter(([key]) => key in fields && !isAccepted(spec, `targeting.${topicOf(key)}`));
  const unknown = given.filter(([key]) => !(key in fields));
  return {
    targeting: Object.fromEntries(known) as Targeting,
    lines: unknown.map(([key]) => unsupported('ad_group', `targeting.${key}`, 'is not known')),
  };
};

/** For `countries` that stand beside the platform's own `locations`: those win, which has to be told. */
export const countriesReplaced = (level: PlanLine['level']): PlanLine =>
  approximated(level, topic('countries'), 'the locations that are given stand instead');

export const hasLocations = ({ locations = [] }: Targeting): boolean => locations.length > 0;
