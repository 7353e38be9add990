import { localText } from '../../../time/zone.ts';
import { refused } from '../failure.ts';
import type { Query } from '../gaql/query.ts';

const mostRows = 10_000;
const oldestDays = 90;
const dayMs = 86_400_000;
const timeField = 'change_status.last_change_date_time';

const refusal = (code: string, message: string) => refused('changeStatusError', code, message);

/** The log is asked for a range of times that has both ends, not too long ago, and for a limited number of rows. Throws `Refusal`. */
export const checkChangeQuery = ({ where, limit }: Query, timeZone: string, now: number): void => {
  const times = where.filter(({ field }) => field === timeField);
  const valuesOf = (...operators: readonly string[]): readonly string[] =>
    times
      .filter(({ operator }) => operators.includes(operator))
      .flatMap(({ values }) => values.map(({ text }) => text));
  const [from] = valuesOf('>=', '>', 'BETWEEN');
  const until = valuesOf('<=', '<', 'BETWEEN').at(-1);
  if (from === undefined || until === undefined) {
    throw refusal('CHANGE_DATE_RANGE_INFINITE', 'The query needs both ends of a range of change dates.');
  }
  if (from > until) throw refusal('CHANGE_DATE_RANGE_NEGATIVE', 'The range of change dates ends before it begins.');
  if (from < localText(timeZone, now - oldestDays * dayMs)) {
    throw refusal('START_DATE_TOO_OLD', `Changes are kept for ${oldestDays} days.`);
  }
  if (limit === undefined) throw refusal('LIMIT_NOT_SPECIFIED', 'The query needs a LIMIT.');
  if (limit > mostRows) throw refusal('INVALID_LIMIT_CLAUSE', `The LIMIT is at most ${mostRows}.`);
};
