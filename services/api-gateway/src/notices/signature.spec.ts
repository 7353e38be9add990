import { createSecretKey } from 'node:crypto';
import type { NoticePlatform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { linkedinChallenge, metaChallenge } from './handshake.ts';
import { verifiedDigest } from './signature.ts';

const key = (text: string) => createSecretKey(Buffer.from(text));
const at = (seconds: number): Date => new Date(seconds * 1_000);

/** The platforms' own rules, worked out by hand for one notice each. */
const vectors: Readonly<Record<NoticePlatform, Readonly<{ secret: string; body: string; digest: string }>>> = {
  meta: {
    secret: 'APPSECRET',
    body: '{"object":"ad_account","entry":[{"id":"1234567890","time":1795000000,"changes":[]}]}',
    digest: '2be2bf4c18231f8fe78d48787830b0698a46e4e3db8e271d7b5e5054c8a5a0e3',
  },
  tiktok: {
    secret: 'TTSECRET',
    body: '{"object":3,"time":1795000000,"entry":[]}',
    digest: 'a5a98998ed518d8c05ec42e04e7e7dc2364ddd06c8963dc34e9ea2b61dcfd4ac',
  },
  linkedin: {
    secret: 'LISECRET',
    body: '{"type":"LEAD_ACTION"}',
    digest: '828acf3d316e0fca1bf404de3861bc0c20a01f587b131af681474d6c230b21b7',
  },
};
const headerOf: Readonly<Record<NoticePlatform, (digest: string) => string>> = {
  meta: (digest) => `sha256=${digest}`,
  tiktok: (digest) => `t=1795000000,s=${digest}`,
  linkedin: (digest) => digest,
};
const platforms = ['meta', 'tiktok', 'linkedin'] as const;

const verify = (
  platform: NoticePlatform,
  header: string | undefined,
  { body = vectors[platform].body, secret = vectors[platform].secret, now = 1_795_000_060 } = {},
) => verifiedDigest(platform, { body: Buffer.from(body), header }, key(secret), at(now));

describe('A notice', () => {
  it.each(platforms)('of %s is taken for genuine with its signature', (platform) => {
    const { digest } = vectors[platform];
    expect(verify(platform, headerOf[platform](digest))).toBe(digest);
  });

  it.each(platforms)('of %s is not with anything else', (platform) => {
    const { body, digest } = vectors[platform];
    const header = headerOf[platform](digest);
    expect(verify(platform, header, { body: `${body} ` })).toBeUndefined();
    expect(verify(platform, header, { secret: 'ANOTHER' })).toBeUndefined();
    expect(verify(platform, headerOf[platform](`0${digest.slice(1)}`))).toBeUndefined();
    for (const broken of [undefined, '', 'sha256=', digest.slice(1), `${header}00`, `${header}, ${header}`]) {
      expect(verify(platform, broken)).toBeUndefined();
    }
  });

  it('of LinkedIn may name the algorithm in its header', () => {
    const { digest } = vectors.linkedin;
    expect(verify('linkedin', `hmacsha256=${digest}`)).toBe(digest);
  });

  it('of TikTok must have been signed within five minutes, and not for another moment', () => {
    const { digest } = vectors.tiktok;
    const header = headerOf.tiktok(digest);
    expect(verify('tiktok', header, { now: 1_795_000_300 })).toBe(digest);
    expect(verify('tiktok', header, { now: 1_795_000_301 })).toBeUndefined();
    expect(verify('tiktok', header, { now: 1_794_999_699 })).toBeUndefined();
    expect(verify('tiktok', `t=1795000060,s=${digest}`)).toBeUndefined();
  });
});

describe('A handshake', () => {
  it('with LinkedIn signs its code', () => {
    const challengeCode = '890e4665-4dfe-4ab1-b689-ed553bceeed0';
    expect(linkedinChallenge({ challengeCode }, key('LISECRET'))).toEqual({
      challengeCode,
      challengeResponse: '811bac7b405a6b7a60e5e04fc2100cdebcb7837195486029b5ca1cd1dbef6fce',
    });
  });

  it.each(['hmacsha256={"type":"LEAD_ACTION"}', '', 'x', undefined, ['890e4665-4dfe-4ab1-b689-ed553bceeed0']])(
    'with LinkedIn signs nothing that could be a notice: %p',
    (challengeCode) => {
      expect(() => linkedinChallenge({ challengeCode }, key('LISECRET'))).toThrow('must be a UUID');
    },
  );

  const asked = { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify-me', 'hub.challenge': '1158201444' };

  it('with Meta gives the challenge back to who knows the token', () => {
    expect(metaChallenge(asked, key('verify-me'))).toBe('1158201444');
  });

  it.each([
    ['another token', { 'hub.verify_token': 'verify' }, 'webhook-not-verified'],
    ['no token', { 'hub.verify_token': undefined }, 'webhook-not-verified'],
    ['another mode', { 'hub.mode': 'unsubscribe' }, 'webhook-not-verified'],
    ['no challenge', { 'hub.challenge': undefined }, 'invalid-request'],
  ])('with Meta is refused with %s', (_, changes, code) => {
    expect(() => metaChallenge({ ...asked, ...changes }, key('verify-me'))).toThrow(expect.objectContaining({ code }));
  });
});
