import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { exact, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { countriesReplaced, type Targeting, targetingOf, topic } from '../targeting.ts';
import { ageGroups } from './ages.ts';
import { type TiktokSettings, tiktokSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;
type Key = Parameters<typeof topic>[0];

/** What of an ad group one wish becomes, and how it comes out. */
type Part = Readonly<{ json: Json; lines: readonly PlanLine[] }>;

const nothing: Part = { json: {}, lines: [] };
const taken = (key: Key, json: Json): Part => ({ json, lines: [exact('ad_group', topic(key))] });
const refused = (key: Key, reason: string): Part => ({
  json: {},
  lines: [unsupported('ad_group', topic(key), reason)],
});

/** Those whose ids are known; all others have to be given. */
const knownCountries: Readonly<Record<string, string>> = { US: '6252001', GB: '2635167', DE: '2921044', FR: '3017382' };

const digits = /^\d+$/;

const countries = ({ countries: wanted = [], locations = [] }: Targeting, settings: TiktokSettings): Part => {
  if (locations.length > 0) return wanted.length === 0 ? nothing : { json: {}, lines: [countriesReplaced('ad_group')] };
  const ids = { ...knownCountries, ...settings.location_ids };
  const unknown = wanted.filter((country) => ids[country] === undefined);
  if (unknown.length > 0) {
    return refused('countries', `give TikTok's own id of ${unknown.join(', ')} in location_ids of the configuration`);
  }
  return wanted.length === 0 ? nothing : taken('countries', { location_ids: wanted.map((country) => ids[country]) });
};

const locations = ({ locations: wanted = [] }: Targeting): Part => {
  const strange = wanted.filter((id) => !digits.test(id));
  if (strange.length > 0) return refused('locations', `${strange.join(', ')}: TikTok's ids of places are digits`);
  return wanted.length === 0 ? nothing : taken('locations', { location_ids: wanted });
};

const ages = ({ age_min: youngest, age_max: oldest }: Targeting): Part => {
  if (youngest === undefined && oldest === undefined) return nothing;
  const ages = ageGroups(youngest, oldest);
  if ('reason' in ages) return refused('age', ages.reason);
  return taken('age', ages.groups.length === 0 ? {} : { age_groups: ages.groups });
};

const genders = ({ genders: wanted = [] }: Targeting): Part => {
  const [gender, ...others] = new Set(wanted);
  if (gender === undefined) return nothing;
  return taken('genders', { gender: others.length === 0 ? `GENDER_${gender.toUpperCase()}` : 'GENDER_UNLIMITED' });
};

const languages = ({ languages: wanted = [] }: Targeting): Part =>
  wanted.length === 0 ? nothing : taken('languages', { languages: wanted });

const interests = ({ interests: wanted = [] }: Targeting): Part =>
  wanted.length === 0 ? nothing : taken('interests', { interest_category_ids: wanted });

const audiences = ({ audiences: wanted }: Targeting): Part => {
  const { include = [], exclude = [] } = wanted ?? {};
  if (include.length + exclude.length === 0) return nothing;
  return taken('audiences', {
    ...(include.length === 0 ? {} : { audience_ids: include }),
    ...(exclude.length === 0 ? {} : { excluded_audience_ids: exclude }),
  });
};

const places = ['PLACEMENT_TIKTOK', 'PLACEMENT_PANGLE', 'PLACEMENT_GLOBAL_APP_BUNDLE'];

const placements = ({ placements: wanted = [] }: Targeting): Part => {
  if (wanted.length === 0) return nothing;
  const unknown = wanted.filter((place) => !places.includes(place));
  return unknown.length === 0
    ? taken('placements', { placements: wanted })
    : refused('placements', `${unknown.join(', ')}: TikTok's are ${places.join(', ')}`);
};

/**
 * The part of an ad group that says who sees it. On TikTok itself unless other placements are asked for: chosen
 * automatically, there would be more of them. None of the `smart_*` flags that widen an audience is sent. Throws `validation`
 * where no place is asked for: an ad group needs one.
 */
export const tiktokTargeting = (spec: Pick<CampaignSpec, 'config' | 'accepted'>): Part => {
  const settings = tiktokSettings(spec);
  const { targeting, lines } = targetingOf(spec);
  if ((targeting.countries ?? []).length + (targeting.locations ?? []).length === 0) {
    throw invalid(
      'targeting-missing',
      'A TikTok ad group needs places: give targeting.countries or targeting.locations',
    );
  }
  const parts = [countries, locations, ages, genders, languages, interests, audiences, placements].map((part) =>
    part(targeting, settings),
  );
  return {
    json: {
      ...{ placement_type: 'PLACEMENT_TYPE_NORMAL', placements: ['PLACEMENT_TIKTOK'] },
      ...Object.assign({}, ...parts.map(({ json }) => json)),
    },
    lines: [...lines, ...parts.flatMap((part) => part.lines)],
  };
};
