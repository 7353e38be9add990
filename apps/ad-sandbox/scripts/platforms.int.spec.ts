import { readdirSync, readFileSync } from 'node:fs';
import { platform } from '@campaigns/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformFacts, platformFacts } from './platform-facts.ts';
import { configKeys, mediaKeys } from './platform-keys.ts';
import { platformsPage } from './platforms-page.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('docs/platforms.md', () => {
  let facts: Readonly<Record<(typeof platform.options)[number], PlatformFacts>>;
  beforeAll(async () => {
    facts = await platformFacts();
  });

  it('says what the adapters do', () => {
    expect(read('docs/platforms.md')).toBe(platformsPage(facts));
  });

  it('knows no platform on which most objectives cannot be had', () => {
    for (const name of platform.options) {
      const refused = Object.entries(facts[name].objectives).filter(([, word]) => word.startsWith('no: '));
      expect([name, refused.map(([wanted]) => wanted)]).toEqual([name, ['app_installs']]);
    }
  });
});
