import type { OperationTask, Platform } from '@campaigns/contracts';
import { type CountedAs, type CountedCall, callsIn, readOrWrite, type TaskCalls } from '../limits/platform-calls.ts';
import { googleCalls } from './google/calls.ts';
import { linkedinCalls } from './linkedin/calls.ts';
import { metaCalls } from './meta/calls.ts';
import { snapchatCalls } from './snapchat/calls.ts';
import { tiktokCalls, tiktokCountedAs } from './tiktok/calls.ts';
import { twitterCalls, twitterCountedAs } from './twitter/calls.ts';

type Counting = Readonly<{ calls: TaskCalls; countedAs: CountedAs }>;

const countings: Readonly<Record<Platform, Counting>> = {
  meta: { calls: metaCalls, countedAs: readOrWrite },
  google: { calls: googleCalls, countedAs: readOrWrite },
  tiktok: { calls: tiktokCalls, countedAs: tiktokCountedAs },
  linkedin: { calls: linkedinCalls, countedAs: readOrWrite },
  twitter: { calls: twitterCalls, countedAs: twitterCountedAs },
  snapchat: { calls: snapchatCalls, countedAs: readOrWrite },
};

export const countedCall = (platform: Platform, request: Parameters<CountedAs>[0]): CountedCall =>
  countings[platform].countedAs(request);

/** The requests that an operation makes when nothing is in its way. */
export const callsOf = (platform: Platform, task: OperationTask, purpose: 'call' | 'lookup'): readonly CountedCall[] =>
  callsIn(countings[platform].calls, task, purpose);
