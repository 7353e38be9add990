import { ifChanged, read, type TaskCalls, times, usualCalls, write } from '../../limits/platform-calls.ts';

/**
 * Whatever is changed is read first, since a change replaces the whole. How much a removal finds is not known before: it is
 * counted for one ad.
 */
export const snapchatCalls: TaskCalls = {
  ...usualCalls,
  // A look for the creative; the creative and the ad.
  'create-ad': ({ mayExist }) => [...times(mayExist ? 2 : 1, read), write, write],
  'push-settings': (task) =>
    task.children === undefined
      ? [read, ...ifChanged(task, [read, write])]
      : [read, read, ...ifChanged(task, [read, write, read, write])],
  'activate-campaign': ({ children }) =>
    children === undefined ? [read, write] : [read, write, read, write, read, write],
  'pause-campaign': ({ children }) => (children === undefined ? [read, write] : [read, write, read, write]),
  'remove-campaign': () => [read, write, read, write, write],
  // The campaign, its squad's budget, and the lists of squads and ads.
  'read-changes': ({ children }) => times(children === undefined ? 3 : 4, read),
  'rotate-ads': ({ show, rest }) => [
    ...times(rest.length === 0 ? 0 : 3, read),
    ...[...show, ...rest].flatMap(() => [read, write]),
  ],
};
