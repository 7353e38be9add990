import {
  type Condition,
  type Literal,
  type Operator,
  type Ordering,
  operators,
  type Query,
  queryError,
} from './query.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Reads tokens from first to last. */
type Reader = Readonly<{
  peek: () => Token | undefined;
  next: () => Token;
  /** Takes the keyword or symbol when it comes next. */
  took: (text: string) => boolean;
}>;

const readerOf = (tokens: readonly Token[]): Reader => {
  let position = 0;
  const peek = (): Token | undefined => tokens[position];
  return {
    peek,
    next: () => {
      const token = peek();
      if (token === undefined) throw queryError('UNEXPECTED_END_OF_QUERY', 'unexpected end of query.');
      position += 1;
      return token;
    },
    took: (text) => {
      const token = peek();
      if (token === undefined || token.kind === 'text' || token.text.toUpperCase() !== text) return false;
      position += 1;
      return true;
    },
  };
};

const listOf = <T>(reader: Reader, item: () => T): readonly T[] => {
  const items = [item()];
  while (reader.took(',')) items.push(item());
  return items;
};

const fieldIn = (reader: Reader): string => {
  const { kind, text } = reader.next();
  if (kind !== 'word') throw queryError('BAD_FIELD_NAME', `invalid field name '${text}'.`);
  return text;
};

const literalIn = (reader: Reader): Literal => {
  const { kind, text } = reader.next();
  if (kind === 'symbol') throw queryError('BAD_VALUE', `expected a value instead of '${text}'.`);
  return { text, quoted: kind === 'text' };
};

const valueListIn = (reader: Reader): readonly Literal[] => {
  if (!reader.took('(')) throw queryError('EXPECTED_LIST', 'expected a list of values in parentheses.');
  if (reader.took(')')) throw queryError('PROHIBITED_EMPTY_LIST_IN_CONDITION', 'a list of values cannot be empty.');
  const values = listOf(reader, () => literalIn(reader));
  if (!reader.took(')')) throw queryError('UNEXPECTED_INPUT', "expected ')' after a list of values.");
  return values;
};

/** Operators are one to three words or a symbol: `NOT IN`, `IS NOT NULL`, `>=`. */
const operatorIn = (reader: Reader): Operator => {
  let text = reader.next().text.toUpperCase();
  if (text === 'NOT') text = `NOT ${reader.next().text.toUpperCase()}`;
  if (text === 'IS') text = `IS ${reader.took('NOT') ? 'NOT ' : ''}${reader.next().text.toUpperCase()}`;
  const operator = operators.find((known) => known === text);
  if (operator === undefined) throw queryError('BAD_OPERATOR', `the sandbox does not know the operator '${text}'.`);
  return operator;
};

const valuesIn = (reader: Reader, operator: Operator): readonly Literal[] => {
  switch (operator) {
    case 'IN':
    case 'NOT IN':
      return valueListIn(reader);
    case 'IS NULL':
    case 'IS NOT NULL':
      return [];
    case 'BETWEEN': {
      const from = literalIn(reader);
      if (!reader.took('AND')) throw queryError('EXPECTED_VALUE_WITH_BETWEEN_OPERATOR', 'BETWEEN needs two values.');
      return [from, literalIn(reader)];
    }
    default:
      return [literalIn(reader)];
  }
};

const conditionIn = (reader: Reader): Condition => {
  const field = fieldIn(reader);
  const operator = operatorIn(reader);
  return { field, operator, values: valuesIn(reader, operator) };
};

const conditionsIn = (reader: Reader): readonly Condition[] => {
  const conditions = [conditionIn(reader)];
  while (reader.took('AND')) conditions.push(conditionIn(reader));
  if (reader.peek()?.text.toUpperCase() === 'OR')
    throw queryError('EXPECTED_AND', 'conditions are joined by AND only.');
  return conditions;
};

const orderingIn = (reader: Reader): Ordering => {
  const field = fieldIn(reader);
  const descending = reader.took('DESC');
  if (!descending) reader.took('ASC');
  return { field, descending };
};

const orderingsIn = (reader: Reader): readonly Ordering[] => {
  if (!reader.took('BY')) throw queryError('EXPECTED_BY', "expected 'BY' after 'ORDER'.");
  return listOf(reader, () => orderingIn(reader));
};

const limitIn = (reader: Reader): number => {
  const { kind, text } = reader.next();
  if (kind !== 'number' || !/^-?\d+$/.test(text)) throw queryError('BAD_LIMIT_VALUE', `invalid limit '${text}'.`);
  if (Number(text) < 1) throw queryError('LIMIT_VALUE_TOO_LOW', 'the limit must be a positive number.');
  return Number(text);
};

/** `SELECT … FROM … [WHERE … AND …] [ORDER BY …] [LIMIT n]`. Throws `Refusal` with a queryError. */
export const parsedQuery = (text: string): Query => {
  const reader = readerOf(tokensOf(text));
  if (!reader.took('SELECT')) throw queryError('EXPECTED_SELECT', "a query begins with 'SELECT'.");
  const select = listOf(reader, () => fieldIn(reader));
  if (!reader.took('FROM')) throw queryError('EXPECTED_FROM', "expected 'FROM' after the selected fields.");
  const from = fieldIn(reader);
  const where = reader.took('WHERE') ? conditionsIn(reader) : [];
  const orderBy = reader.took('ORDER') ? orderingsIn(reader) : [];
  const limit = reader.took('LIMIT') ? limitIn(reader) : undefined;
  const rest = reader.peek();
  if (rest !== undefined) throw queryError('UNEXPECTED_INPUT', `unexpected input '${rest.text}'.`);
  return { select, from, where, orderBy, ...(limit === undefined ? {} : { limit }) };
};
