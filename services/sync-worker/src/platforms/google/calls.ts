import { ifChanged, read, type TaskCalls, times, usualCalls, write } from '../../limits/platform-calls.ts';

export const googleCalls: TaskCalls = {
  ...usualCalls,
  // What the campaign has already is looked at before criteria are put on it.
  'create-ad-group': ({ mayExist }) => [...times(mayExist ? 2 : 1, read), write],
  // A daily amount is measured against what was spent, which is a second read.
  'push-settings': (task) => [read, read, ...ifChanged(task, [write, write])],
  // Everything in one request.
  'activate-campaign': () => [write],
  // The campaign and its spending, the ad groups, the log, and the ads.
  'read-changes': ({ children }) => times(children === undefined ? 4 : 5, read),
};
