import { describe, expect, it } from '@jest/globals';
import { challengeFor } from './codes.ts';

describe('the challenge of a verifier', () => {
  it('is that of the example of RFC 7636', () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(challengeFor('S256', verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    expect(challengeFor('plain', verifier)).toBe(verifier);
  });
});
