import { describe, expect, it } from '@jest/globals';
import { baseString, isSignedWith, type SignedParameters, signatureFor } from './signature.ts';

const own: SignedParameters = [
  ['oauth_consumer_key', 'CK'],
  ['oauth_nonce', 'abc123'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', '1767225600'],
  ['oauth_token', 'TK'],
  ['oauth_version', '1.0'],
];
const created = baseString('post', 'https://ads-api.x.com/12/accounts/18ce54d4x5t/campaigns', [
  ['funding_instrument_id', 'lygyi'],
  ['name', 'Spring Sale, 50% off: A&B'],
  ['daily_budget_amount_local_micro', '50000000'],
  ['entity_status', 'PAUSED'],
  ...own,
]);
const secrets = { consumerSecret: 'CS', tokenSecret: 'TS' };

describe('the signature that the sandbox expects of a call to X', () => {
  it('is that of the example of X', () => {
    const base = baseString('POST', 'https://api.twitter.com/1.1/statuses/update.json', [
      ['status', 'Hello Ladies + Gentlemen, a signed OAuth request!'],
      ['include_entities', 'true'],
      ['oauth_consumer_key', 'xvz1evFS4wEEPTGEFPHBog'],
      ['oauth_nonce', 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1318622958'],
      ['oauth_token', '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb'],
      ['oauth_version', '1.0'],
    ]);
    const consumerSecret = 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw';
    const tokenSecret = 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE';
    expect(signatureFor(base, { consumerSecret, tokenSecret })).toBe('hCtSmYh+iHYCEqBWrE7C7hYmtUk=');
  });

  it('is that of a campaign that is created, over method, address and every parameter', () => {
    expect(created).toBe(
      'POST&https%3A%2F%2Fads-api.x.com%2F12%2Faccounts%2F18ce54d4x5t%2Fcampaigns&' +
        'daily_budget_amount_local_micro%3D50000000%26entity_status%3DPAUSED%26funding_instrument_id%3Dlygyi%26' +
        'name%3DSpring%2520Sale%252C%252050%2525%2520off%253A%2520A%2526B%26oauth_consumer_key%3DCK%26' +
        'oauth_nonce%3Dabc123%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1767225600%26' +
        'oauth_token%3DTK%26oauth_version%3D1.0',
    );
    expect(signatureFor(created, secrets)).toBe('MOA8SFBzS8T8IySeY1FBg3wa+M4=');
  });

  it('is that of a request token, which has no secret yet', () => {
    const base = baseString('POST', 'https://api.x.com/oauth/request_token', [
      ['oauth_callback', 'https://app.example.com/oauth/x/callback'],
      ['oauth_consumer_key', 'CK'],
      ['oauth_nonce', 'abc123'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1767225600'],
      ['oauth_version', '1.0'],
    ]);
    expect(signatureFor(base, { consumerSecret: 'CS', tokenSecret: '' })).toBe('lFS3vR+tPMvCC1ApbpjqZclGG9o=');
  });

  it('is that of the exchange of a request token', () => {
    const base = baseString('POST', 'https://api.x.com/oauth/access_token', [
      ['oauth_verifier', 'VER'],
      ['oauth_consumer_key', 'CK'],
      ['oauth_nonce', 'abc124'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1767225660'],
      ['oauth_token', 'RT'],
      ['oauth_version', '1.0'],
    ]);
    expect(signatureFor(base, { consumerSecret: 'CS', tokenSecret: 'RTS' })).toBe('i7c9UFuCtxCCKBpIrWoHOlmX52w=');
  });

  it('orders a name that comes twice by its values, and knows letters of every alphabet', () => {
    const base = baseString('GET', 'http://example.com/', [
      ['a3', 'a'],
      ['a', '☃'],
      ['a3', '2 q'],
    ]);
    expect(base).toBe('GET&http%3A%2F%2Fexample.com%2F&a%3D%25E2%2598%2583%26a3%3D2%2520q%26a3%3Da');
  });

  it('is refused when anything of it differs', () => {
    expect(isSignedWith('MOA8SFBzS8T8IySeY1FBg3wa+M4=', created, secrets)).toBe(true);
    expect(isSignedWith('MOA8SFBzS8T8IySeY1FBg3wa+M5=', created, secrets)).toBe(false);
    expect(isSignedWith('', created, secrets)).toBe(false);
    expect(isSignedWith('MOA8SFBzS8T8IySeY1FBg3wa+M4=', created, { ...secrets, tokenSecret: 'other' })).toBe(false);
    expect(isSignedWith('MOA8SFBzS8T8IySeY1FBg3wa+M4=', created, { ...secrets, consumerSecret: 'other' })).toBe(false);
  });
});
