import { inspect } from 'node:util';
import { newGrantKey } from '@campaigns/grant-handover';
import { describe, expect, it } from '@jest/globals';
import { loadGatewayConfig } from './config.ts';

const secret = 'x'.repeat(32);

describe('The configuration of the gateway', () => {
  it('needs a key for tokens and has defaults for the rest', () => {
    expect(loadGatewayConfig({ AUTH_JWT_SECRET: secret })).toEqual({
      port: 3_000,
      host: '127.0.0.1',
      token: { key: { kind: 'secret', secret }, issuer: 'campaign-orchestration', audience: 'campaign-orchestration' },
      rateLimitPerMinute: 1_200,
      notices: { clients: {} },
      webhooks: { isPrivateAllowed: false },
    });
  });

  it('seals the secrets of webhooks with the public half of a key, and reaches private networks only when it is told to', () => {
    const { d: _private, ...open } = newGrantKey();
    const { webhooks } = loadGatewayConfig({
      ...{ AUTH_JWT_SECRET: secret, WEBHOOK_PUBLIC_KEY: JSON.stringify(open), WEBHOOK_ALLOW_PRIVATE: 'true' },
    });
    expect(webhooks).toEqual({ publicKey: open, isPrivateAllowed: true });
    expect(() => loadGatewayConfig({ AUTH_JWT_SECRET: secret, WEBHOOK_ALLOW_PRIVATE: 'yes' })).toThrow(
      'WEBHOOK_ALLOW_PRIVATE',
    );
  });

  it('can connect ad accounts with an address and the public half of a key, of which it keeps no more', () => {
    const key = newGrantKey();
    const { publicUrl, grantPublicKey } = loadGatewayConfig({
      ...{ AUTH_JWT_SECRET: secret, PUBLIC_URL: 'https://campaigns.test/' },
      GRANT_PUBLIC_KEY: JSON.stringify(key),
    });
    expect(publicUrl).toBe('https://campaigns.test');
    const { d: _private, ...open } = key;
    expect(grantPublicKey).toEqual(open);
  });

  it('knows the secrets of platforms that send notices, and shows them to nobody', () => {
    const config = loadGatewayConfig({
      ...{ AUTH_JWT_SECRET: secret, META_CLIENT_SECRET: 'meta-app', TIKTOK_CLIENT_SECRET: 'tiktok-app' },
      ...{ LINKEDIN_CLIENT_SECRET: 'linkedin-app', META_WEBHOOK_VERIFY_TOKEN: 'verify-me' },
    });
    const { clients, metaVerifyToken } = config.notices ?? { clients: {} };
    expect([clients.meta, clients.tiktok, clients.linkedin, metaVerifyToken].map((key) => `${key?.export()}`)).toEqual([
      ...['meta-app', 'tiktok-app', 'linkedin-app', 'verify-me'],
    ]);
    for (const shown of [JSON.stringify(config), inspect(config, { depth: 9 })]) {
      expect(shown).not.toMatch(/meta-app|tiktok-app|linkedin-app|verify-me/);
    }
  });

  it.each([
    ['no key', {}],
    ['two keys', { AUTH_JWT_SECRET: secret, AUTH_JWKS_URL: 'https://id.test/keys' }],
    ['a short secret', { AUTH_JWT_SECRET: 'short' }],
    ['a public key that is none', { AUTH_JWT_SECRET: secret, GRANT_PUBLIC_KEY: '{}' }],
    ['a port that is none', { AUTH_JWT_SECRET: secret, PORT: '70000' }],
  ])('is refused with %s', (_, env) => {
    expect(() => loadGatewayConfig(env)).toThrow('Invalid configuration');
  });
});
