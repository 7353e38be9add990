import { newGrantKey } from '@campaigns/grant-handover';
import { describe, expect, it } from '@jest/globals';
import { loadSyncWorkerConfig } from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const VAULT_KEYS = JSON.stringify([{ id: 'one', key }]);

describe('the configuration', () => {
  it('goes to the real platforms unless it says otherwise', () => {
    const config = loadSyncWorkerConfig({ VAULT_KEYS, META_BASE_URL: 'http://127.0.0.1:9/meta/v26.0/' });
    expect(config.baseUrls).toEqual({
      meta: 'http://127.0.0.1:9/meta/v26.0',
      google: 'https://googleads.googleapis.com/v26',
      tiktok: 'https://business-api.tiktok.com/open_api/v1.3',
      linkedin: 'https://api.linkedin.com/rest',
      twitter: 'https://ads-api.x.com/12',
      snapchat: 'https://adsapi.snapchat.com/v1',
    });
    expect(config).toMatchObject({ requestTimeoutMs: 15_000, retry: { maxAttempts: 6, lookupWaitMs: 5_000 } });
    expect(config.keyring[0].key).toHaveLength(32);
  });

  it('speaks a version of LinkedIn that is a month', () => {
    expect(loadSyncWorkerConfig({ VAULT_KEYS }).linkedinVersion).toBe('202607');
    const load = (version: string) => loadSyncWorkerConfig({ VAULT_KEYS, LINKEDIN_API_VERSION: version });
    expect(load('202610').linkedinVersion).toBe('202610');
    expect(() => load('2026-10')).toThrow('LINKEDIN_API_VERSION');
    expect(() => load('202613')).toThrow('LINKEDIN_API_VERSION');
  });

  it('holds calls to Meta back by the access tier', () => {
    expect(loadSyncWorkerConfig({ VAULT_KEYS, META_ACCESS_TIER: 'limited' }).limits.meta).toEqual([
      { per: 'account', size: { capacity: 60, refillPerSecond: 0.2 }, writeCost: 3 },
    ]);
  });

  it('connects ad accounts of the platforms whose client is named in full, and shows no secret of it', () => {
    const { oauth } = loadSyncWorkerConfig({
      ...{ VAULT_KEYS, META_CLIENT_ID: 'meta-id', META_CLIENT_SECRET: 'planted', GOOGLE_CLIENT_ID: 'google-id' },
      ...{ X_CONSUMER_KEY: 'x-key', X_CONSUMER_SECRET: 'planted', GRANT_PRIVATE_KEY: JSON.stringify(newGrantKey()) },
    });
    expect(Object.keys(oauth?.clients ?? {})).toEqual(['meta', 'twitter']);
    expect(oauth?.clients.twitter?.id).toBe('x-key');
    expect(oauth?.clients.meta?.secret.reveal()).toBe('planted');
    expect(JSON.stringify(oauth?.clients)).not.toContain('planted');
    expect(oauth?.loginUrls).toMatchObject({ meta: 'https://www.facebook.com/v26.0', twitter: 'https://api.x.com' });
    expect(oauth?.privateKey?.crv).toBe('P-256');
    expect(loadSyncWorkerConfig({ VAULT_KEYS }).oauth?.clients).toEqual({});
    expect(() => loadSyncWorkerConfig({ VAULT_KEYS, GRANT_PRIVATE_KEY: '{}' })).toThrow('GRANT_PRIVATE_KEY');
  });

  it("starts without the product's keys at X, and shows no secret of them", () => {
    expect(loadSyncWorkerConfig({ VAULT_KEYS }).twitter).toEqual({ saleAmountIn: 'micros' });
    const { twitter } = loadSyncWorkerConfig({ VAULT_KEYS, X_CONSUMER_KEY: 'key', X_CONSUMER_SECRET: 'planted' });
    expect(twitter?.consumerKey).toBe('key');
    expect(twitter?.consumerSecret?.reveal()).toBe('planted');
    expect(JSON.stringify(twitter)).not.toContain('planted');
  });

  it.each([
    ['is missing', undefined],
    ['is not JSON', `nonsense ${key}`],
    ['has no key', '[]'],
    ['has a short key', JSON.stringify([{ id: 'one', key: Buffer.alloc(16, 7).toString('base64') }])],
    [
      'has one id twice',
      JSON.stringify([
        { id: 'one', key },
        { id: 'one', key },
      ]),
    ],
  ])('is refused without showing a key when the keyring %s', (_, keys) => {
    const load = () => loadSyncWorkerConfig(keys === undefined ? {} : { VAULT_KEYS: keys });
    expect(load).toThrow('VAULT_KEYS');
    expect(load).not.toThrow(key.slice(0, 16));
  });
});
