import { describe, expect, it } from '@jest/globals';
import { runToEnd } from './running-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** The demo's steps up to the end, and figures of which the last row is the sum. */
export const expectWholeDemo = (said: string): void => {
  for (const step of ['20 %', '40 %', '60 %', '80 %', '100 %']) expect(said).toContain(step);
  const rows = said.split('\n').filter((line) => /^(meta|google|tiktok|total)\s/.test(line));
  const spend = rows.map((row) => Number(/[\d,]+\.\d\d/.exec(row)?.[0].replaceAll(',', '')));
  expect(spend).toHaveLength(4);
  const [meta = 0, google = 0, tiktok = 0, total = 0] = spend;
  expect(total).toBeGreaterThan(0);
  expect(Math.round((meta + google + tiktok) * 100)).toBe(Math.round(total * 100));
  expect(said).toContain('ROAS');
  const ads = said.split('\n').filter((line) => /^Hero [AB]\s/.test(line));
  expect(ads).toHaveLength(6);
  for (const ad of ads) expect(ad).toMatch(/\sactive\s+approved\s/);
  expect(said).toContain('Done.');
};

/** The demo command against a system that it knows the address of. */
export const describeDemo = (running: () => SystemUnderTest): void => {
  describe('The demo command at the system’s address', () => {
    it('plays a product launch with results that add up, without a data folder', async () => {
      const { env, apiUrl } = running();
      const elsewhere = { ...env, DATA_DIR: '/nonexistent', API_URL: `${apiUrl}/` };
      const { code, stdout, stderr } = await runToEnd('demo/main.ts', ['--seconds', '2'], elsewhere);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectWholeDemo(stdout);
    }, 60_000);
  });
};
