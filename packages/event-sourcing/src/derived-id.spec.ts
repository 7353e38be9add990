import { describe, expect, it } from '@jest/globals';
import { derivedId } from './derived-id.ts';

describe('A derived id', () => {
  it('is the same for the same parts and another for others', () => {
    expect(derivedId('cause', 'consumer', 0)).toBe(derivedId('cause', 'consumer', 0));
    expect(derivedId('cause', 'consumer', 0)).not.toBe(derivedId('cause', 'consumer', 1));
  });

  it('is a UUID of version 8, and stays what it was when events were written with it', () => {
    expect(derivedId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedId('cause', 'consumer', 0)).toBe('f3649e23-5061-822e-a2b5-8cb54fdbdeec');
  });
});
