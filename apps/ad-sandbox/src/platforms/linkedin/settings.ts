import { isObject, type JsonObject } from '../../http/exchange.ts';
import {
  amountFrom,
  anyObject,
  type Check,
  type CheckContext,
  flag,
  matching,
  missing,
  named,
  oneOf,
  schedule,
  wrong,
} from './checks.ts';
import { type Fault, invalidFields, malformed } from './errors.ts';
import { groupOf } from './group.ts';
import { targeting } from './targeting.ts';
import { accountUrn, idIn } from './urns.ts';

const objectives = [
  ...['BRAND_AWARENESS', 'ENGAGEMENT', 'LEAD_GENERATION'],
  // LinkedIn's pages name these in the plural, its clients in the singular; both are read.
  ...['JOB_APPLICANT', 'WEBSITE_CONVERSION', 'WEBSITE_VISIT', 'VIDEO_VIEW'].flatMap((name) => [name, `${name}S`]),
];

const locale: Check = (value, fieldPath) => {
  const { country, language } = isObject(value) ? value : {};
  const isLocale = /^[A-Z]{2}$/.test(String(country)) && /^[a-z]{2}$/.test(String(language));
  return isLocale ? undefined : wrong(fieldPath, 'must be {"country":"US","language":"en"} or alike');
};

const ownAccount: Check = (value, fieldPath, { owner }) =>
  value === accountUrn(owner.account.adAccountId) ? undefined : wrong(fieldPath, 'must be the account of the path');

const ownGroup: Check = (value, fieldPath, { owner }) =>
  groupOf(owner, idIn('sponsoredCampaignGroup', value)) === undefined
    ? wrong(fieldPath, 'must be a campaign group of the account')
    : undefined;

/** Smallest budgets in USD. */
const leastDaily = 10;
const leastTotal = 100;

/** Every field of a campaign but its status, which may be sent on other terms when it changes. */
const checks: Readonly<Record<string, Check>> = {
  account: ownAccount,
  campaignGroup: ownGroup,
  associatedEntity: matching(/^urn:li:(organization:\d+|person:.+)$/, 'must be the URN of an organization'),
  name: named(),
  type: oneOf('TEXT_AD', 'SPONSORED_UPDATES', 'SPONSORED_INMAILS', 'DYNAMIC'),
  objectiveType: oneOf(...objectives),
  costType: oneOf('CPM', 'CPC', 'CPV'),
  dailyBudget: amountFrom(leastDaily),
  totalBudget: amountFrom(leastTotal),
  unitCost: amountFrom(0),
  locale,
  targetingCriteria: targeting,
  offsiteDeliveryEnabled: flag,
  offsitePreferences: anyObject,
  politicalIntent: oneOf('POLITICAL', 'NOT_POLITICAL', 'NOT_DECLARED'),
  runSchedule: schedule,
  optimizationTargetType: matching(
    /^(NONE|MAX_(CLICK|CONVERSION|IMPRESSION|REACH|LEAD|VIDEO_VIEW)|CAP_COST_AND_MAXIMIZE_\w+|TARGET_COST_PER_\w+)$/,
    'is no optimization target',
  ),
  creativeSelection: oneOf('OPTIMIZED', 'ROUND_ROBIN'),
  format: matching(/^[A-Z]+(_[A-Z]+)*$/, 'is no ad format'),
  pacingStrategy: oneOf('LIFETIME', 'ACCELERATED'),
  audienceExpansionEnabled: flag,
};

const always = ['account', 'campaignGroup', 'name', 'type', 'costType', 'locale', 'targetingCriteria'] as const;
const alwaysToo = ['offsiteDeliveryEnabled', 'politicalIntent'] as const;

/** What has to be there because of what else is. */
const conditional = (document: JsonObject): readonly string[] => {
  const { type, optimizationTargetType: target = 'NONE', totalBudget, dailyBudget, pacingStrategy } = document;
  const runsOnTotal = pacingStrategy === 'LIFETIME' || (totalBudget !== undefined && dailyBudget === undefined);
  return [
    ...(type === 'TEXT_AD' ? [] : ['objectiveType']),
    ...(type === 'SPONSORED_UPDATES' ? ['associatedEntity'] : []),
    ...(target === 'NONE' ? ['unitCost'] : []),
    ...(totalBudget === undefined ? ['dailyBudget'] : []),
    ...(runsOnTotal ? ['totalBudget', 'runSchedule/end'] : []),
  ];
};

const valueAt = (document: JsonObject, path: string): unknown =>
  path.split('/').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);

/** Checks the fields named, and that nothing is missing in the whole. Throws `Refusal` 400 naming all that is wrong. */
export const checkDocument = (document: JsonObject, fields: readonly string[], context: CheckContext): void => {
  const unknown = fields.find((field) => checks[field] === undefined && field !== 'status');
  if (unknown !== undefined) throw malformed(`ERROR :: /${unknown} :: unrecognized field found but not allowed`);
  const absent = [...new Set([...always, ...alwaysToo, ...conditional(document)])].filter(
    (path) => valueAt(document, path) === undefined,
  );
  const faults: readonly Fault[] = [
    ...absent.map(missing),
    ...fields.flatMap((field) =>
      document[field] === undefined ? [] : (checks[field]?.(document[field], field, context) ?? []),
    ),
  ];
  const [first, ...others] = faults;
  if (first !== undefined) throw invalidFields(first, ...others);
};
