import type { JsonSchema } from '../src/index.ts';
import { breakingChanges } from './breaking-changes.ts';

/** Schemas of event data by the name of the version, such as `OrchestrationActivated.v1`. */
export type EventSchemas = Readonly<Record<string, JsonSchema>>;

const parsed = (name: string): Readonly<{ type: string; version: number }> => {
  const [, type = name, version = '0'] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
  return { type, version: Number(version) };
};

/**
 * What the generated schemas (the latest version of each event type) and the kept ones (of earlier versions; by default
 * the published ones) take away from the published ones; empty when nothing. Published versions stay for ever, because
 * events of them stay in the topics.
 */
export const brokenPromises = (
  published: EventSchemas,
  generated: EventSchemas,
  kept: EventSchemas = published,
): readonly string[] => {
  const latest = new Map(Object.keys(generated).map((name) => [parsed(name).type, parsed(name).version]));
  const taken = Object.entries(published).flatMap(([name, schema]) => {
    const { type, version } = parsed(name);
    const today = latest.get(type);
    if (today === undefined) return [`${name}: the event type was removed`];
    if (today < version) return [`${name}: the version was removed, ${today} is the latest`];
    const next = generated[name] ?? kept[name];
    if (next === undefined) return [];
    return breakingChanges(schema, next).map(
      (change) => `${name} ${change}; add version ${today + 1} and leave this one`,
    );
  });
  const lost = [...latest].flatMap(([type, today]) =>
    Array.from({ length: today - 1 }, (_, index) => `${type}.v${index + 1}`)
      .filter((name) => kept[name] === undefined)
      .map((name) => `${name}: the schema of an earlier version is missing; it cannot be generated any more`),
  );
  return [...taken, ...lost];
};
