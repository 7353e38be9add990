import { type CountedAs, type CountedCall, type TaskCalls, usualCalls } from '../../limits/platform-calls.ts';

/** TikTok counts each endpoint apart, named by the last two parts of its path. */
export const tiktokCountedAs: CountedAs = ({ url, mutates }) => ({
  category: new URL(url).pathname.split('/').filter(Boolean).slice(-2).join('/'),
  mutates,
});

const on = (...endpoints: readonly string[]): readonly CountedCall[] =>
  endpoints.map((category) => ({ category, mutates: !/get$|info$/.test(category) }));

export const tiktokCalls: TaskCalls = {
  ...usualCalls,
  'verify-account': () => on('advertiser/info'),
  'create-campaign': () => on('campaign/create'),
  'push-settings': () => on('campaign/get', 'campaign/update', 'status/update'),
  'activate-campaign': () => on('status/update'),
  'pause-campaign': () => on('status/update'),
  'remove-campaign': () => on('campaign/get', 'status/update'),
  'fetch-metrics': () => on('campaign/get', 'integrated/get'),
  lookup: () => on('campaign/get'),
};
