import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('waits until an assertion holds and gives back its result', async () => {
    let tries = 0;
    const result = await eventually(() => {
      tries += 1;
      expect(tries).toBe(3);
      return 'done';
    });
    expect(result).toBe('done');
  });

  it('throws the last failure when the time is up', async () => {
    const check = (): void => expect(1).toBe(2);
    await expect(eventually(check, { timeoutMs: 30 })).rejects.toThrow('toBe');
  });
});
