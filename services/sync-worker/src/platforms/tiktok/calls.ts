import {
  type CountedAs,
  type CountedCall,
  ifChanged,
  shownAds,
  type TaskCalls,
  usualCalls,
} from '../../limits/platform-calls.ts';

/** TikTok counts each endpoint apart, named by the last two parts of its path. */
export const tiktokCountedAs: CountedAs = ({ url, mutates }) => ({
  category: new URL(url).pathname.split('/').filter(Boolean).slice(-2).join('/'),
  mutates,
});

const on = (...endpoints: readonly string[]): readonly CountedCall[] =>
  endpoints.map((category) => ({ category, mutates: !/get$|info$/.test(category) }));

/** The status of how many objects one request changes. */
const mostChanged = 20;

const statusUpdates = (objects: number): readonly CountedCall[] =>
  Array.from({ length: Math.ceil(objects / mostChanged) }, () => on('status/update')).flat();

const lookUps = { 'create-ad-group': on('adgroup/get'), 'create-ad': on('ad/get') } as const;

const lookUpOf = (kind: string): readonly CountedCall[] =>
  kind === 'create-ad-group' || kind === 'create-ad' ? lookUps[kind] : on('campaign/get');

export const tiktokCalls: TaskCalls = {
  ...usualCalls,
  'verify-account': () => on('advertiser/info'),
  'create-campaign': ({ kind, mayExist }) => [...(mayExist ? lookUpOf(kind) : []), ...on('campaign/create')],
  'create-ad-group': ({ kind, mayExist }) => [...(mayExist ? lookUpOf(kind) : []), ...on('adgroup/create')],
  // The new ad is read back: whether it is paused is not in the answer.
  'create-ad': ({ kind, mayExist }) => [...(mayExist ? lookUpOf(kind) : []), ...on('ad/create', 'ad/get')],
  'push-settings': (task) => [...on('campaign/get'), ...ifChanged(task, on('campaign/update', 'status/update'))],
  'activate-campaign': ({ children }) => [
    ...(children === undefined ? [] : [...statusUpdates(shownAds(children)), ...statusUpdates(1)]),
    ...statusUpdates(1),
  ],
  'pause-campaign': ({ children }) => [...statusUpdates(1), ...(children === undefined ? [] : statusUpdates(1))],
  // As of a campaign with ads: whether it has any is only seen on the way.
  'remove-campaign': () => [...on('campaign/get', 'adgroup/get', 'ad/get'), ...statusUpdates(3 * mostChanged)],
  'fetch-metrics': ({ children }) => [
    ...on('campaign/get', 'integrated/get'),
    ...(children === undefined ? [] : on('integrated/get')),
  ],
  'read-changes': ({ children }) => [
    ...on('campaign/get', 'adgroup/get'),
    ...(children === undefined ? [] : on('ad/get')),
  ],
  'rotate-ads': ({ show, rest }) => [
    ...(rest.length === 0 ? [] : on('campaign/get', 'adgroup/get', 'ad/get')),
    ...on(...[...show, ...rest].map(() => 'status/update')),
  ],
  lookup: ({ kind }) => lookUpOf(kind),
};
