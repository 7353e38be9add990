import type { AdCreative, Platform } from '@campaigns/contracts';
import { largestAppendBytes } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { deployment, openIn, react, succeeded, target } from './testing/scripted-run.ts';

const platforms = [
  'meta',
  'google',
  'tiktok',
  'linkedin',
  'twitter',
  'snapchat',
] as const satisfies readonly Platform[];

/** As large as the API takes them: 32,768 bytes of configuration for each platform, 49,152 bytes of creatives. */
const config = { text: 'x'.repeat(32_768 - 11) };
const creatives: readonly AdCreative[] = Array.from({ length: 6 }, (_, n) => ({
  ...{ creativeId: `c0000000-0000-4000-8000-00000000000${n}`, name: `Hero ${n}`, format: 'text' as const },
  body: 'x'.repeat(8_192 - 60),
}));

const bytesOf = (events: readonly unknown[]): number =>
  events.reduce<number>((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0);

describe('Every append of the largest deployment there can be', () => {
  it('has a size that every engine carries', () => {
    const targets = platforms.map((platform) => target(platform, { config }));
    const start = deployment('rollback', targets, { creatives: [...creatives] });
    const appends: number[] = [];
    let events = react([], start);
    appends.push(bytesOf(events));
    for (let open = openIn(events); open[0] !== undefined; open = openIn(events)) {
      const next = react(events, succeeded(open[0]));
      appends.push(bytesOf(next.slice(events.length)));
      events = next;
    }
    expect(appends.length).toBeGreaterThan(60);
    // A tenth of room for metadata.
    expect(Math.max(...appends)).toBeLessThan(largestAppendBytes * 0.9);
  });
});
