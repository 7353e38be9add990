import { recordTelemetry } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { versionsShown, watchVersions } from './watch-versions.ts';

const settings = {
  baseUrls: {
    ...{ meta: 'https://m/v26.0', google: 'https://g/v26', tiktok: 'https://t/v1.3' },
    ...{ linkedin: 'https://l/rest', twitter: 'https://x/12', snapchat: 'https://s/v1' },
  },
  linkedinVersion: '202511',
  versionEnds: { meta: '2026-12-31' },
};
const now = (): Date => new Date('2026-12-01T12:00:00Z');

describe('a version that ends', () => {
  it('costs a line when the service starts: a warning, and an error once it has ended', () => {
    const lines: string[] = [];
    const logger = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
    watchVersions(settings, logger, now)();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      ...[{ level: 40, platform: 'meta', version: 'v26.0', endsOn: '2026-12-31', isEstimate: false }].map((line) => ({
        ...line,
        msg: 'api version ends soon',
      })),
      {
        ...{ level: 50, platform: 'linkedin', version: '202511', endsOn: '2026-11-16', isEstimate: false },
        msg: 'api version has ended',
      },
    ]);
  });

  it('is in the detail of the health, beside those that do not', () => {
    expect(versionsShown(settings, now())).toMatchObject({
      meta: { version: 'v26.0', state: 'ends-soon', ends_on: '2026-12-31', is_estimate: false },
      linkedin: { version: '202511', state: 'ended' },
      google: { state: 'ok', ends_on: '2027-10-14', is_estimate: true },
      snapchat: { version: 'v1', state: 'ok' },
    });
  });

  it('is measured: the days that the first one has left', async () => {
    const telemetry = await recordTelemetry();
    const stop = watchVersions({ ...settings, linkedinVersion: '202607' }, pino({ level: 'silent' }), now);
    const points = (await telemetry.points()).get('campaigns.platform.version.days_left');
    stop();
    await telemetry.stop();
    expect(points).toMatchObject([{ value: 30 }]);
  });
});
