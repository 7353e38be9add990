import {
  type AdCreative,
  type CampaignSpec,
  type Objective,
  objective,
  type PlanLine,
  type Platform,
} from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter } from '@campaigns/sync-worker';
import { creativeName, type Exhibit, exhibits, fullCreative, type OwnTerms, ownTerms } from './own-terms.ts';
import { titles } from './titles.ts';

/** Where ads run: a platform, or one of Google's networks, which are asked for by name. */
export type Place = Readonly<{ platform: Platform; title: string; network?: string }>;

/** How something comes out, and the platform's adapter's reason when that is not as it is. */
export type Verdict = Readonly<{ verdict: PlanLine['verdict']; reason: string | null }>;

/** Any one of the keys has to be given, and what the plan says when none is. */
export type Need = Readonly<{ keys: readonly string[]; reason: string }>;

/** `undefined` where the plan has nothing to say. */
export type PlanFacts = Readonly<{
  place: Place;
  audience: Readonly<Record<string, Verdict | undefined>>;
  exhibits: Readonly<Record<Exhibit, (Verdict & Readonly<{ needs: readonly Need[] }>) | undefined>>;
  parts: Readonly<Record<string, Verdict | undefined>>;
}>;

export type ObjectiveFacts = Readonly<Record<Objective, Verdict & Readonly<{ needs: readonly Need[] }>>>;

const networks: Readonly<Record<string, string>> = {
  search: 'Google search',
  display: 'Google display',
  demand_gen: 'Google demand gen',
  performance_max: 'Google Performance Max',
};

export const placesOf = (platform: Platform): readonly Place[] =>
  platform === 'google'
    ? Object.entries(networks).map(([network, title]) => ({ platform, title, network }))
    : [{ platform, title: titles[platform] }];

type Wish = Readonly<{
  /** Of the plan's line that is looked at. */
  topic: string;
  targeting: (ids: OwnTerms['ids']) => Readonly<Record<string, unknown>>;
}>;

const always = (targeting: Readonly<Record<string, unknown>>) => () => targeting;

/** By what they say. */
export const wishes: Readonly<Record<string, Wish>> = {
  'countries `US`': { topic: 'countries', targeting: always({ countries: ['US'] }) },
  'countries `US`, `GB`': { topic: 'countries', targeting: always({ countries: ['US', 'GB'] }) },
  'countries `DE`': { topic: 'countries', targeting: always({ countries: ['DE'] }) },
  'countries `JP`': { topic: 'countries', targeting: always({ countries: ['JP'] }) },
  "locations, by the platform's ids": { topic: 'locations', targeting: ({ locations }) => ({ locations }) },
  'age 18 and older': { topic: 'age', targeting: always({ age_min: 18, age_max: 65 }) },
  'age 18–34': { topic: 'age', targeting: always({ age_min: 18, age_max: 34 }) },
  'age 22–47': { topic: 'age', targeting: always({ age_min: 22, age_max: 47 }) },
  'age 13–17': { topic: 'age', targeting: always({ age_min: 13, age_max: 17 }) },
  'one of the genders': { topic: 'genders', targeting: always({ genders: ['female'] }) },
  'languages `en`': { topic: 'languages', targeting: always({ languages: ['en'] }) },
  'languages `en`, `de`': { topic: 'languages', targeting: always({ languages: ['en', 'de'] }) },
  'languages `pl`': { topic: 'languages', targeting: always({ languages: ['pl'] }) },
  "interests, by the platform's ids": { topic: 'interests', targeting: ({ interests }) => ({ interests }) },
  "audiences to include and exclude, by the platform's ids": {
    topic: 'audiences',
    targeting: ({ audiences }) => ({ audiences: { include: audiences, exclude: audiences } }),
  },
  'interests and audiences to include': {
    topic: 'interests',
    targeting: ({ interests, audiences }) => ({ interests, audiences: { include: audiences } }),
  },
  "placements, by the platform's names": { topic: 'placements', targeting: ({ placements }) => ({ placements }) },
  'a key that nobody knows': { topic: 'income', targeting: always({ income: 'high' }) },
};

