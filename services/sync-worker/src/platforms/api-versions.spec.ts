import { describe, expect, it } from '@jest/globals';
import { loadSyncWorkerConfig } from '../config.ts';
import { type ApiVersion, apiVersions, daysLeft, versionState } from './api-versions.ts';

const key = Buffer.alloc(32).toString('base64');
const configuredWith = (env: Readonly<Record<string, string>>) =>
  loadSyncWorkerConfig({ VAULT_KEYS: JSON.stringify([{ id: 'one', key }]), ...env });
const versionOf = (platform: ApiVersion['platform'], env: Readonly<Record<string, string>> = {}): ApiVersion => {
  const found = apiVersions(configuredWith(env)).find((version) => version.platform === platform);
  if (found === undefined) throw new Error(`${platform} has no version`);
  return found;
};

describe("a platform's API version", () => {
  it('is the configured one, with the end that is known of it', () => {
    expect(apiVersions(configuredWith({}))).toEqual([
      { platform: 'meta', version: 'v26.0', endsOn: '2027-07-29', isEstimate: true },
      { platform: 'google', version: 'v26', endsOn: '2027-10-14', isEstimate: true },
      { platform: 'tiktok', version: 'v1.3' },
      { platform: 'linkedin', version: '202607', endsOn: '2027-07-15', isEstimate: true },
      { platform: 'twitter', version: '12' },
      { platform: 'snapchat', version: 'v1' },
    ]);
    const older = versionOf('linkedin', { LINKEDIN_API_VERSION: '202601' });
    expect(older).toEqual({ platform: 'linkedin', version: '202601', endsOn: '2027-01-15', isEstimate: false });
  });

  it('ends when the operator knows it to end', () => {
    expect(versionOf('tiktok', { API_VERSION_ENDS: '{"tiktok":"2027-03-31"}' })).toMatchObject({
      endsOn: '2027-03-31',
      isEstimate: false,
    });
    expect(() => configuredWith({ API_VERSION_ENDS: '{"tiktok":"soon"}' })).toThrow('API_VERSION_ENDS');
    expect(() => configuredWith({ API_VERSION_ENDS: '{"myspace":"2027-03-31"}' })).toThrow('API_VERSION_ENDS');
    expect(() => configuredWith({ API_VERSION_ENDS: 'tiktok' })).toThrow('API_VERSION_ENDS');
  });

  it('is warned of from sixty days before its end, until it has ended', () => {
    const ending = versionOf('google', { API_VERSION_ENDS: '{"google":"2027-03-31"}' });
    const on = (day: string): unknown => {
      const now = new Date(`${day}T23:00:00Z`);
      return [daysLeft(ending, now), versionState(ending, now)];
    };
    expect(on('2027-01-29')).toEqual([61, 'ok']);
    expect(on('2027-01-30')).toEqual([60, 'ends-soon']);
    expect(on('2027-03-31')).toEqual([0, 'ends-soon']);
    expect(on('2027-04-01')).toEqual([-1, 'ended']);
  });

  it('of which no end is known is not warned of', () => {
    expect(versionState(versionOf('snapchat'), new Date('2036-01-01T00:00:00Z'))).toBe('ok');
  });
});
