import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
describe('x', () => { it('y', () => { const a: number = 1; expect(z.int().parse(a)).toBe(1); }); });
