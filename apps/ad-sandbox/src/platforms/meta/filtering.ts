import { isObject } from '../../http/exchange.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalList, type Parameters } from './parameters.ts';

/** What a filter looks at of a campaign, an ad set or an ad. */
export type Filtered = Readonly<{ id: string; name: string; effectiveStatus: string; updatedAt: number }>;

type Check = (object: Filtered) => boolean;

const effectiveStatuses = [
  ...['ACTIVE', 'PAUSED', 'DELETED', 'ARCHIVED', 'IN_PROCESS', 'WITH_ISSUES', 'CAMPAIGN_PAUSED', 'ADSET_PAUSED'],
  ...['PENDING_REVIEW', 'DISAPPROVED', 'PREAPPROVED', 'PENDING_BILLING_INFO'],
];

const textValue = (value: unknown): string => {
  if (typeof value !== 'string') throw invalid('filtering', 'The value of the filter must be a string');
  return value;
};

const textValues = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) throw invalid('filtering', 'The value of the filter must be a list');
  return value.map(textValue);
};

const unixMillis = (value: unknown): number => {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number') throw invalid('filtering', 'The value of the filter must be a unix timestamp');
  return seconds * 1000;
};

const lower = (text: string): string => text.toLowerCase();

const byName = (operator: unknown, value: unknown): Check => {
  const wanted = textValue(value);
  const contains: Check = ({ name }) => lower(name).includes(lower(wanted));
  switch (oneOf(operator, 'filtering.operator', ['EQUAL', 'NOT_EQUAL', 'CONTAIN', 'NOT_CONTAIN'])) {
    case 'EQUAL':
      return ({ name }) => name === wanted;
    case 'NOT_EQUAL':
      return ({ name }) => name !== wanted;
    case 'CONTAIN':
      return contains;
    default:
      return (campaign) => !contains(campaign);
  }
};

const byId = (operator: unknown, value: unknown): Check => {
  const ids = oneOf(operator, 'filtering.operator', ['EQUAL', 'IN']) === 'IN' ? textValues(value) : [textValue(value)];
  return ({ id }) => ids.includes(id);
};

const byStatus = (operator: unknown, value: unknown): Check => {
  oneOf(operator, 'filtering.operator', ['IN']);
  const wanted = textValues(value).map((status) => oneOf<string>(status, 'effective_status', effectiveStatuses));
  return ({ effectiveStatus }) => wanted.includes(effectiveStatus);
};

const byUpdate = (operator: unknown, value: unknown): Check => {
  const at = unixMillis(value);
  const isAfter = oneOf(operator, 'filtering.operator', ['GREATER_THAN', 'LESS_THAN']) === 'GREATER_THAN';
  return ({ updatedAt }) => (isAfter ? updatedAt > at : updatedAt < at);
};

const filters = { name: byName, id: byId, effective_status: byStatus, updated_time: byUpdate };
const fieldNames = ['name', 'id', 'effective_status', 'updated_time'] as const;

const isShownUnasked: Check = ({ effectiveStatus }) => !['DELETED', 'ARCHIVED'].includes(effectiveStatus);

/**
 * What `filtering` and `effective_status` let through. Archived and deleted objects are left out unless a status asks
 * for them. Text is compared without regard to case by `CONTAIN`, exactly by `EQUAL`.
 */
export const filterOf = (parameters: Parameters): Check => {
  const checks: Check[] = [];
  let asksForStatus = false;
  const statuses = optionalList(parameters, 'effective_status');
  if (statuses !== undefined) {
    checks.push(byStatus('IN', statuses));
    asksForStatus = true;
  }
  for (const entry of optionalList(parameters, 'filtering') ?? []) {
    if (!isObject(entry)) throw invalid('filtering', 'Param filtering must be an array of objects');
    const field = String(entry['field']).replace(/^(campaign|adset|ad)\./, '');
    const name = oneOf(field, 'filtering.field', fieldNames);
    if (name === 'effective_status') asksForStatus = true;
    checks.push(filters[name](entry['operator'], entry['value']));
  }
  if (!asksForStatus) checks.push(isShownUnasked);
  return (campaign) => checks.every((check) => check(campaign));
};
