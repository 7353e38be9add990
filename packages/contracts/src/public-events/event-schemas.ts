import type { SchemaCodec } from '../codec.ts';
import { codecs, streamCategories } from '../domain-events.ts';
import type { DomainEvent } from '../event.ts';
import { type JsonSchema, jsonSchemaOf, withDefinitions } from './json-schema.ts';

/** A shape that the data of an event type has or once had: all of them lie in the topics. */
export type EventVersion = Readonly<{ type: string; version: number }>;

/** Such as `OrchestrationActivated.v1`: what its schema is called. */
export const eventVersionName = ({ type, version }: EventVersion): string => `${type}.v${version}`;

const all = streamCategories.map((category) => codecs[category] as SchemaCodec<DomainEvent>);

/** Every version of every event type, the latest of a type last. */
export const eventVersions: readonly EventVersion[] = all.flatMap((codec) =>
  codec.types.flatMap((type) =>
    Array.from({ length: codec.latestVersion(type) }, (_, index) => ({ type, version: index + 1 })),
  ),
);

type EventSchema = Readonly<{ properties: Readonly<{ type: { const: string }; data: JsonSchema }> }>;
type EventSchemas = Readonly<{ oneOf: readonly EventSchema[]; $defs?: JsonSchema }>;

/** JSON Schemas of the data that is written today, by the name of the version. Earlier versions are kept where they were published. */
export const eventSchemas = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    all.flatMap((codec) => {
      const { oneOf, $defs = {} } = jsonSchemaOf(codec.schema) as EventSchemas;
      return oneOf.map(({ properties: { type, data } }) => {
        const name = eventVersionName({ type: type.const, version: codec.latestVersion(type.const) });
        const draft = 'https://json-schema.org/draft/2020-12/schema';
        return [name, { $schema: draft, title: name, ...withDefinitions(data, $defs) }];
      });
    }),
  );
