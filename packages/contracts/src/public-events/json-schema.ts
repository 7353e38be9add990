import { z } from 'zod';

/** A JSON Schema (draft 2020-12) as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A lazy schema without a name stands for `z.json()` alone: in JSON, that is everything. */
const anyJson = { description: 'Any JSON value' };

const isRecord = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJsonValue = (definition: unknown): boolean =>
  isRecord(definition) && Array.isArray(definition['anyOf']) && definition['anyOf'].length === 6;

/** A recursive schema that has a name is published under it, and referred to by it. */
const named = /^#\/\$defs\/[A-Z]\w*$/;

/** What readers may rely on: no closed objects, since members may be added, and a format instead of zod's expression for it. */
const openMember = (schema: JsonSchema): JsonSchema => {
  if (typeof schema['$ref'] === 'string') return named.test(schema['$ref']) ? { $ref: schema['$ref'] } : anyJson;
  const { readOnly: _, example, ...rest } = schema;
  const entries = Object.entries(rest).filter(
    ([name, value]) =>
      !(name === 'additionalProperties' && value === false) &&
      !(name === 'pattern' && rest['format'] !== undefined) &&
      !(name === 'propertyNames' && isRecord(value) && Object.keys(value).length === 1),
  );
  return { ...Object.fromEntries(entries), ...(example === undefined ? {} : { examples: [example] }) };
};

const open = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(open);
  if (!isRecord(value)) return value;
  // The members of `properties` are named by us, not by JSON Schema.
  return Object.fromEntries(
    Object.entries(openMember(value)).map(([name, inner]) => [
      name,
      name === 'properties' && isRecord(inner)
        ? Object.fromEntries(Object.entries(inner).map(([member, schema]) => [member, open(schema)]))
        : open(inner),
    ]),
  );
};

/** The definitions that a schema refers to, and what those refer to: only recursive schemas have any. */
export const withDefinitions = (schema: JsonSchema, definitions: JsonSchema): JsonSchema => {
  const needed = new Map<string, unknown>();
  const collect = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      if (needed.has(name)) continue;
      needed.set(name, definitions[name]);
      collect(definitions[name]);
    }
  };
  collect(schema);
  return needed.size === 0 ? schema : { ...schema, $defs: Object.fromEntries(needed) };
};

/** The published form of a schema: what a reader of the value can count on. Throws for a recursive schema without a name. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, $defs = {}, ...generated } = z.toJSONSchema(schema, { io: 'output', target: 'draft-2020-12' });
  const unknown = Object.entries($defs).filter(
    ([name, definition]) => !isJsonValue(definition) && !named.test(`#/$defs/${name}`),
  );
  if (unknown.length > 0) throw new Error(`No form for recursive schemas but z.json(): ${JSON.stringify(unknown)}`);
  const definitions = Object.entries($defs).map(([name, { id: __, ...definition }]) => [name, open(definition)]);
  return withDefinitions(open(generated) as JsonSchema, Object.fromEntries(definitions));
};
