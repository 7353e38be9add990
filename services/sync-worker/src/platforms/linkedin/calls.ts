import { read, type TaskCalls, usualCalls, write } from '../../limits/platform-calls.ts';

export const linkedinCalls: TaskCalls = {
  ...usualCalls,
  'create-campaign': () => [read, read, write],
  'remove-campaign': () => [read, write],
};
