import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { campaignEventsTopic, platformOperationsTopic } from '../topics.ts';
import { eventHeaders } from './event-headers.ts';
import { jsonSchemaOf } from './json-schema.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const page = readFileSync(new URL('subscribing.md', docs), 'utf8');

describe('The page about subscribing', () => {
  it('shows the subscriber as it is in its file', () => {
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
    expect(shown).toBe(readFileSync(new URL('examples/subscriber.ts', docs), 'utf8'));
  });

  it('names both topics', () => {
    for (const { name } of [campaignEventsTopic, platformOperationsTopic]) expect(page).toContain(`\`${name}\``);
  });

  it('describes each header as its schema does', () => {
    const properties = jsonSchemaOf(eventHeaders)['properties'] as Readonly<Record<string, { description: string }>>;
    const rows = [...page.matchAll(/^\| `(ce_\w+|content-type)` +\| (.*\S) +\|$/gm)].map(([, name, text]) => [
      name,
      text,
    ]);
    expect(rows).toEqual(
      Object.entries(properties).map(([name, { description }]) => [name, expect.stringContaining(description)]),
    );
  });
});
