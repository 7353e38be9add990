import type { AccountState } from '../../../state/account-state.ts';
import type { Store } from '../../../state/store.ts';
import { dateRangeOf, hasBothEnds, type RangeOn } from '../gaql/date-range.ts';
import { predicateOf } from '../gaql/predicate.ts';
import { type Condition, type Query, queryError } from '../gaql/query.ts';
import { checkChangeQuery } from './change-query.ts';
import { fieldNamed, groupOf, isVisibleFrom, type Resource, resourceOf } from './fields.ts';
import type { Field, Row, Value } from './row.ts';
import { type Asked, rowsByDay, subjectsOf, summedRow } from './rows.ts';

type Clause = 'SELECT' | 'WHERE' | 'ORDER BY';
type Test = (row: Row) => boolean;

const dateField = 'segments.date';

const fieldFor = (name: string, resource: Resource, clause: Clause): Field => {
  const field = fieldNamed(name);
  const group = groupOf(name);
  if (field === undefined || group === undefined) {
    throw queryError('UNRECOGNIZED_FIELD', `the sandbox does not know the field '${name}'.`);
  }
  if (!isVisibleFrom(resource, group)) {
    const place = clause === 'WHERE' ? 'WHERE' : 'SELECT';
    throw queryError(
      `PROHIBITED_RESOURCE_TYPE_IN_${place}_CLAUSE`,
      `the resource '${group}' cannot be used in the ${clause} clause when '${resource}' is in the FROM clause.`,
    );
  }
  return field;
};

const resourceIn = ({ from }: Query): Resource => {
  const resource = resourceOf(from);
  if (resource !== undefined) return resource;
  throw queryError('BAD_RESOURCE_TYPE_IN_FROM_CLAUSE', `the sandbox does not know the resource '${from}'.`);
};

const testOf = (condition: Condition, resource: Resource): Test => {
  const field = fieldFor(condition.field, resource, 'WHERE');
  const fulfils = predicateOf(condition, field);
  return (row) => fulfils(field.read(row));
};

/** Segments and metrics have to be selected to be sorted by. */
const checkOrdering = ({ select, orderBy }: Query, resource: Resource): void => {
  for (const { field } of orderBy) {
    fieldFor(field, resource, 'ORDER BY');
    if (/^(segments|metrics)\./.test(field) && !select.includes(field)) {
      throw queryError('EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE', `'${field}' must be selected to be sorted by.`);
    }
  }
};

const compare = (one: Value | undefined, other: Value | undefined): number => {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
  return one < other ? -1 : 1;
};

const sorted = (rows: readonly Row[], { orderBy }: Query): readonly Row[] => {
  if (orderBy.length === 0) return rows;
  const keys = orderBy.map(({ field, descending }) => ({ read: fieldNamed(field)?.read, sign: descending ? -1 : 1 }));
  return [...rows].sort((one, other) => {
    for (const { read, sign } of keys) {
      const difference = compare(read?.(one), read?.(other)) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  });
};

const asked = ({ where }: Query, name: string): readonly string[] | undefined => {
  const naming = where.find(({ field, operator }) => field === name && (operator === '=' || operator === 'IN'));
  return naming === undefined ? undefined : [...new Set(naming.values.map(({ text }) => text))];
};

/** Of a query about campaigns themselves. */
export const idsIn = (query: Query): readonly string[] | undefined =>
  query.from === 'campaign' ? asked(query, 'campaign.id') : undefined;

const askedIn = (query: Query): Asked => {
  const [ids, names] = [asked(query, 'campaign.id'), asked(query, 'campaign.name')];
  const living = query.where.some(
    ({ field, operator, values }) => field === 'campaign.status' && operator === '!=' && values[0]?.text === 'REMOVED',
  );
  return { ...(ids === undefined ? {} : { ids }), ...(names === undefined ? {} : { names }), living };
};

export type Mode = 'plain' | 'summed' | 'by day';

/** Metrics make sums of everything in the range, and the segment makes days of them. */
export const modeOf = ({ select, where, orderBy }: Query): Mode => {
  if (select.includes(dateField)) return 'by day';
  const names = [...select, ...where.map(({ field }) => field), ...orderBy.map(({ field }) => field)];
  return names.some((name) => name.startsWith('metrics.')) ? 'summed' : 'plain';
};

const rangeOf = ({ where }: Query, mode: Mode): RangeOn | undefined => {
  const range = dateRangeOf(where.filter(({ field }) => field === dateField));
  if ((mode === 'by day' || range !== undefined) && !hasBothEnds(range)) {
    throw queryError('EXPECTED_FILTERS_ON_DATE_RANGE', `'${dateField}' needs a finite range of dates in WHERE.`);
  }
  return range;
};

/** All rows of the query, sorted and cut off at its limit. Throws `Refusal` with a queryError for what it does not know. */
export const rowsFor = (store: Store, owner: AccountState, query: Query): readonly Row[] => {
  const resource = resourceIn(query);
  for (const name of query.select) fieldFor(name, resource, 'SELECT');
  checkOrdering(query, resource);
  if (resource === 'change_status') checkChangeQuery(query, owner.account.timeZone, store.now());
  const mode = modeOf(query);
  const range = rangeOf(query, mode);
  const conditions = query.where.filter(({ field }) => field !== dateField);
  const isMetric = ({ field }: Condition): boolean => field.startsWith('metrics.');
  const ofSubject = conditions
    .filter((condition) => !isMetric(condition))
    .map((condition) => testOf(condition, resource));
  const ofResults = conditions.filter(isMetric).map((condition) => testOf(condition, resource));
  const rows = subjectsOf(store, owner, resource, askedIn(query))
    .filter(({ row }) => ofSubject.every((test) => test(row)))
    .flatMap((subject) => {
      if (mode === 'plain') return [subject.row];
      return mode === 'by day' ? rowsByDay(subject, range) : [summedRow(subject, range)];
    })
    .filter((row) => ofResults.every((test) => test(row)));
  return sorted(rows, query).slice(0, query.limit);
};
