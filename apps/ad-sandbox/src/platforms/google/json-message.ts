import { isObject, type Refusal } from '../../http/exchange.ts';
import { malformed } from './failure.ts';

/** What a field holds: a text, an int64 (text or number), a truth value, a list, a message kept as it is, or an enum's names. */
export type FieldShape = 'text' | 'int64' | 'boolean' | 'list' | 'message' | readonly string[];
export type Shape = Readonly<Record<string, FieldShape>>;

type FieldValue<F> = F extends 'text'
  ? string
  : F extends 'int64'
    ? number
    : F extends 'boolean'
      ? boolean
      : F extends 'list'
        ? readonly unknown[]
        : F extends 'message'
          ? Readonly<Record<string, unknown>>
          : F extends readonly (infer Name)[]
            ? Name
            : never;

export type Message<S extends Shape> = { readonly [Name in keyof S]?: FieldValue<S[Name]> };

export const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const typeNames = { text: 'TYPE_STRING', int64: 'TYPE_INT64', boolean: 'TYPE_BOOL', list: 'list', message: 'message' };
const mostInt64 = 2n ** 63n - 1n;

const isInt64 = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value) && BigInt(value) <= mostInt64;
};

const fits = (shape: FieldShape, value: unknown): boolean => {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'int64':
      return isInt64(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'message':
      return isObject(value);
    default:
      return typeof value === 'string' && (shape.includes(value) || value === 'UNSPECIFIED');
  }
};

const unknownName = (key: string, where: string): Refusal => {
  const place = where === '' ? '' : ` at '${where}'`;
  return malformed(`Invalid JSON payload received. Unknown name "${key}"${place}: Cannot find field.`, where);
};

const invalidValue = (field: FieldShape, content: unknown, path: string): Refusal => {
  const type = typeof field === 'string' ? typeNames[field] : `enum ${field.join(', ')}`;
  return malformed(`Invalid value at '${path}' (${type}), ${JSON.stringify(content)}`, path);
};

/** Null and an enum's UNSPECIFIED are as good as absent. */
const isAbsent = (field: FieldShape, content: unknown): boolean =>
  content === null || (typeof field === 'object' && content === 'UNSPECIFIED');

/**
 * A JSON object as a protobuf message: keys may be camelCase or snake_case, and a field that the message does not have is
 * refused. Throws `Refusal` 400; `where` is the path to it, for the message.
 */
export const messageOf = <const S extends Shape>(shape: S, value: unknown, where: string): Message<S> => {
  if (!isObject(value)) throw malformed(`Invalid value at '${where || 'body'}' (message): not an object.`, where);
  const read: Record<string, unknown> = {};
  for (const [key, content] of Object.entries(value)) {
    const name = camelCase(key);
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field === undefined) throw unknownName(key, where);
    if (isAbsent(field, content)) continue;
    const path = where === '' ? snakeCase(name) : `${where}.${snakeCase(name)}`;
    if (!fits(field, content)) throw invalidValue(field, content, path);
    read[name] = field === 'int64' ? Number(content) : content;
  }
  return read as Message<S>;
};

/** Throws `Refusal` when more than one of the fields of a oneof is there. */
export const checkOneOf = (
  message: Readonly<Record<string, unknown>>,
  names: readonly string[],
  oneOf: string,
  where: string,
): void => {
  const [, second] = names.filter((name) => message[name] !== undefined);
  if (second === undefined) return;
  throw malformed(
    `Invalid value at '${where}' (oneof), oneof field '${oneOf}' is already set. Cannot set '${second}'`,
    where,
  );
};