/** By what they say: a creative with all its parts but this one changed. */
export const partChanges: Readonly<Record<string, Readonly<{ part: keyof AdCreative; change: Partial<AdCreative> }>>> =
  {
    '`headline`': { part: 'headline', change: {} },
    '`body`': { part: 'body', change: {} },
    '`headlines`': { part: 'headlines', change: {} },
    '`descriptions`': { part: 'descriptions', change: {} },
    '`action` `learn_more`': { part: 'action', change: { action: 'learn_more' } },
    '`action` `shop_now`': { part: 'action', change: { action: 'shop_now' } },
    '`action` `get_offer`': { part: 'action', change: { action: 'get_offer' } },
    '`action` `install_app`': { part: 'action', change: { action: 'install_app' } },
  };

type Subject = Readonly<{ adapter: PlatformAdapter; account: AccountCall['account']; place: Place }>;
type Intent = Readonly<{ objective: Objective; config: CampaignSpec['config']; creative: AdCreative }>;

export const adConfigAt = ({ platform, network }: Place): CampaignSpec['config'] => ({
  ...ownTerms[platform].config,
  ...(network === undefined ? {} : { network }),
  targeting: { countries: ['US'] },
});

/** What an adapter throws instead of a plan counts as a refusal of all of it. */
const refusal = 'everything';

const planOf = (
  { adapter, account }: Subject,
  { objective: wanted, config, creative }: Intent,
): readonly PlanLine[] => {
  const spec: CampaignSpec = {
    ...{ name: 'Spring Sale', objective: wanted, budget: { micros: 3_000_000_000, currency: 'USD' }, config },
    flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  };
  try {
    return adapter.plan(spec, [creative], account);
  } catch (error) {
    return [{ level: 'campaign', name: refusal, verdict: 'unsupported', reason: (error as Error).message }];
  }
};

const isUnsupported = ({ verdict }: PlanLine): boolean => verdict === 'unsupported';

/** The worst of what is said about any of the names. */
const verdictOn = (lines: readonly PlanLine[], ...names: readonly string[]): Verdict | undefined => {
  const told = lines.filter(({ name }) => name === refusal || names.includes(name));
  return told.find(isUnsupported) ?? told.find(({ verdict }) => verdict === 'approximated') ?? told[0];
};

const without = <Whole extends object>(whole: Whole, keys: readonly string[]): Whole =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.includes(key))) as Whole;

type Removable = Readonly<{ key: string; remove: (intent: Intent) => Intent }>;

const texts = ['url', 'headline', 'headlines', 'body', 'descriptions'];

/** All of an intent that might do without. */
const removables = ({ platform }: Place, { creative, config }: Intent): readonly Removable[] => [
  ...Object.keys(config)
    .filter((key) => key in ownTerms[platform].config)
    .map((key) => ({ key, remove: (intent: Intent) => ({ ...intent, config: without(intent.config, [key]) }) })),
  {
    key: 'targeting.countries',
    remove: (intent) => ({ ...intent, config: without(intent.config, ['targeting']) }),
  },
  ...texts.map((key) => ({
    key,
    remove: (intent: Intent) => ({ ...intent, creative: without(intent.creative, [key]) }),
  })),
  ...Object.keys(creative.media?.[platform] ?? {}).map((key) => ({
    key: `media.${key}`,
    remove: (intent: Intent) => {
      const media = { [platform]: without(intent.creative.media?.[platform] ?? {}, [key]) };
      return { ...intent, creative: { ...intent.creative, media } };
    },
  })),
];

