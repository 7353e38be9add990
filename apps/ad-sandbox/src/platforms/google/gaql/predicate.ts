import { parseLocalText } from '../../../time/zone.ts';
import type { Field, Value } from '../search/row.ts';
import { type Condition, type Literal, type Operator, queryError } from './query.ts';

const equality: readonly Operator[] = ['=', '!=', 'IN', 'NOT IN', 'IS NULL', 'IS NOT NULL'];
const order: readonly Operator[] = ['>', '>=', '<', '<='];

const allowed: Readonly<Record<Field['type'], readonly Operator[]>> = {
  STRING: [...equality, 'LIKE', 'NOT LIKE'],
  ENUM: equality,
  BOOLEAN: ['=', '!=', 'IS NULL', 'IS NOT NULL'],
  INT64: [...equality, ...order],
  DOUBLE: [...equality, ...order],
  DATE_TIME: ['=', '!=', ...order, 'BETWEEN', 'IS NULL', 'IS NOT NULL'],
  DATE: [],
  LIST: [],
};

const numberIn = ({ text }: Literal, whole: boolean): number => {
  if ((whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(text)) return Number(text);
  throw queryError('BAD_NUMBER', `'${text}' is no ${whole ? 'whole ' : ''}number.`);
};

const dateTimeIn = ({ text }: Literal): string => {
  const full = text.length === 10 ? `${text} 00:00:00` : text;
  if (parseLocalText(full) !== undefined) return full;
  throw queryError('INVALID_DATE_FORMAT', `'${text}' is not a time written 'yyyy-MM-dd HH:mm:ss'.`);
};

const valueIn = ({ type, names = [] }: Field, literal: Literal, name: string): Value => {
  const { text, quoted } = literal;
  switch (type) {
    case 'INT64':
    case 'DOUBLE':
      return numberIn(literal, type === 'INT64');
    case 'BOOLEAN':
      if (/^(true|false)$/i.test(text)) return text.toUpperCase() === 'TRUE';
      throw queryError('BAD_VALUE', `'${text}' is neither TRUE nor FALSE.`);
    case 'ENUM':
      if (names.includes(text)) return text;
      throw queryError('BAD_ENUM_CONSTANT', `'${text}' is no value of ${name}.`);
    case 'DATE_TIME':
      return dateTimeIn(literal);
    default:
      if (quoted) return text;
      throw queryError('BAD_VALUE', `text must be in quotes: ${text}.`);
  }
};

/** `%` stands for any text, `_` for any character, and in brackets each of these for itself. Cases count. */
const likePattern = (text: string): RegExp => {
  const source = text.replace(/\[([[\]%_])\]|[%_]|[\\^$.*+?()[\]{}|]/g, (found, literal: string | undefined) => {
    if (literal !== undefined) return `\\${literal}`;
    if (found === '%') return '.*';
    return found === '_' ? '.' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
};

type Check = (value: Value) => boolean;

/** What is absent fulfils only IS NULL and the negations. */
const unless =
  (check: Check): ((value: Value | undefined) => boolean) =>
  (value) =>
    value === undefined || !check(value);

const when =
  (check: Check): ((value: Value | undefined) => boolean) =>
  (value) =>
    value !== undefined && check(value);

/** The condition as a check of a field's value. Throws `Refusal` with a queryError when it does not go with the field. */
export const predicateOf = (condition: Condition, field: Field): ((value: Value | undefined) => boolean) => {
  const { operator, field: name } = condition;
  if (!allowed[field.type].includes(operator)) {
    throw queryError('OPERATOR_FIELD_MISMATCH', `the operator '${operator}' does not go with ${name}.`);
  }
  const values = condition.values.map((literal) => valueIn(field, literal, name));
  const [first = '', second = ''] = values;
  switch (operator) {
    case '=':
    case 'IN':
      return when((value) => values.includes(value));
    case '!=':
    case 'NOT IN':
      return unless((value) => values.includes(value));
    case '>':
      return when((value) => value > first);
    case '>=':
      return when((value) => value >= first);
    case '<':
      return when((value) => value < first);
    case '<=':
      return when((value) => value <= first);
    case 'BETWEEN':
      return when((value) => value >= first && value <= second);
    case 'LIKE':
    case 'NOT LIKE': {
      const pattern = likePattern(String(first));
      const matches: Check = (value) => pattern.test(String(value));
      return operator === 'LIKE' ? when(matches) : unless(matches);
    }
    case 'IS NULL':
      return (value) => value === undefined;
    case 'IS NOT NULL':
      return (value) => value !== undefined;
    case 'DURING':
      return () => false;
  }
};
