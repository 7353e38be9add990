import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { approximated, exact, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { ageOpen, type Targeting, targetingOf, topic } from '../targeting.ts';

/** Ad squads that choose their positions must have this one among them (since 2025-11-27, else E21011). */
const requiredPosition = 'CHAT_FEED';

const geosOf = ({ countries = [], languages = [] }: Targeting) => {
  if (countries.length === 0) throw invalid('targeting-missing', 'Snapchat needs places: give targeting.countries');
  if (countries.length > 1 && languages.length === 0) {
    throw invalid('targeting-missing', 'Snapchat needs targeting.languages beside several countries');
  }
  return countries.map((country) => ({ country_code: country.toLowerCase() }));
};

const demographicsOf = ({ age_min: youngest, age_max: oldest, genders = [], languages = [] }: Targeting) => {
  const [gender, ...others] = new Set(genders);
  const entry = {
    ...(youngest === undefined ? {} : { min_age: youngest }),
    // No upper end is one that is left out.
    ...(oldest === undefined || oldest >= ageOpen ? {} : { max_age: oldest }),
    ...(gender === undefined || others.length > 0 ? {} : { gender: gender.toUpperCase() }),
    ...(languages.length === 0 ? {} : { languages }),
  };
  return Object.keys(entry).length === 0 ? {} : { demographics: [entry] };
};

const segmentsOf = ({ audiences }: Targeting) => {
  const segments = (['include', 'exclude'] as const).flatMap((operation) =>
    audiences === undefined || audiences[operation].length === 0
      ? []
      : [{ segment_id: audiences[operation], operation: operation.toUpperCase() }],
  );
  return segments.length === 0 ? {} : { segments };
};

const placementOf = ({ placements = [] }: Targeting) => {
  if (placements.length === 0) return { config: 'AUTOMATIC' };
  const positions = [...new Set([...placements, requiredPosition])];
  return { config: 'CUSTOM', platforms: ['SNAPCHAT'], snapchat_positions: positions };
};

const lineOf = (key: keyof Targeting, targeting: Targeting): PlanLine => {
  if (key === 'locations') return unsupported('ad_group', topic(key), 'Snapchat is told countries only');
  if (key === 'placements' && !targeting.placements?.includes(requiredPosition)) {
    return approximated('ad_group', topic(key), `${requiredPosition} is added, which Snapchat requires`);
  }
  return exact('ad_group', topic(key));
};

/**
 * Whom an ad squad is shown to, and where. Expansion is switched off: Snapchat would widen the audience by itself. Throws
 * `validation` without countries, which are required.
 */
export const audienceOf = (spec: Pick<CampaignSpec, 'config' | 'accepted'>) => {
  const { targeting, lines } = targetingOf(spec);
  const keys = Object.keys(targeting) as (keyof Targeting)[];
  const known = new Map(keys.map((key) => [topic(key), lineOf(key, targeting)]));
  return {
    fields: {
      targeting: {
        regulated_content: false,
        geos: geosOf(targeting),
        ...demographicsOf(targeting),
        ...(targeting.interests === undefined ? {} : { interests: [{ category_id: targeting.interests }] }),
        ...segmentsOf(targeting),
        enable_targeting_expansion: false,
      },
      placement_v2: placementOf(targeting),
    },
    lines: [...known.values(), ...lines],
  };
};
