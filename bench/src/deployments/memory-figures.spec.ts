import { describe, expect, it } from '@jest/globals';
import { memoryFigures } from './memory-figures.ts';

const megabytes = (rss: number, heapUsed: number) => ({ rss: rss * 1_000_000, heapUsed: heapUsed * 1_000_000 });

describe('What processes hold after a run', () => {
  it('is told for each of them beside what it held before', () => {
    const before = new Map([
      ['api-gateway', megabytes(100, 20)],
      ['orchestrator', megabytes(80, 10)],
    ]);
    const after = new Map([
      ['api-gateway', megabytes(150, 22)],
      ['orchestrator', megabytes(80, 15)],
    ]);
    const figures = memoryFigures(before, after, 1_000);
    expect(figures.map(({ name, value, limit, ratio }) => [name, value, limit?.value, ratio])).toEqual([
      ['api-gateway: resident memory', 150, 100, 1.5],
      ['api-gateway: heap in use', 22, 20, 1.1],
      ['orchestrator: resident memory', 80, 80, 1],
      ['orchestrator: heap in use', 15, 10, 1.5],
    ]);
    expect(figures[0]?.limit?.name).toBe('before 1,000 deployments');
  });

  it('is not told of a process that has ended', () => {
    expect(() => memoryFigures(new Map([['orchestrator', megabytes(80, 10)]]), new Map(), 1)).toThrow('orchestrator');
  });
});
