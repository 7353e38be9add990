import type { JsonObject } from '../../http/exchange.ts';
import { invalid } from './errors.ts';
import { optionalText, type Parameters } from './parameters.ts';

/** Every field that an object has, and how it is read. */
export type Fields<View> = Readonly<Record<string, (view: View) => unknown>>;

/** `fields=a,b{c,d}`, where the fields of a field count for nothing: it comes whole. Undefined when the parameter is absent. Throws `Refusal` 100 for a field that the object does not have. */
export const fieldsOf = <View>(parameters: Parameters, fields: Fields<View>): readonly string[] | undefined => {
  const text = optionalText(parameters, 'fields');
  if (text === undefined || text.trim() === '') return undefined;
  const names = [...new Set(text.split(/,(?![^{]*\})/).map((field) => field.replace(/\{.*\}$/, '').trim()))];
  const unknown = names.find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw invalid('fields', `Tried accessing nonexisting field (${unknown})`);
  return names;
};

/** The named fields of an object; one without a value is left out. */
export const pick = <View>(fields: Fields<View>, names: readonly string[], view: View): JsonObject => {
  const entries = names.map((name) => [name, fields[name]?.(view)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
};
