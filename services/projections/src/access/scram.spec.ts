import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { scramVerifier } from './scram.ts';

describe('What Postgres stores for a password', () => {
  it('proves the server as in the example of RFC 7677', () => {
    const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
    const verifier = scramVerifier('pencil', Buffer.from(salt, 'base64'));
    const [, stored, server] = /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$(.+):(.+)$/.exec(verifier) ?? [];
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const said = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
    const signature = createHmac('sha256', Buffer.from(server ?? '', 'base64'))
      .update(said)
      .digest('base64');
    expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
    expect(Buffer.from(stored ?? '', 'base64')).toHaveLength(32);
  });

  it('differs from one time to the next', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  });

  it.each(['', 'two words', 'schlüssel', 'tab\t'])(
    'refuses %j, which two clients could encode in two ways',
    (password) => {
      expect(() => scramVerifier(password)).toThrow(TypeError);
    },
  );
});
