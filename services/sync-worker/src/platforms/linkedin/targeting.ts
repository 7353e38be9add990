import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { exact, planned, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { countriesReplaced, hasLocations, type Targeting, targetingOf, topic } from '../targeting.ts';
import { ageRanges } from './ages.ts';

type Spec = Pick<CampaignSpec, 'config' | 'accepted'>;

const ownSettings = 'platform_specific_config.linkedin';
const geoCure = `give LinkedIn geo URNs in ${ownSettings}.targeting.locations`;

/** Those whose ids are known. LinkedIn's ids follow no rule, so all others have to be given. */
const geoOfCountry: Readonly<Record<string, string>> = {
  US: 'urn:li:geo:103644278',
  GB: 'urn:li:geo:101165590',
  DE: 'urn:li:geo:101282230',
  FR: 'urn:li:geo:105015875',
  CA: 'urn:li:geo:101174742',
};

/** LinkedIn's own ids as they are written. */
const urns = {
  locations: /^urn:li:geo:\d+$/,
  interests: /^urn:li:interest:.+$/,
  audiences: /^urn:li:adSegment:\d+$/,
} as const;

const strangers = (key: keyof typeof urns, ids: readonly string[]): string | undefined => {
  const others = ids.filter((id) => !urns[key].test(id));
  return others.length === 0 ? undefined : `${others.join(', ')}: LinkedIn's ids look like ${urns[key].source}`;
};

const countriesReason = ({ countries = [], locations = [] }: Targeting): string | undefined => {
  const unknown = countries.filter((country) => geoOfCountry[country] === undefined);
  return locations.length > 0 || unknown.length === 0 ? undefined : `${unknown.join(', ')}: ${geoCure}`;
};

const languagesReason = (languages: readonly string[], locale: string | undefined): string | undefined => {
  const [language, ...others] = languages;
  if (others.length > 0) return `${languages.join(', ')}: a LinkedIn campaign has one language`;
  const isOther = language !== undefined && locale !== undefined && !locale.startsWith(`${language}_`);
  return isOther ? `${language}: the locale of the ads is ${locale}` : undefined;
};

const agesReason = ({ age_min: min, age_max: max }: Targeting): string | undefined => {
  const ages = ageRanges(min, max);
  return 'reason' in ages ? ages.reason : undefined;
};

/** Why LinkedIn cannot be told a part of the targeting. */
const reasonAgainst = (key: keyof Targeting, targeting: Targeting, locale: string | undefined): string | undefined => {
  const { locations = [], interests = [], audiences, languages = [] } = targeting;
  switch (key) {
    case 'countries':
      return countriesReason(targeting);
    case 'locations':
      return strangers(key, locations);
    case 'interests':
      return strangers(key, interests);
    case 'audiences':
      return strangers(key, [...(audiences?.include ?? []), ...(audiences?.exclude ?? [])]);
    case 'languages':
      return languagesReason(languages, locale);
    case 'placements':
      return `LinkedIn is only told whether ads also run outside it: ${ownSettings}.offsite_delivery`;
    case 'genders':
      return undefined;
    default:
      return agesReason(targeting);
  }
};

/** A line for each part of the targeting that was asked for; a LinkedIn campaign carries all of it. */
const linesOf = (targeting: Targeting, locale: string | undefined): readonly PlanLine[] => {
  const keys = Object.keys(targeting) as (keyof Targeting)[];
  const lines = keys.map((key) => {
    const reason = reasonAgainst(key, targeting, locale);
    if (reason !== undefined) return unsupported('campaign', topic(key), reason);
    return key === 'countries' && hasLocations(targeting)
      ? countriesReplaced('campaign')
      : exact('campaign', topic(key));
  });
  // Both ends of an age range are one part.
  return [...new Map(lines.map((line) => [line.name, line])).values()];
};

const locationsOf = ({ locations = [], countries = [] }: Targeting): readonly string[] => {
  if (locations.length > 0) return locations;
  if (countries.length > 0) return countries.flatMap((country) => geoOfCountry[country] ?? []);
  throw invalid('targeting-missing', `A LinkedIn campaign needs places: give targeting.countries, or ${geoCure}`);
};

/** The language of the ads: as given, or where language and country leave one choice. */
const localeOf = ({ languages = [], countries = [], locations = [] }: Targeting, given: string | undefined): string => {
  if (given !== undefined) return given;
  const [country, ...more] = locations.length === 0 ? countries : [];
  if (country !== undefined && more.length === 0) {
    if (languages[0] !== undefined) return `${languages[0]}_${country}`;
    if (country === 'US') return 'en_US';
  }
  throw invalid('locale-missing', `A LinkedIn campaign has one language: give ${ownSettings}.locale, e.g. "en_US"`);
};

const facetsOf = (entries: readonly (readonly [name: string, values: readonly string[]])[]) =>
  entries
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => ({ or: { [`urn:li:adTargetingFacet:${name}`]: values } }));

const criteriaOf = (targeting: Targeting, locale: string) => {
  const { age_min: min, age_max: max, genders = [], languages = [], interests = [], audiences } = targeting;
  const ages = ageRanges(min, max);
  const and = facetsOf([
    ['locations', locationsOf(targeting)],
    ['interfaceLocales', languages.map(() => `urn:li:locale:${locale}`)],
    ['ageRanges', 'ranges' in ages ? ages.ranges : []],
    ['genders', genders.map((gender) => `urn:li:gender:${gender.toUpperCase()}`)],
    ['interests', interests],
    ['audienceMatchingSegments', audiences?.include ?? []],
  ]);
  const [exclude] = facetsOf([['audienceMatchingSegments', audiences?.exclude ?? []]]);
  return { include: { and }, ...(exclude === undefined ? {} : { exclude }) };
};

/** How the targeting comes out, with the line for each part. Throws `validation` where places or a language are missing. */
export const audiencePlan = (spec: Spec, locale: string | undefined): readonly PlanLine[] => {
  const { targeting, lines } = targetingOf(spec);
  const known = linesOf(targeting, locale);
  locationsOf(targeting);
  // What is not possible as it stands is told as such before anything is concluded from it.
  if (known.every(({ verdict }) => verdict !== 'unsupported')) localeOf(targeting, locale);
  return [...known, ...lines.map((line) => ({ ...line, level: 'campaign' as const }))];
};

/**
 * The part of a campaign that says who sees it: any of the values of a facet, and all of the facets. Throws `validation`
 * for what is missing, and for what LinkedIn cannot be told unless it was accepted: dropping it would widen the audience.
 */
export const audienceOf = (spec: Spec, givenLocale: string | undefined) => {
  planned(audiencePlan(spec, givenLocale), spec);
  const { targeting } = targetingOf(spec);
  const locale = localeOf(targeting, givenLocale);
  const [language, country] = locale.split('_');
  return { locale: { country, language }, targetingCriteria: criteriaOf(targeting, locale) };
};
