import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { exact, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { ageOpen, countriesReplaced, hasLocations, type Targeting, targetingOf, topic } from '../targeting.ts';
import { ageBucket } from './ages.ts';

/** One condition of a line item; those of different kinds hold together, but interests and audiences are united. */
export type Criterion = Readonly<{ targeting_type: string; targeting_value: string; operator_type?: 'NE' }>;

/** Of X's placements all but those outside of X, which want an own domain and categories. */
const placements = new Set([
  ...['ALL_ON_TWITTER', 'TWITTER_TIMELINE', 'TWITTER_SEARCH', 'TWITTER_PROFILE', 'TWITTER_REPLIES'],
]);
const mostLocations = 2_000;
const mostInterests = 100;

const criterion = (type: string) => (value: string) => ({ targeting_type: type, targeting_value: value });

const youngestOf = ({ age_min: youngest = 13 }: Targeting): number => youngest;
const oldestOf = ({ age_max: oldest = ageOpen }: Targeting): number => oldest;
const hasAge = ({ age_min: youngest, age_max: oldest }: Targeting): boolean =>
  youngest !== undefined || oldest !== undefined;

const agesOf = (targeting: Targeting): readonly string[] => {
  const bucket = hasAge(targeting) ? ageBucket(youngestOf(targeting), oldestOf(targeting)) : undefined;
  return bucket !== undefined && 'value' in bucket ? [bucket.value] : [];
};

/** Both are everybody, which is no condition. */
const gendersOf = ({ genders = [] }: Targeting): readonly string[] => {
  const [only, ...others] = new Set(genders);
  if (only === undefined || others.length > 0) return [];
  return [only === 'male' ? '1' : '2'];
};

const ageLine = (targeting: Targeting): PlanLine => {
  const bucket = ageBucket(youngestOf(targeting), oldestOf(targeting));
  if ('value' in bucket) return exact('ad_group', 'targeting.age');
  const inside = bucket.nearest === undefined ? 'none lies inside' : `the nearest inside is ${bucket.nearest}`;
  return unsupported('ad_group', 'targeting.age', `X knows twenty ranges of ages, and this is none of them; ${inside}`);
};

const isNotHash = (id: string): boolean => !/^[0-9a-f]{16}$/.test(id);

const reasonAgainst = (key: keyof Targeting, targeting: Targeting): string | undefined => {
  const { interests = [], audiences, locations = [], placements: places = [] } = targeting;
  if (key === 'interests' && interests.length > mostInterests) return `X takes ${mostInterests} interests at most`;
  if (key === 'interests' && interests.length > 0 && (audiences?.include ?? []).length > 0) {
    return 'X shows ads to who has an interest or is in an audience, which are more people than those with both';
  }
  if (key === 'locations' && locations.length > mostLocations) return `X takes ${mostLocations} places at most`;
  const unknown = key === 'placements' ? places.filter((place) => !placements.has(place)) : [];
  return unknown.length === 0 ? undefined : `${unknown.join(', ')}: only ${[...placements].join(', ')} are known`;
};

const lineOf = (key: keyof Targeting, targeting: Targeting): PlanLine => {
  if (key === 'age_min' || key === 'age_max') return ageLine(targeting);
  const reason = reasonAgainst(key, targeting);
  if (reason !== undefined) return unsupported('ad_group', topic(key), reason);
  if (key === 'countries' && hasLocations(targeting)) return countriesReplaced('ad_group');
  return exact('ad_group', topic(key));
};

export type Audience = Readonly<{
  /** ISO codes whose places are still to be looked up. */
  countries: readonly string[];
  criteria: readonly Criterion[];
  placements: string;
  lines: readonly PlanLine[];
}>;

/**
 * Whom a line item is shown to, and where. No criterion is no limit, so what has a line `unsupported` must be refused or
 * accepted before any of this is used. Throws `validation` for ids that cannot be X's.
 */
export const audienceOf = (spec: Pick<CampaignSpec, 'config' | 'accepted'>): Audience => {
  const { targeting, lines } = targetingOf(spec);
  const { countries = [], languages = [], interests = [], locations = [], audiences, placements: places } = targeting;
  const wrong = locations.filter(isNotHash);
  if (wrong.length > 0) throw invalid('invalid-config', `targeting: locations ${wrong.join(', ')} are no ids of X`);
  const keys = Object.keys(targeting) as (keyof Targeting)[];
  const known = new Map(keys.map((key) => [topic(key), lineOf(key, targeting)]));
  return {
    countries: locations.length > 0 ? [] : [...new Set(countries)],
    criteria: [
      ...[...new Set(locations)].map(criterion('LOCATION')),
      ...agesOf(targeting).map(criterion('AGE')),
      ...gendersOf(targeting).map(criterion('GENDER')),
      ...[...new Set(languages)].map(criterion('LANGUAGE')),
      ...[...new Set(interests)].map(criterion('INTEREST')),
      ...(audiences?.include ?? []).map(criterion('CUSTOM_AUDIENCE')),
      ...(audiences?.exclude ?? []).map(criterion('CUSTOM_AUDIENCE')).map((each) => ({
        ...each,
        operator_type: 'NE' as const,
      })),
    ],
    placements: places === undefined || places.length === 0 ? 'ALL_ON_TWITTER' : [...new Set(places)].join(','),
    lines: [...known.values(), ...lines],
  };
};
