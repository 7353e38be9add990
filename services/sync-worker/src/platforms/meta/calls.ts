import { read, shownAds, type TaskCalls, times, usualCalls, write } from '../../limits/platform-calls.ts';

/** How many of the ads have no results, and are asked about one by one, is not known before: they are counted as none. */
export const metaCalls: TaskCalls = {
  ...usualCalls,
  'activate-campaign': ({ children }) =>
    children === undefined ? [write] : [read, ...times(shownAds(children) + 2, write)],
  // Of an ad set that was not changed lately the id is read, to tell it from one that was deleted.
  'read-changes': ({ children }) => times(children === undefined ? 3 : 4, read),
};
