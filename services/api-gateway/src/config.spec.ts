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
    });
  });

  it.each([
    ['no key', {}],
    ['two keys', { AUTH_JWT_SECRET: secret, AUTH_JWKS_URL: 'https://id.test/keys' }],
    ['a short secret', { AUTH_JWT_SECRET: 'short' }],
    ['a port that is none', { AUTH_JWT_SECRET: secret, PORT: '70000' }],
  ])('is refused with %s', (_, env) => {
    expect(() => loadGatewayConfig(env)).toThrow('Invalid configuration');
  });
});
