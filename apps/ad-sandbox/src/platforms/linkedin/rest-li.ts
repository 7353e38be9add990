import { malformed } from './errors.ts';

/** A value of the query grammar: a word, `List(a,b)` or `(key:value,key:value)`. */
export type RestLi = string | readonly RestLi[] | Readonly<{ [key: string]: RestLi }>;

type Read<Value extends RestLi = RestLi> = Readonly<{ value: Value; next: number }>;

/** Words are percent-encoded where they hold signs of the grammar, so they are decoded only after it was read. */
const wordAt = (text: string, at: number): Read<string> | undefined => {
  const [raw = ''] = /^[^(),:]*/.exec(text.slice(at)) ?? [];
  try {
    return { value: decodeURIComponent(raw), next: at + raw.length };
  } catch {
    return undefined;
  }
};

const listAt = (text: string, at: number): Read | undefined => {
  const values: RestLi[] = [];
  if (text[at] === ')') return { value: values, next: at + 1 };
  for (let next = at; ; next += 1) {
    const read = valueAt(text, next);
    if (read === undefined) return undefined;
    values.push(read.value);
    next = read.next;
    if (text[next] === ')') return { value: values, next: next + 1 };
    if (text[next] !== ',') return undefined;
  }
};

const recordAt = (text: string, at: number): Read | undefined => {
  const entries: [string, RestLi][] = [];
  for (let next = at; ; next += 1) {
    const key = wordAt(text, next);
    if (key === undefined || key.value === '' || text[key.next] !== ':') return undefined;
    const read = valueAt(text, key.next + 1);
    if (read === undefined) return undefined;
    entries.push([key.value, read.value]);
    next = read.next;
    if (text[next] === ')') return { value: Object.fromEntries(entries), next: next + 1 };
    if (text[next] !== ',') return undefined;
  }
};

const valueAt = (text: string, at: number): Read | undefined => {
  if (text.startsWith('List(', at)) return listAt(text, at + 'List('.length);
  return text[at] === '(' ? recordAt(text, at + 1) : wordAt(text, at);
};

/** Undefined when the text is not of the grammar, as when a client encoded the parentheses. */
export const parsedRestLi = (text: string): RestLi | undefined => {
  const read = valueAt(text, 0);
  return read?.next === text.length ? read.value : undefined;
};

/** Parameters as they were sent, still encoded. */
export type Query = Readonly<Record<string, string>>;

export const queryOf = (queryText: string): Query =>
  Object.fromEntries(
    queryText
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', ...value] = part.split('=');
        return [name, value.join('=')];
      }),
  );

/** A parameter in the grammar. Throws `Refusal` 400 when it is missing or not of that shape. */
export const listParameter = (query: Query, name: string): readonly string[] => {
  const value = parsedRestLi(query[name] ?? '');
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) {
    throw malformed(`Query parameter '${name}' must be a List(...)`);
  }
  return value as readonly string[];
};

export const isRecord = (value: RestLi | undefined): value is Readonly<{ [key: string]: RestLi }> =>
  typeof value === 'object' && !Array.isArray(value);

export const recordParameter = (query: Query, name: string): Readonly<{ [key: string]: RestLi }> => {
  const value = parsedRestLi(query[name] ?? '');
  if (!isRecord(value)) throw malformed(`Query parameter '${name}' must be a record`);
  return value;
};

/** A plain word. */
export const wordParameter = (query: Query, name: string): string | undefined => {
  const text = query[name];
  if (text === undefined) return undefined;
  const value = parsedRestLi(text);
  if (typeof value !== 'string') throw malformed(`Query parameter '${name}' must be a word`);
  return value;
};
