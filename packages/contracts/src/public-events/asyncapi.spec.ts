import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { asyncApiDocument } from './asyncapi.ts';
import { eventSchemas, eventVersionName, eventVersions } from './event-schemas.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, docs), 'utf8'));

type Channel = Readonly<{ address: string; messages: Readonly<Record<string, unknown>> }>;
const document = JSON.parse(JSON.stringify(asyncApiDocument()));
const channels = document.channels as Readonly<Record<string, Channel>>;

describe('The AsyncAPI document', () => {
  it('is the committed one', () => {
    expect(read('asyncapi.json')).toEqual(document);
  });

  it('has every version of every event on campaign-events, and the work to do on platform-operations', () => {
    expect(Object.keys(channels['campaign-events']?.messages ?? {})).toEqual(eventVersions.map(eventVersionName));
    expect(Object.keys(channels['platform-operations']?.messages ?? {}).toSorted()).toEqual([
      'OperationDue.v1',
      'OperationRequested.v1',
    ]);
  });

  it('refers only to what it contains and to schemas that are published', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    const known = new Set([
      '#/components/schemas/EventHeaders',
      ...Object.keys(channels).map((id) => `#/channels/${id}`),
    ]);
    const unknown = references.filter((to) => !(known.has(to) || existsSync(new URL(to, docs))));
    expect(references.length).toBeGreaterThan(eventVersions.length);
    expect(unknown).toEqual([]);
  });
});

describe('The JSON Schemas of the events', () => {
  it.each(Object.entries(eventSchemas()))('%s is the committed one', (name, schema) => {
    expect(read(`events/${name}.json`)).toEqual(schema);
  });

  it('leave room for members that are added later', () => {
    expect(JSON.stringify(eventSchemas())).not.toContain('"additionalProperties":false');
  });
});
