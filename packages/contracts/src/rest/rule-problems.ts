import { type CatalogueEntry, entry } from './problem-entry.ts';

const correctIt = 'Correct what the answer names and send the request again.';

/** Refusals by a business rule. */
export const ruleProblems = {
  'duplicate-platform': entry(
    422,
    'A platform is named twice',
    'Each platform can be part of a template or orchestration once.',
    correctIt,
  ),
  'platform-not-in-template': entry(
    422,
    'The template does not span the platform',
    'The platforms of an orchestration are a subset of its template’s, and a template’s own settings name its platforms only.',
    correctIt,
  ),
  'platform-not-in-orchestration': entry(
    422,
    'The orchestration does not span the platform',
    'A setting, budget or connection names a platform that is not part of the orchestration.',
    correctIt,
  ),
  'config-too-large': entry(
    422,
    'The configuration is too large',
    'What the template and the request say of a platform, merged, has more than 32,768 bytes of JSON.',
    'Shorten `config`, `platform_config` or the template’s own settings; refer to long lists by their ids on the platform.',
  ),
  'creatives-too-large': entry(
    422,
    'The creatives are too large',
    'The creatives of an orchestration have more than 49,152 bytes of JSON together.',
    'Use fewer creatives, or shorten their texts.',
  ),
  'connection-required': entry(
    422,
    'No usable connection',
    'The organisation has no active ad account connection for the platform that fits the request.',
    'Connect an ad account of that platform, or name a connection that is active and has the currency.',
  ),
  'account-not-offered': entry(
    422,
    'The ad account is not offered',
    'The ad account is none of those that the authorization may be used for.',
    'Choose among the `accounts` of the authorization.',
  ),
  'currency-required': entry(
    422,
    'The currency must be named',
    'The connections, or the period that is asked for, have several currencies.',
    'Send `currency`, or name the `connections`.',
  ),
  'too-many-touchpoints': entry(
    422,
    'The period has too many touchpoints',
    'Journeys are read whole, and the period with its lookback window before and after has more touchpoints than that allows.',
    'Ask for a shorter period, or for a shorter lookback window.',
  ),
  'currency-mismatch': entry(
    422,
    'The currencies differ',
    'All amounts and ad accounts of an orchestration have one currency.',
    correctIt,
  ),
  'amount-not-payable': entry(
    422,
    'The amount cannot be paid',
    'An amount must be positive and have no more decimals than its currency.',
    correctIt,
  ),
  'allocation-exceeds-total': entry(
    422,
    'The allocation exceeds the total',
    'The amounts of the platforms add up to more than the total budget.',
    correctIt,
  ),
  'allocation-incomplete': entry(
    422,
    'The allocation does not name every platform once',
    'Each platform of the orchestration needs exactly one amount.',
    correctIt,
  ),
  'no-budget-share': entry(
    422,
    'The template gives a platform no share',
    'The custom distribution has no percentage for a chosen platform.',
    'Send `budget_allocation`, or choose other platforms.',
  ),
  'distribution-not-100': entry(
    422,
    'The percentages do not add up to 100',
    'A custom distribution must add up to exactly 100 per cent.',
    correctIt,
  ),
  'budget-below-spend': entry(
    422,
    'The budget is spent already',
    'A budget is thought through for what would be left of it, and of this one nothing would be.',
    'Use a larger budget than what is spent.',
  ),
  'schedule-reversed': entry(
    422,
    'The schedule is reversed',
    'The scheduled end does not lie after the scheduled start.',
    correctIt,
  ),
  'start-required': entry(
    422,
    'A schedule needs a start',
    'The orchestration was drafted without a start, and the request names none.',
    'Send `start`.',
  ),
  'start-in-past': entry(
    422,
    'The start lies in the past',
    'What is scheduled starts in the future.',
    'Use a start in the future, or deploy the orchestration now.',
  ),
  'time-not-valid': entry(
    422,
    'There is no such time',
    'A local time is in no calendar or on no clock, its zone is not on the IANA list, or the time does not lie between 1970 and 2200.',
    correctIt,
  ),
  'cron-not-valid': entry(
    422,
    'The cron schedule is not valid',
    'The expression has not five fields, never comes or comes too often, is missing, or belongs to another strategy.',
    correctIt,
  ),
  'sync-direction-not-possible': entry(
    422,
    'The sync has no such direction',
    'Results and lists of changes are only read: `incremental` and `performance` have the direction `pull`.',
    'Leave `direction` out, or use one that the type has.',
  ),
  'nothing-to-sync': entry(
    422,
    'There is nothing to sync',
    'No campaign of the orchestration exists on a platform.',
    'Deploy the orchestration first.',
  ),
  'rotation-not-possible': entry(
    422,
    'The creatives cannot be rotated so',
    'A creative has no ad on the platform or is to be shown and rest at once, or nothing would be left to show there.',
    'Choose among the ads of the orchestration, and leave at least one of them shown.',
  ),
  'creative-requirements-unmet': entry(
    422,
    'The creatives do not meet the requirements',
    'The template asks for more, or other, creatives on a platform than the orchestration has.',
    'Create the orchestration with the creatives that `details` asks for.',
  ),
  'rule-of-other-orchestration': entry(
    422,
    'The rule is about another orchestration',
    'A rule of one orchestration is evaluated there only.',
    'Leave `orchestration_id` out, or create the rule for the whole organisation.',
  ),
  'too-much-to-look-at': entry(
    422,
    'That is too much to look at',
    'A preview looks at most at 200 orchestrations; a backtest at 180 days, 1,000 platforms of orchestrations and 200,000 reported figures.',
    'Name one orchestration in `orchestration_id`, or choose a shorter period.',
  ),
  'address-not-allowed': entry(
    422,
    'Nothing is sent to this address',
    'Messages go to HTTPS addresses without a user name, and to no address of a private network; `detail` says what is wrong.',
    'Use an address that is reachable from the internet, or set `WEBHOOK_ALLOW_PRIVATE` where the network is your own.',
  ),
  'too-many-webhooks': entry(
    422,
    'There are too many webhooks',
    'An organisation has at most 50 webhooks.',
    'Remove one that is not used any more.',
  ),
  'snooze-too-long': entry(
    422,
    'An alert cannot be put off so long',
    'An alert is put off to an instant in the future, at most 90 days from now.',
    correctIt,
  ),
  'rule-violation': entry(
    422,
    'The request breaks a rule',
    'A business rule refused the request; `detail` says which.',
    correctIt,
  ),
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
