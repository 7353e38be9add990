import {
  type CountedAs,
  type CountedCall,
  ifChanged,
  read,
  readOrWrite,
  type TaskCalls,
  times,
  usualCalls,
  write,
} from '../../limits/platform-calls.ts';

const stats: CountedCall = { category: 'stats', mutates: false };
/** About no account. */
const global: CountedCall = { category: 'global', mutates: false };

export const twitterCountedAs: CountedAs = (request) => {
  const { pathname } = new URL(request.url);
  if (request.mutates) return readOrWrite(request);
  if (pathname.includes('/stats/')) return stats;
  return pathname.includes('/accounts/') ? read : global;
};

/**
 * The places of countries are not among them: they are looked up once and kept. How much a removal finds is not known before:
 * it is counted for one ad.
 */
export const twitterCalls: TaskCalls = {
  ...usualCalls,
  'create-campaign': ({ mayExist }) => [...times(mayExist ? 2 : 1, read), write],
  // A look for what was cut off; the line item, its criteria, its name.
  'create-ad-group': ({ mayExist }) => [...times(mayExist ? 2 : 1, read), ...times(3, write)],
  // A look for the post and for its promotion, and both.
  'create-ad': ({ mayExist }) => [...times(mayExist ? 4 : 2, read), ...times(2, write)],
  // Promotions cannot be paused; those that were stopped go on in one request.
  'push-settings': (task) => [read, ...ifChanged(task, times(task.children === undefined ? 2 : 3, write))],
  'activate-campaign': ({ children }) => (children === undefined ? [write] : [read, ...times(3, write)]),
  'remove-campaign': () => [...times(2, read), ...times(3, write)],
  'fetch-metrics': ({ children }) => [read, stats, ...(children === undefined ? [] : [read, stats])],
  'read-changes': () => times(3, read),
  // What is promoted is looked at before each change.
  'rotate-ads': ({ show, rest }) => [
    ...times(rest.length === 0 ? 0 : 3, read),
    ...[...show, ...rest].flatMap(() => [read, write]),
  ],
  lookup: ({ kind }) => times(kind === 'create-ad' ? 2 : 1, read),
};
