import { describe, expect, it } from '@jest/globals';
import { type Parameters, parameterText, signatureBase, signatureOf, signedHeader } from './request-signature.ts';

const oauth = (consumerKey: string, nonce: string, timestamp: string, token: string): Parameters => [
  ['oauth_consumer_key', consumerKey],
  ['oauth_token', token],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', timestamp],
  ['oauth_nonce', nonce],
];

describe('the signature of a request', () => {
  it('is made over the text of RFC 5849, section 3.4.1.1: names twice, empty values and encoded signs', () => {
    const parameters: Parameters = [
      ...([
        ['b5', '=%3D'],
        ['a3', 'a'],
        ['c@', ''],
        ['a2', 'r b'],
        ['c2', ''],
        ['a3', '2 q'],
      ] as const),
      ...oauth('9djdj82h48djs9d2', '7d8f3e4a', '137131201', 'kkk9d7dh3k39sjv7'),
    ];
    expect(signatureBase('POST', 'http://example.com/request', parameters)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D' +
        '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
        '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('is the one of RFC 5849, section 1.2, for a resource of an owner', () => {
    const base = signatureBase('GET', 'http://photos.example.net/photos', [
      ['file', 'vacation.jpg'],
      ['size', 'original'],
      ...oauth('dpf43f3p2l4k3l03', 'chapoH', '137131202', 'nnch734d00sl2jdk'),
    ]);
    expect(signatureOf(base, 'kd94hf93k423kf44', 'pfkkdhi9sl3r4s00')).toBe('MdpQcU8iPSUjWoN/UDMsK2sui9I=');
  });

  it('is the one that X publishes', () => {
    const base = signatureBase('POST', 'https://api.twitter.com/1.1/statuses/update.json', [
      ['status', 'Hello Ladies + Gentlemen, a signed OAuth request!'],
      ['include_entities', 'true'],
      ...oauth(
        'xvz1evFS4wEEPTGEFPHBog',
        'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
        '1318622958',
        '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      ),
      ['oauth_version', '1.0'],
    ]);
    const consumerSecret = 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw';
    expect(signatureOf(base, consumerSecret, 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE')).toBe(
      'hCtSmYh+iHYCEqBWrE7C7hYmtUk=',
    );
  });

  it('sorts by name before it sorts by value', () => {
    const base = signatureBase('GET', 'https://x/', [
      ['a1', '1'],
      ['a', '2'],
      ['a', '1'],
    ]);
    expect(base).toBe('GET&https%3A%2F%2Fx%2F&a%3D1%26a%3D2%26a1%3D1');
  });

  const campaign: Parameters = [
    ['funding_instrument_id', 'lygyi'],
    ['name', 'Spring Sale, 50% off: A&B'],
    ['daily_budget_amount_local_micro', '50000000'],
    ['entity_status', 'PAUSED'],
  ];

  it('stands in the header of a campaign that is created, with the own parameters and no others', () => {
    const header = signedHeader({
      method: 'POST',
      url: 'https://ads-api.x.com/12/accounts/18ce54d4x5t/campaigns',
      parameters: campaign,
      consumer: { key: 'CK', secret: 'CS' },
      token: { key: 'TK', secret: 'TS' },
      nonce: 'abc123',
      timestamp: 1_767_225_600,
    });
    expect(header).toBe(
      'OAuth oauth_consumer_key="CK", oauth_nonce="abc123", oauth_signature_method="HMAC-SHA1", ' +
        'oauth_timestamp="1767225600", oauth_token="TK", oauth_version="1.0", ' +
        'oauth_signature="MOA8SFBzS8T8IySeY1FBg3wa%2BM4%3D"',
    );
  });

  it.each([
    [
      'asks for a token, with the callback in the header',
      { path: 'request_token', nonce: 'abc123', timestamp: 1_767_225_600 },
      { more: [['oauth_callback', 'https://app.example.com/oauth/x/callback']] },
      'lFS3vR%2BtPMvCC1ApbpjqZclGG9o%3D',
    ],
    [
      'exchanges it, with the verifier in the form',
      { path: 'access_token', nonce: 'abc124', timestamp: 1_767_225_660 },
      { token: { key: 'RT', secret: 'RTS' }, parameters: [['oauth_verifier', 'VER']] },
      'i7c9UFuCtxCCKBpIrWoHOlmX52w%3D',
    ],
  ] as const)('is the expected one where the product %s', (_, { path, ...once }, leg, signature) => {
    const url = `https://api.x.com/oauth/${path}`;
    const header = signedHeader({
      method: 'POST',
      url,
      parameters: [],
      consumer: { key: 'CK', secret: 'CS' },
      ...once,
      ...leg,
    });
    expect(header).toContain(`oauth_signature="${signature}"`);
    expect(header.includes('oauth_token=')).toBe(path === 'access_token');
  });

  it('is over what is sent: a space is %20, and signs that encodeURIComponent leaves alone are encoded', () => {
    expect(parameterText(campaign)).toContain('&name=Spring%20Sale%2C%2050%25%20off%3A%20A%26B&');
    expect(parameterText([["it's", '(50%!*)~']])).toBe('it%27s=%2850%25%21%2A%29~');
  });
});
