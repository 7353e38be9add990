import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { exact, unsupported } from '../plan.ts';
import { countriesReplaced, type Targeting, targetingOf, topic } from '../targeting.ts';
import { excludedAges } from './ages.ts';
import type { Channel } from './channels.ts';
import { geoIdOfCountry } from './countries.ts';
import { type GoogleSettings, googleSettings } from './settings.ts';

/** One criterion of an ad group, as it is sent, without its ad group. */
export type Criterion = Readonly<Record<string, unknown>>;

/** Part of an audience, and how it comes out. */
type Part<Values> = Readonly<{ values: readonly Values[]; lines: readonly PlanLine[] }>;

export type Audience = Readonly<{
  /** `geoTargetConstants/2840`; none is the whole world. Google has places and languages on the campaign. */
  places: readonly string[];
  /** `languageConstants/1000`; none is all of them. */
  languages: readonly string[];
  criteria: readonly Criterion[];
  /** Only people of the lists and interests see the ads; without this Google would merely observe them. */
  isOfAudiences: boolean;
  lines: readonly PlanLine[];
}>;

const languageIds: Readonly<Record<string, string>> = {
  en: '1000',
  de: '1001',
  fr: '1002',
  es: '1003',
  it: '1004',
  ja: '1005',
  nl: '1010',
  pt: '1014',
};

const ownSettings = 'platform_specific_config.google';

const nothing = { values: [], lines: [] } as const;

/** The whole part is unsupported when one of its values is: without that one it would be another audience. */
const translated = (
  name: string,
  level: PlanLine['level'],
  given: readonly string[],
  { to, cure }: Readonly<{ to: (value: string) => string | undefined; cure: string }>,
): Part<string> => {
  const unknown = given.filter((value) => to(value) === undefined);
  if (unknown.length > 0) return { values: [], lines: [unsupported(level, name, `${unknown.join(', ')}: ${cure}`)] };
  return { values: [...new Set(given.flatMap((value) => to(value) ?? []))], lines: [exact(level, name)] };
};

const placesOf = ({ locations, countries }: Targeting): Part<string> => {
  if (locations !== undefined && locations.length > 0) {
    const to = (value: string) => /^(?:geoTargetConstants\/)?(\d+)$/.exec(value)?.[1];
    const cure = 'expected ids of geo target constants such as 2840';
    const places = translated(topic('locations'), 'campaign', locations, { to, cure });
    return countries === undefined ? places : { ...places, lines: [countriesReplaced('campaign'), ...places.lines] };
  }
  if (countries === undefined || countries.length === 0) return nothing;
  return translated(topic('countries'), 'campaign', countries, {
    to: geoIdOfCountry,
    cure: 'no such country is known',
  });
};

const languagesOf = ({ languages }: Targeting, { language_ids: given }: GoogleSettings): Part<string> => {
  if (languages === undefined || languages.length === 0) return nothing;
  const to = (code: string) => given[code] ?? languageIds[code];
  const cure = `Google's ids of these languages are not known; give them in ${ownSettings}.language_ids`;
  return translated(topic('languages'), 'campaign', languages, { to, cure });
};

/** Of one gender only: the other one and people of unknown gender are left out. */
const gendersOf = ({ genders }: Targeting): Part<Criterion> => {
  if (genders === undefined || genders.length === 0) return nothing;
  const wanted = new Set(genders);
  const others = wanted.size > 1 ? [] : [wanted.has('male') ? 'FEMALE' : 'MALE', 'UNDETERMINED'];
  return {
    values: others.map((type) => ({ gender: { type }, negative: true })),
    lines: [exact('ad_group', topic('genders'))],
  };
};

const agesOf = (targeting: Targeting): Part<Criterion> => {
  const { excluded, lines } = excludedAges(targeting);
  return { values: excluded.map((type) => ({ ageRange: { type }, negative: true })), lines };
};

/** A bare id is that of a list of users; other audiences are given by their resource names. */
const audienceCriterion = (id: string, customer: string): Criterion | undefined => {
  if (/^\d+$/.test(id)) return { userList: { userList: `${customer}/userLists/${id}` } };
  const kind = /^customers\/\d+\/(userLists|audiences|customAudiences)\/\d+$/.exec(id)?.[1];
  if (kind === 'userLists') return { userList: { userList: id } };
  if (kind === 'audiences') return { audience: { audience: id } };
  return kind === 'customAudiences' ? { customAudience: { customAudience: id } } : undefined;
};

