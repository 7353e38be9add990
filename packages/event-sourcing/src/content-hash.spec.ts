import { describe, expect, it } from '@jest/globals';
import { contentHash } from './content-hash.ts';

describe('A content hash', () => {
  it('is the same for the same content in another order, and another for other content', () => {
    expect(contentHash({ b: 1, a: [2] })).toBe(contentHash({ a: [2], b: 1 }));
    expect(contentHash({ b: 1, a: [2] })).not.toBe(contentHash({ b: 1, a: [3] }));
  });

  it('is the SHA-256 of the canonical JSON', () => {
    expect(contentHash({ b: 1, a: 2 })).toBe('d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772');
  });
});
