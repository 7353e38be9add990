import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Campaign } from '../../state/campaign.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalObject, optionalText, type Parameters } from './parameters.ts';

const goals = {
  OUTCOME_TRAFFIC: ['LINK_CLICKS', 'LANDING_PAGE_VIEWS'],
  OUTCOME_SALES: ['OFFSITE_CONVERSIONS', 'VALUE'],
  OUTCOME_LEADS: ['OFFSITE_CONVERSIONS', 'LEAD_GENERATION', 'QUALITY_LEAD'],
  OUTCOME_AWARENESS: ['REACH', 'IMPRESSIONS', 'AD_RECALL_LIFT', 'THRUPLAY'],
  OUTCOME_ENGAGEMENT: ['POST_ENGAGEMENT', 'THRUPLAY'],
  OUTCOME_APP_PROMOTION: ['APP_INSTALLS'],
} as const;

/** What must be in `promoted_object` for a goal. */
const promoted: Readonly<Record<string, readonly string[]>> = {
  OFFSITE_CONVERSIONS: ['pixel_id', 'custom_event_type'],
  VALUE: ['pixel_id', 'custom_event_type'],
  LEAD_GENERATION: ['page_id'],
  QUALITY_LEAD: ['page_id'],
  APP_INSTALLS: ['application_id', 'object_store_url'],
};

const destinations = ['WEBSITE', 'APP', 'ON_POST', 'ON_VIDEO', 'MESSENGER'] as const;

/** The goal of an ad set and what it promotes. Throws `Refusal` 100 for a goal that the campaign's objective excludes. */
export const goalSettings = ({ details }: Campaign, parameters: Parameters): JsonObject => {
  const allowed = goals[details['objective'] as keyof typeof goals];
  const goal = oneOf<string>(parameters['optimization_goal'], 'optimization_goal', allowed);
  const billing = oneOf(parameters['billing_event'], 'billing_event', ['IMPRESSIONS', 'LINK_CLICKS', 'THRUPLAY']);
  const destination = parameters['destination_type'];
  if (destination !== undefined) oneOf(destination, 'destination_type', destinations);
  const object = optionalObject(parameters, 'promoted_object');
  const required = [...(promoted[goal] ?? []), ...(destination === 'ON_POST' ? ['page_id'] : [])];
  for (const name of required) {
    if (typeof object?.[name] !== 'string' || object[name] === '') {
      throw invalid('promoted_object', `promoted_object.${name} is required for the optimization goal ${goal}`);
    }
  }
  return {
    optimization_goal: goal,
    billing_event: billing,
    ...(destination === undefined ? {} : { destination_type: destination }),
    ...(object === undefined ? {} : { promoted_object: object }),
  };
};

const europeanUnion = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

const publishers = ['facebook', 'instagram', 'messenger', 'audience_network', 'threads', 'whatsapp'] as const;

const listIn = (targeting: JsonObject, name: string): readonly unknown[] | undefined => {
  const value = targeting[name];
  if (value === undefined || Array.isArray(value)) return value;
  throw invalid('targeting', `targeting.${name} must be an array`);
};

const checkList = (targeting: JsonObject, name: string, isValid: (entry: unknown) => boolean): void => {
  if (listIn(targeting, name)?.every(isValid) === false) throw invalid('targeting', `targeting.${name} is not valid`);
};

const hasId = (entry: unknown): boolean => isObject(entry) && typeof entry['id'] === 'string';

const age = (targeting: JsonObject, name: string, otherwise: number): number => {
  const value = targeting[name] ?? otherwise;
  if (Number.isInteger(value) && Number(value) >= 13 && Number(value) <= 65) return Number(value);
  throw invalid('targeting', `targeting.${name} must be between 13 and 65`);
};

const countriesOf = (targeting: JsonObject): readonly string[] => {
  const { geo_locations: places } = targeting;
  const countries = isObject(places) ? (listIn(places, 'countries') ?? []) : [];
  if (!countries.every((country) => typeof country === 'string' && /^[A-Z]{2}$/.test(country))) {
    throw invalid('targeting', 'targeting.geo_locations.countries must be two-letter country codes');
  }
  return countries as readonly string[];
};