/** The keys of which one at least has to be there: taken away alone, or in pairs where either is enough. */
const needsOf = (subject: Subject, intent: Intent): readonly Need[] => {
  const needOf = (parts: readonly Removable[]): readonly Need[] => {
    const rest = parts.reduce((left, { remove }) => remove(left), intent);
    const missing = planOf(subject, rest).find(isUnsupported);
    return missing === undefined ? [] : [{ keys: parts.map(({ key }) => key), reason: missing.reason ?? '' }];
  };
  const all = removables(subject.place, intent);
  const alone = all.flatMap((part) => needOf([part]));
  const others = all.filter(({ key }) => !alone.some(({ keys }) => keys.includes(key)));
  const pairs = others.flatMap((one, index) => others.slice(index + 1).map((other) => [one, other] as const));
  return [...alone, ...pairs.flatMap(needOf)];
};

const whole = `creatives.${creativeName}`;

const withNeeds = (subject: Subject, intent: Intent, verdict: Verdict) => ({
  ...verdict,
  needs: verdict.verdict === 'unsupported' ? [] : needsOf(subject, intent),
});

const intentAt = (place: Place, exhibit: Exhibit, wanted: Objective = 'traffic'): Intent | undefined => {
  const creative = fullCreative(place.platform, exhibit);
  return creative && { objective: wanted, config: adConfigAt(place), creative };
};

const isPossible = (subject: Subject, intent: Intent | undefined): intent is Intent =>
  intent !== undefined && !planOf(subject, intent).some(isUnsupported);

const intentsAt = (place: Place, wanted?: Objective): readonly Intent[] =>
  exhibits.flatMap((exhibit) => intentAt(place, exhibit, wanted) ?? []);

/** A creative that can be shown there, for the first of the formats that are possible. */
export const showable = (subject: Subject): AdCreative | undefined =>
  intentsAt(subject.place).find((intent) => isPossible(subject, intent))?.creative;

const mapped = <Key extends string, Value>(keys: readonly Key[], valueFor: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, valueFor(key)])) as Readonly<Record<Key, Value>>;

const eachOf = <Given, Value>(given: Readonly<Record<string, Given>>, valueFor: (one: Given) => Value) =>
  Object.fromEntries(Object.entries(given).map(([says, one]) => [says, valueFor(one)]));

/** Asks for one wish after the other, with all that the platform might need beside it. */
export const planFacts = (subject: Subject): PlanFacts => {
  const { place } = subject;
  const { ids } = ownTerms[place.platform];
  const shown = intentsAt(place).find((intent) => isPossible(subject, intent)) ?? intentsAt(place)[0];
  if (shown === undefined) throw new Error(`There is no creative for ${place.title}`);
  return {
    place,
    audience: eachOf(wishes, ({ topic, targeting }) => {
      const config = { ...shown.config, targeting: { countries: ['US'], ...targeting(ids) } };
      return verdictOn(planOf(subject, { ...shown, config }), `targeting.${topic}`);
    }),
    exhibits: mapped(exhibits, (exhibit) => {
      const intent = intentAt(place, exhibit);
      const verdict = intent && verdictOn(planOf(subject, intent), whole, `${whole}.format`);
      return intent && verdict && withNeeds(subject, intent, verdict);
    }),
    parts: eachOf(partChanges, ({ part, change }) => {
      const lines = planOf(subject, { ...shown, creative: { ...shown.creative, ...change } });
      return verdictOn(lines, `${whole}.${part}`) ?? verdictOn(lines, whole);
    }),
  };
};

/** How an objective comes out for ads, with a creative that it can have, and what it needs of the configuration. */
export const objectiveFacts = (subject: Subject): ObjectiveFacts =>
  mapped(objective.options, (wanted) => {
    const intents = intentsAt(subject.place, wanted);
    const possible = intents.find((intent) => isPossible(subject, intent));
    const [intent] = possible === undefined ? intents : [possible];
    if (intent === undefined) throw new Error(`There is no creative for ${subject.place.title}`);
    const lines = planOf(subject, intent);
    const said = possible === undefined ? lines.find(isUnsupported) : verdictOn(lines, 'objective');
    const { needs, ...verdict } = withNeeds(subject, intent, said ?? { verdict: 'exact', reason: null });
    const isConfig = (key: string): boolean => key in ownTerms[subject.place.platform].config;
    return { ...verdict, needs: needs.filter(({ keys }) => keys.every(isConfig)) };
  });
