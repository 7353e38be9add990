import { z } from 'zod';
import { invalid } from '../platform-error.ts';
import { ageRanges } from './ages.ts';

/** Strict: a wish that LinkedIn cannot be told would widen the audience if it were dropped. */
export const targetingSettings = z.strictObject({
  /** ISO 3166 codes; LinkedIn's own `locations` win over them. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).default([]),
  locations: z.array(z.string().regex(/^urn:li:geo:\d+$/)).default([]),
  age_min: z.int().optional(),
  age_max: z.int().optional(),
  genders: z.array(z.enum(['male', 'female'])).default([]),
  /** ISO 639-1 codes. */
  languages: z.array(z.string().regex(/^[a-z]{2}$/)).default([]),
});
type Targeting = z.infer<typeof targetingSettings>;

/** A language as LinkedIn's members set it, e.g. `en_US`. */
export const localeText = z.string().regex(/^[a-z]{2}_[A-Z]{2}$/);

const ownSettings = 'platform_specific_config.linkedin';

/** Those whose ids are known. LinkedIn's ids follow no rule, so all others have to be given. */
const geoOfCountry: Readonly<Record<string, string>> = {
  US: 'urn:li:geo:103644278',
  GB: 'urn:li:geo:101165590',
  DE: 'urn:li:geo:101282230',
  FR: 'urn:li:geo:105015875',
  CA: 'urn:li:geo:101174742',
};

const locationsOf = ({ locations, countries }: Targeting): readonly string[] => {
  if (locations.length > 0) return locations;
  const cure = `LinkedIn geo URNs in ${ownSettings}.targeting.locations`;
  if (countries.length === 0) {
    throw invalid('targeting-missing', `A LinkedIn campaign needs places: give targeting.countries, or ${cure}`);
  }
  const unknown = countries.filter((country) => geoOfCountry[country] === undefined);
  if (unknown.length > 0) throw invalid('targeting-not-supported', `countries ${unknown.join(', ')}: give ${cure}`);
  return countries.flatMap((country) => geoOfCountry[country] ?? []);
};

/** The language of the ads: as given, or where language and country leave one choice. */
const localeOf = ({ languages, countries, locations }: Targeting, given: string | undefined): string => {
  const [language, ...others] = languages;
  if (others.length > 0) {
    throw invalid('targeting-not-supported', `languages ${languages.join(', ')}: a LinkedIn campaign has one language`);
  }
  if (given !== undefined && (language === undefined || given.startsWith(`${language}_`))) return given;
  if (given !== undefined) {
    throw invalid('targeting-not-supported', `languages ${language}: the locale of the ads is ${given}`);
  }
  const [country, ...more] = locations.length === 0 ? countries : [];
  if (country !== undefined && more.length === 0) {
    if (language !== undefined) return `${language}_${country}`;
    if (country === 'US') return 'en_US';
  }
  throw invalid('locale-missing', `A LinkedIn campaign has one language: give ${ownSettings}.locale, e.g. "en_US"`);
};

/**
 * The part of a campaign that says who sees it: any of the values of a facet, and all of the facets. Throws `validation`
 * for what is missing and for what LinkedIn cannot be told.
 */
export const audienceOf = (targeting: Targeting, givenLocale: string | undefined) => {
  const locations = locationsOf(targeting);
  const locale = localeOf(targeting, givenLocale);
  const [language, country] = locale.split('_');
  const facets: readonly (readonly [name: string, values: readonly string[]])[] = [
    ['locations', locations],
    ['interfaceLocales', targeting.languages.map(() => `urn:li:locale:${locale}`)],
    ['ageRanges', ageRanges(targeting.age_min, targeting.age_max)],
    ['genders', targeting.genders.map((gender) => `urn:li:gender:${gender.toUpperCase()}`)],
  ];
  const and = facets
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => ({ or: { [`urn:li:adTargetingFacet:${name}`]: values } }));
  return { locale: { country, language }, targetingCriteria: { include: { and } } };
};