const hasPlace = (targeting: JsonObject): boolean => {
  const { geo_locations: places } = targeting;
  const kinds = ['countries', 'regions', 'cities', 'zips'];
  const isPlaced = isObject(places) && kinds.some((kind) => (listIn(places, kind)?.length ?? 0) > 0);
  return isPlaced || (listIn(targeting, 'custom_audiences')?.length ?? 0) > 0;
};

const narrowing = ['age_min', 'age_max', 'genders', 'interests', 'custom_audiences', 'excluded_custom_audiences'];

/** Since v23 an ad set says at its creation whether its targeting is strict; nothing is asked of later changes. */
const checkAutomation = (targeting: JsonObject): void => {
  const { targeting_automation: automation } = targeting;
  const advantage = isObject(automation) ? automation['advantage_audience'] : undefined;
  if (advantage === undefined && narrowing.some((name) => targeting[name] !== undefined)) {
    throw invalid('targeting', 'targeting_automation.advantage_audience must be set to 0 or 1');
  }
  if (advantage !== undefined && advantage !== 0 && advantage !== 1) {
    throw invalid('targeting', 'targeting_automation.advantage_audience must be 0 or 1');
  }
  if (advantage === 1 && Number(targeting['age_max'] ?? 65) < 65) {
    throw invalid('targeting', 'targeting.age_max must be 65 with advantage_audience');
  }
};

const narrowCategories = ['HOUSING', 'EMPLOYMENT', 'CREDIT', 'FINANCIAL_PRODUCTS_SERVICES'];

const checkCategories = ({ details }: Campaign, targeting: JsonObject): void => {
  const categories = details['special_ad_categories'];
  const isSpecial = Array.isArray(categories) && categories.some((category) => narrowCategories.includes(category));
  const isNarrow = ['age_min', 'age_max', 'genders'].some((name) => targeting[name] !== undefined);
  if (isSpecial && isNarrow) throw invalid('targeting', 'The special ad category does not allow age or gender');
};

/** The audience as it was sent. `isNew`: rules that hold at creation only. Throws `Refusal` 100. */
export const sentTargeting = (campaign: Campaign, parameters: Parameters, isNew: boolean): JsonObject => {
  const targeting = optionalObject(parameters, 'targeting');
  if (targeting === undefined || !hasPlace(targeting)) {
    throw invalid('targeting', 'The parameter targeting needs geo_locations or custom_audiences');
  }
  if (age(targeting, 'age_min', 13) > age(targeting, 'age_max', 65)) {
    throw invalid('targeting', 'targeting.age_min must not be above age_max');
  }
  countriesOf(targeting);
  checkList(targeting, 'genders', (gender) => gender === 1 || gender === 2);
  checkList(targeting, 'locales', Number.isInteger);
  for (const name of ['interests', 'custom_audiences', 'excluded_custom_audiences']) checkList(targeting, name, hasId);
  checkList(targeting, 'publisher_platforms', (name) => publishers.some((publisher) => publisher === name));
  checkCategories(campaign, targeting);
  if (isNew) checkAutomation(targeting);
  return targeting;
};

/** Who profits and who pays, which the European Union wants to be said. Throws `Refusal` 100. */
export const declarations = (parameters: Parameters, targeting: JsonObject): JsonObject => {
  const given = Object.fromEntries(
    ['dsa_beneficiary', 'dsa_payor'].flatMap((name) => {
      const value = optionalText(parameters, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const isInUnion = countriesOf(targeting).some((country) => europeanUnion.has(country));
  const missing = ['dsa_beneficiary', 'dsa_payor'].find((name) => given[name] === undefined);
  if (isInUnion && missing !== undefined) throw invalid(missing, `The parameter ${missing} is required in the EU`);
  return given;
};
