import { readdirSync, readFileSync } from 'node:fs';
import { platform } from '@campaigns/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ownTerms } from './own-terms.ts';
import { type PlatformFacts, platformFacts } from './platform-facts.ts';
import { configKeys, mediaKeys } from './platform-keys.ts';
import { platformsPage } from './platforms-page.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The code of a platform's adapter that says what may be configured or shown. */
const sourceOf = (name: string, files: readonly string[]): string => {
  const folder = `services/sync-worker/src/platforms/${name}`;
  const there = readdirSync(new URL(folder, root)).filter((file) => files.includes(file));
  return there.map((file) => read(`${folder}/${file}`)).join('\n');
};

/** The keys of the schema with this name. */
const schemaKeys = (source: string, name: string): readonly string[] => {
  const [, fields = ''] = new RegExp(`const ${name} = z\\.\\w+\\(\\{\\n([\\s\\S]*?)\\n\\}\\)`).exec(source) ?? [];
  return [...fields.matchAll(/^ {2}(\w+):/gm)].map(([, key = '']) => key);
};

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

  it.each(platform.options)('names every key that a configuration for %s may have, and no other', (name) => {
    const source = sourceOf(name, ['settings.ts', 'campaign-config.ts']);
    const keys = [...schemaKeys(source, 'settings'), ...schemaKeys(source, 'config')];
    expect(Object.keys(configKeys[name]).toSorted()).toEqual(keys.toSorted());
  });

  it.each(platform.options)('names the keys of media that creatives on %s may have', (name) => {
    const source = sourceOf(name, ['creative.ts', 'ad-content.ts']);
    const inSchema = schemaKeys(source, 'media');
    const known = Object.keys(mediaKeys[name]).filter((key) => inSchema.includes(key) || source.includes(`'${key}'`));
    expect(known).toEqual(Object.keys(mediaKeys[name]));
    const { media, carousel, post } = ownTerms[name];
    expect(Object.keys(mediaKeys[name]).toSorted()).toEqual(Object.keys({ ...media, ...carousel, ...post }).toSorted());
  });

  it('knows an ad that every platform shows', () => {
    for (const name of platform.options) {
      const shown = facts[name].plans.flatMap(({ exhibits }) =>
        Object.values(exhibits).filter((told) => told?.verdict === 'exact'),
      );
      expect([name, shown.length > 0]).toEqual([name, true]);
    }
  });

  it('knows no platform that takes a targeting it does not know, or an ad with nothing to say', () => {
    for (const { place, audience, exhibits } of platform.options.flatMap((name) => facts[name].plans)) {
      if (place.network === 'performance_max') continue;
      expect([place.title, audience['a key that nobody knows']?.verdict]).toEqual([place.title, 'unsupported']);
      for (const told of Object.values(exhibits)) {
        if (told === undefined || told.verdict === 'unsupported') continue;
        expect([place.title, told.needs.length > 0]).toEqual([place.title, true]);
      }
    }
  });
});
