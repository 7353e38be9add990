import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../src/index.ts';

/** Says something about a value to people only. */
const annotations = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
]);
const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
/** Compared by rules of their own; of any other keyword every change counts. */
const understood = new Set([
  ...['type', 'const', 'enum', 'properties', 'required', 'items', 'additionalProperties', 'propertyNames'],
  ...['oneOf', 'anyOf', '$defs'],
  ...lowerBounds,
  ...upperBounds,
]);

type Comparison = Readonly<{ at: string; published: JsonSchema; next: JsonSchema }>;

const listOf = (schema: JsonSchema, keyword: string): readonly unknown[] => (schema[keyword] ?? []) as unknown[];
const membersOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

const alternativesOf = (schema: JsonSchema): readonly JsonSchema[] | undefined =>
  (schema['oneOf'] ?? schema['anyOf']) as readonly JsonSchema[] | undefined;

/** The JSON types that a value may have; `any` when nothing is said. */
const typesOf = (schema: JsonSchema): readonly string[] => {
  const alternatives = alternativesOf(schema);
  if (alternatives !== undefined) return [...new Set(alternatives.flatMap(typesOf))].toSorted();
  const type = schema['type'] ?? 'any';
  return (Array.isArray(type) ? (type as string[]) : [type as string]).toSorted();
};

/** The words that a value is one of; `undefined` when it is free. */
const wordsOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);

/** Tells alternatives apart by what makes them different: their constant members, else their type. */
const alternativeName = (schema: JsonSchema): string => {
  const constants = Object.entries(membersOf(schema)).filter(([, member]) => 'const' in member);
  const named = constants.map(([name, member]) => `${name} ${JSON.stringify(member['const'])}`);
  return named.length > 0 ? named.join(', ') : typesOf(schema).join(' or ');
};

/** The same, for alternatives that would have one name: with the first member that they must have. */
const fullName = (schema: JsonSchema): string => `${alternativeName(schema)} with ${listOf(schema, 'required')[0]}`;

const types = ({ at, published, next }: Comparison): readonly string[] => {
  const [before, after] = [typesOf(published), typesOf(next)];
  return isDeepStrictEqual(before, after) ? [] : [`${at}: was ${before.join(' or ')}, is ${after.join(' or ')}`];
};

const words = ({ at, published, next }: Comparison): readonly string[] => {
  const [before, after] = [wordsOf(published), wordsOf(next)];
  if (after === undefined) return before === undefined ? [] : [`${at}: is no longer one of known values`];
  if (before === undefined) return [`${at}: may only be one of ${after.length} values now`];
  return before.filter((word) => !after.includes(word)).map((word) => `${at}: ${JSON.stringify(word)} was removed`);
};

const bounds = ({ at, published, next }: Comparison): readonly string[] => {
  const limit = (schema: JsonSchema, keyword: string, none: number) => (schema[keyword] as number | undefined) ?? none;
  const raised = lowerBounds.filter(
    (keyword) => limit(next, keyword, -Infinity) > limit(published, keyword, -Infinity),
  );
  const lowered = upperBounds.filter((keyword) => limit(next, keyword, Infinity) < limit(published, keyword, Infinity));
  return [...raised, ...lowered].map((keyword) => `${at}: ${keyword} is ${next[keyword]}, which is narrower`);
};

const members = ({ at, published, next }: Comparison): readonly string[] => {
  const [before, after] = [membersOf(published), membersOf(next)];
  const wasRequired = listOf(published, 'required') as readonly string[];
  const isRequired = listOf(next, 'required') as readonly string[];
  return [
    ...Object.keys(before).flatMap((name) => (name in after ? [] : [`${at}.${name}: was removed`])),
    ...isRequired.flatMap((name) => (wasRequired.includes(name) ? [] : [`${at}.${name}: is newly required`])),
    ...wasRequired.flatMap((name) =>
      isRequired.includes(name) || !(name in after) ? [] : [`${at}.${name}: may be missing now`],
    ),
    ...Object.entries(before).flatMap(([name, member]) => {
      const changed = after[name];
      return changed === undefined ? [] : breakingChanges(member, changed, `${at}.${name}`);
    }),
  ];
};

/** What stands below a keyword that holds a schema. */
const inner =
  (keyword: string, suffix: string) =>
  ({ at, published, next }: Comparison): readonly string[] => {
    const [before, after] = [published[keyword], next[keyword]];
    if (isSchema(before) && isSchema(after)) return breakingChanges(before, after, `${at}${suffix}`);
    return isDeepStrictEqual(before, after) ? [] : [`${at}: ${keyword} was changed`];
  };

const alternatives = ({ at, published, next }: Comparison): readonly string[] => {
  const before = alternativesOf(published);
  const after = alternativesOf(next);
  if (before === undefined && after === undefined) return [];
  const known = new Map(
    (after ?? [next]).flatMap((each) => [[alternativeName(each), each] as const, [fullName(each), each] as const]),
  );
  const names = (before ?? [published]).map(alternativeName);
  return (before ?? [published]).flatMap((each) => {
    const isAlone = names.indexOf(alternativeName(each)) === names.lastIndexOf(alternativeName(each));
    const name = isAlone ? alternativeName(each) : fullName(each);
    const changed = known.get(fullName(each)) ?? (isAlone ? known.get(name) : undefined);
    return changed === undefined
      ? [`${at}: the alternative ${name} was removed`]
      : breakingChanges(each, changed, `${at}(${name})`);
  });
};

const others = ({ at, published, next }: Comparison): readonly string[] =>
  [...new Set([...Object.keys(published), ...Object.keys(next)])]
    .filter((keyword) => !annotations.has(keyword) && !understood.has(keyword))
    .filter((keyword) => !isDeepStrictEqual(published[keyword], next[keyword]))
    .map((keyword) => `${at}: ${keyword} was changed`);

/** Of recursive schemas; what refers to one is compared by its name. */
const definitions = ({ at, published, next }: Comparison): readonly string[] => {
  const [before, after] = [published['$defs'] ?? {}, next['$defs'] ?? {}] as Readonly<Record<string, JsonSchema>>[];
  return Object.entries(before ?? {}).flatMap(([name, definition]) => {
    const changed = after?.[name];
    return changed === undefined ? [] : breakingChanges(definition, changed, `${at}(${name})`);
  });
};

const rules = [
  ...[types, words, bounds, members, inner('items', '[]'), inner('additionalProperties', '.*')],
  ...[inner('propertyNames', ' (names)'), definitions, others],
];

/**
 * What would break a reader of events, or make an event that lies in a topic fit its schema no more; empty when there is
 * nothing. An added member that may be missing, a further word of a list and a further alternative are no break: readers
 * are told to expect them. Each line begins with where it is, from `data` on.
 */
export const breakingChanges = (published: JsonSchema, next: JsonSchema, at = 'data'): readonly string[] => {
  const comparison = { at, published, next };
  if (alternativesOf(published) !== undefined || alternativesOf(next) !== undefined) {
    const changedTypes = types(comparison);
    return changedTypes.length > 0 ? changedTypes : alternatives(comparison);
  }
  const changedTypes = types(comparison);
  // Everything else follows from a changed type.
  return changedTypes.length > 0 ? changedTypes : rules.flatMap((rule) => rule(comparison));
};
