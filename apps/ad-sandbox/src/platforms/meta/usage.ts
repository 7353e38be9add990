import { type Answer, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Faulted } from '../platform.ts';
import { graphError } from './errors.ts';

/** What is counted: changes and look-ups, or reports. */
export type UseCase = 'ads_management' | 'ads_insights';

type Usage = Readonly<Record<string, number>>;

const businessHeader = (adAccountId: string, useCase: UseCase, usage: Usage): string => {
  const { call_count: calls = 0, total_cputime: cpu = 0, total_time: time = 0 } = usage;
  const use = {
    type: useCase,
    call_count: calls,
    total_cputime: cpu,
    total_time: time,
    estimated_time_to_regain_access: usage['estimated_time_to_regain_access'] ?? 0,
    ads_api_access_tier: 'standard_access',
  };
  return JSON.stringify({ [adAccountId]: [use] });
};

const accountHeader = ({ acc_id_util_pct: percent = 0, reset_time_duration: seconds = 0 }: Usage): string =>
  JSON.stringify({
    acc_id_util_pct: percent,
    reset_time_duration: seconds,
    ads_api_access_tier: 'standard_access',
  });

/** The headers that come with every answer about an ad account: percentages, minutes and seconds. */
export const usageHeaders = (adAccountId: string, useCase: UseCase, usage: Usage): Record<string, string> => ({
  'x-business-use-case-usage': businessHeader(adAccountId, useCase, usage),
  'x-ad-account-usage': accountHeader(usage),
});

const businessBlock = (useCase: UseCase): Answer => {
  const code = useCase === 'ads_insights' ? 80_000 : 80_004;
  const message = `(#${code}) There have been too many calls to this ad-account. Wait a bit and try again.`;
  return graphError(400, { message, code, error_subcode: 2_446_079 });
};

const accountBlock = (): Answer =>
  graphError(400, {
    message: '(#17) User request limit reached',
    code: 17,
    error_subcode: 2_446_079,
    error_user_title: 'Ad account has too many API calls',
    error_user_msg: 'There have been too many calls from this ad account. Wait a bit and try again.',
  });

/** Turned on by the control interface: whoever calls during a block waits for longer. */
export const blockLengthens = 'meta_block_lengthens';

const lengthened = (usage: Usage, name: string, by: number): Usage => ({ ...usage, [name]: (usage[name] ?? 0) + by });

/** Throws `Refusal` 80004, 80000 or 17 while one of the account's percentages is at 100. */
export const checkUsage = (owner: AccountState, useCase: UseCase, lengthens: boolean): void => {
  const { usage } = owner;
  const counted = ['call_count', 'total_cputime', 'total_time'].map((name) => usage[name] ?? 0);
  if (Math.max(...counted) >= 100) {
    if (lengthens) owner.usage = lengthened(usage, 'estimated_time_to_regain_access', 1);
    throw new Refusal(businessBlock(useCase));
  }
  if ((usage['acc_id_util_pct'] ?? 0) >= 100) {
    if (lengthens) owner.usage = lengthened(usage, 'reset_time_duration', 60);
    throw new Refusal(accountBlock());
  }
};

/**
 * A block of that length. The business use case counts in minutes, so a shorter block is one of the ad account, which
 * counts in seconds; without an account it is the app that called too often.
 */
export const blocked = ({ operation, adAccountId, waitSeconds }: Faulted): Answer => {
  if (adAccountId === undefined) {
    const usage = JSON.stringify({ call_count: 100, total_time: 25, total_cputime: 25 });
    const message = '(#4) Application request limit reached';
    return { ...graphError(403, { message, code: 4, error_subcode: 1_504_022 }), headers: { 'x-app-usage': usage } };
  }
  const useCase = operation === 'report' ? 'ads_insights' : 'ads_management';
  if (waitSeconds < 60) {
    const usage = { acc_id_util_pct: 100, reset_time_duration: waitSeconds };
    return { ...accountBlock(), headers: usageHeaders(adAccountId, useCase, usage) };
  }
  const usage = { call_count: 100, estimated_time_to_regain_access: Math.ceil(waitSeconds / 60) };
  return { ...businessBlock(useCase), headers: usageHeaders(adAccountId, useCase, usage) };
};
