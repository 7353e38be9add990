import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { exact, unsupported } from '../plan.ts';
import { ageOpen, type Targeting, targetingOf, topic } from '../targeting.ts';
import { type MetaSettings, metaSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** What of an ad set's targeting one wish becomes, and how it comes out. */
type Part = Readonly<{ json: Json; lines: readonly PlanLine[] }>;

const nothing: Part = { json: {}, lines: [] };
const taken = (key: Parameters<typeof topic>[0], json: Json): Part => ({
  json,
  lines: [exact('ad_group', topic(key))],
});
const refused = (key: Parameters<typeof topic>[0], reason: string): Part => ({
  json: {},
  lines: [unsupported('ad_group', topic(key), reason)],
});

/** Where Meta wants to know who profits from an ad and who pays for it. */
const europeanUnion = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

const places = ({ countries = [], audiences }: Targeting, settings: MetaSettings): Part => {
  if (countries.length === 0) {
    if ((audiences?.include.length ?? 0) > 0) return nothing;
    return refused('countries', 'Meta needs targeting.countries, or an audience to include');
  }
  const inUnion = countries.filter((country) => europeanUnion.has(country));
  const isDeclared = settings.dsa_beneficiary !== undefined && settings.dsa_payor !== undefined;
  if (inUnion.length > 0 && !isDeclared) {
    return refused('countries', `ads in ${inUnion.join(', ')} need dsa_beneficiary and dsa_payor in the configuration`);
  }
  return taken('countries', { geo_locations: { countries } });
};

/** Ads for housing, work or credit must not choose by age or gender. */
const narrowCategories = new Set(['HOUSING', 'EMPLOYMENT', 'CREDIT', 'FINANCIAL_PRODUCTS_SERVICES']);
const mayNotNarrow = ({ special_ad_categories: categories }: MetaSettings): boolean =>
  categories.some((category) => narrowCategories.has(category));
const notForCategory = "Meta does not allow it in the campaign's special ad category";

const ages = ({ age_min: youngest, age_max: oldest }: Targeting, settings: MetaSettings): Part => {
  if (youngest === undefined && oldest === undefined) return nothing;
  if (mayNotNarrow(settings)) return refused('age', notForCategory);
  return taken('age', {
    ...(youngest === undefined ? {} : { age_min: youngest }),
    // 65 means "and older".
    ...(oldest === undefined ? {} : { age_max: Math.min(oldest, ageOpen) }),
  });
};

const genderNumbers = { male: 1, female: 2 } as const;

const genders = ({ genders: wanted = [] }: Targeting, settings: MetaSettings): Part => {
  if (wanted.length === 0) return nothing;
  if (mayNotNarrow(settings)) return refused('genders', notForCategory);
  const numbers = [...new Set(wanted)].map((gender) => genderNumbers[gender]);
  return taken('genders', numbers.length === 2 ? {} : { genders: numbers });
};

/** All English; every other language has a number that only a look-up tells. */
const knownLocales: Readonly<Record<string, number>> = { en: 1001 };

const languages = ({ languages: wanted = [] }: Targeting, settings: MetaSettings): Part => {
  if (wanted.length === 0) return nothing;
  const numbers = { ...knownLocales, ...settings.locales };
  const unknown = wanted.filter((language) => numbers[language] === undefined);
  if (unknown.length > 0) {
    return refused('languages', `give Meta's own number of ${unknown.join(', ')} in locales of the configuration`);
  }
  return taken('languages', { locales: wanted.map((language) => numbers[language]) });
};

const byId = (ids: readonly string[]): readonly Json[] => ids.map((id) => ({ id }));

const interests = ({ interests: wanted = [] }: Targeting): Part =>
  wanted.length === 0 ? nothing : taken('interests', { interests: byId(wanted) });

const audiences = ({ audiences: wanted }: Targeting): Part => {
  const { include = [], exclude = [] } = wanted ?? {};
  if (include.length + exclude.length === 0) return nothing;
  return taken('audiences', {
    ...(include.length === 0 ? {} : { custom_audiences: byId(include) }),
    ...(exclude.length === 0 ? {} : { excluded_custom_audiences: byId(exclude) }),
  });
};

const publisherPlatforms = ['facebook', 'instagram', 'messenger', 'audience_network', 'threads', 'whatsapp'];

const placements = ({ placements: wanted = [] }: Targeting): Part => {
  if (wanted.length === 0) return nothing;
  const unknown = wanted.filter((place) => !publisherPlatforms.includes(place));
  return unknown.length === 0
    ? taken('placements', { publisher_platforms: wanted })
    : refused('placements', `${unknown.join(', ')}: Meta's are ${publisherPlatforms.join(', ')}`);
};

const locations = ({ locations: wanted = [] }: Targeting): Part =>
  wanted.length === 0 ? nothing : refused('locations', 'on Meta places are whole countries: use targeting.countries');

/**
 * The `targeting` of an ad set. Meta may not widen it by itself (`advantage_audience` 0): left out, that is 1, and age,
 * gender and interests are suggestions.
 */
export const metaTargeting = (spec: Pick<CampaignSpec, 'config' | 'accepted'>): Part => {
  const settings = metaSettings(spec);
  const { targeting, lines } = targetingOf(spec);
  const parts = [places, ages, genders, languages, interests, audiences, placements, locations].map((part) =>
    part(targeting, settings),
  );
  return {
    json: {
      ...Object.assign({}, ...parts.map(({ json }) => json)),
      targeting_automation: { advantage_audience: 0 },
    },
    lines: [...lines, ...parts.flatMap((part) => part.lines)],
  };
};
