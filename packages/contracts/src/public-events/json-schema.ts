import { z } from 'zod';

/** A JSON Schema (draft 2020-12) as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Lazy schemas stand for `z.json()` alone: in JSON, that is everything. */
const anyJson = { description: 'Any JSON value' };

const isRecord = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJsonValue = (definition: unknown): boolean =>
  isRecord(definition) && Array.isArray(definition['anyOf']) && definition['anyOf'].length === 6;

/** What readers may rely on: no closed objects, since members may be added, and a format instead of zod's expression for it. */
const openMember = (schema: JsonSchema): JsonSchema => {
  if (typeof schema['$ref'] === 'string') return anyJson;
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

/** The published form of a schema: what a reader of the value can count on. Throws when a schema refers to itself. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, $defs = {}, ...generated } = z.toJSONSchema(schema, { io: 'output', target: 'draft-2020-12' });
  const unknown = Object.entries($defs).filter(([, definition]) => !isJsonValue(definition));
  if (unknown.length > 0) throw new Error(`No form for recursive schemas but z.json(): ${JSON.stringify(unknown)}`);
  return open(generated) as JsonSchema;
};
