import { queryError } from './query.ts';

/** `symbol` is an operator, a comma or a parenthesis; `word` a keyword, a field or a bare value; texts are unescaped. */
export type Token = Readonly<{ kind: 'word' | 'number' | 'text' | 'symbol'; text: string }>;

const patterns = [
  ['word', /[A-Za-z_][A-Za-z0-9_.]*/y],
  ['number', /-?\d+(?:\.\d+)?/y],
  ['symbol', /!=|>=|<=|[=<>(),]/y],
] as const;

const unescaped = (body: string): string =>
  body.replace(/\\(.?)/gs, (_match, character: string) => {
    if (!`\\'"`.includes(character) || character === '') {
      throw queryError('BAD_ESCAPE_SEQUENCE', `invalid escape sequence: '\\${character}'.`);
    }
    return character;
  });

const textAt = (query: string, start: number): Readonly<{ text: string; end: number }> => {
  const quote = query[start];
  let end = start + 1;
  while (end < query.length && query[end] !== quote) end += query[end] === '\\' ? 2 : 1;
  if (end >= query.length) throw queryError('STRING_NOT_TERMINATED', 'string is not terminated.');
  const body = query.slice(start + 1, end);
  if (/[\r\n]/.test(body)) throw queryError('PROHIBITED_NEWLINE_IN_STRING', 'line breaks are not allowed in strings.');
  return { text: unescaped(body), end: end + 1 };
};

const tokenAt = (query: string, start: number): Readonly<{ token: Token; end: number }> => {
  if (query[start] === "'" || query[start] === '"') {
    const { text, end } = textAt(query, start);
    return { token: { kind: 'text', text }, end };
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(query)?.[0];
    if (text !== undefined) return { token: { kind, text }, end: start + text.length };
  }
  throw queryError('BAD_SYMBOL', `unexpected input '${query[start]}'.`);
};

const space = /\s*/y;

const afterSpace = (query: string, start: number): number => {
  space.lastIndex = start;
  return start + (space.exec(query)?.[0].length ?? 0);
};

/** Throws `Refusal` with a queryError. */
export const tokensOf = (query: string): readonly Token[] => {
  const tokens: Token[] = [];
  let position = afterSpace(query, 0);
  while (position < query.length) {
    const { token, end } = tokenAt(query, position);
    tokens.push(token);
    position = afterSpace(query, end);
  }
  return tokens;
};