const audiencesOf = ({ audiences }: Targeting, customer: string): Part<Criterion> => {
  const { include = [], exclude = [] } = audiences ?? {};
  if (include.length + exclude.length === 0) return nothing;
  const name = topic('audiences');
  const shown = include.map((id) => audienceCriterion(id, customer));
  const hidden = exclude.map((id) => audienceCriterion(id, customer));
  const isKnown = (criterion: Criterion | undefined): criterion is Criterion => criterion !== undefined;
  if (![...shown, ...hidden].every(isKnown)) {
    const reason = `expected ids of user lists, or resource names of user lists, audiences and custom audiences`;
    return { values: [], lines: [unsupported('ad_group', name, reason)] };
  }
  if (hidden.some((criterion) => criterion?.['userList'] === undefined)) {
    return { values: [], lines: [unsupported('ad_group', name, 'only user lists can be excluded')] };
  }
  const values = [...shown.filter(isKnown), ...hidden.filter(isKnown).map((each) => ({ ...each, negative: true }))];
  return { values, lines: [exact('ad_group', name)] };
};

const interestsOf = ({ interests, audiences }: Targeting, channel: Channel, customer: string): Part<Criterion> => {
  if (interests === undefined || interests.length === 0) return nothing;
  const name = topic('interests');
  const not = (reason: string): Part<Criterion> => ({ values: [], lines: [unsupported('ad_group', name, reason)] });
  if (channel === 'SEARCH') return not('search campaigns cannot be aimed at interests');
  if ((audiences?.include.length ?? 0) > 0) {
    return not('Google would show the ads to people of either the audiences or the interests, not of both');
  }
  const ids = interests.map((id) => /^(?:customers\/\d+\/userInterests\/)?(\d+)$/.exec(id)?.[1]);
  if (ids.includes(undefined)) return not('expected ids of user interests such as 80432');
  const values = ids.map((id) => ({ userInterest: { userInterestCategory: `${customer}/userInterests/${id}` } }));
  return { values, lines: [exact('ad_group', name)] };
};

const placementsOf = ({ placements }: Targeting): Part<never> => {
  if (placements === undefined || placements.length === 0) return nothing;
  const reason = `Google's places are its networks: choose them with ${ownSettings}.network and network_settings`;
  return { values: [], lines: [unsupported('campaign', topic('placements'), reason)] };
};

/** A search campaign without any keyword is never shown. */
const keywordsOf = ({ keywords }: GoogleSettings, channel: Channel): Part<Criterion> => {
  if (channel === 'SEARCH' && keywords.length === 0) {
    const reason = `search campaigns are shown for keywords only: give ${ownSettings}.keywords, e.g. ["running shoes"]`;
    return { values: [], lines: [unsupported('ad_group', 'keywords', reason)] };
  }
  if (keywords.length === 0) return nothing;
  const values = keywords.map(({ text, match }) => ({ keyword: { text, matchType: match.toUpperCase() } }));
  return { values, lines: [exact('ad_group', 'keywords')] };
};

/** Whom the ads of a campaign are for, without what was accepted as left out. Throws `validation`. */
export const audienceOf = (
  spec: Pick<CampaignSpec, 'config' | 'accepted'>,
  channel: Channel,
  customer: string,
): Audience => {
  const { targeting, lines } = targetingOf(spec);
  const settings = googleSettings(spec);
  const places = placesOf(targeting);
  const languages = languagesOf(targeting, settings);
  const audiences = audiencesOf(targeting, customer);
  const interests = interestsOf(targeting, channel, customer);
  const rest = [keywordsOf(settings, channel), agesOf(targeting), gendersOf(targeting)];
  const ofAudiences = [...audiences.values, ...interests.values];
  return {
    places: places.values.map((id) => `geoTargetConstants/${id}`),
    languages: languages.values.map((id) => `languageConstants/${id}`),
    criteria: [...rest.flatMap(({ values }) => values), ...ofAudiences],
    isOfAudiences: ofAudiences.some((criterion) => criterion['negative'] === undefined),
    lines: [places, languages, ...rest, audiences, interests, placementsOf(targeting)]
      .flatMap((part) => part.lines)
      .concat(lines),
  };
};
