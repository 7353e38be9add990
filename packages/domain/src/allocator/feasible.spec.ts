import { describe, expect, it } from '@jest/globals';
import { feasible, type LimitedBudget, type LimitedPart } from './feasible.ts';

const unit = 1_000_000;

const part = (key: string, changes: Partial<LimitedPart> = {}): LimitedPart => ({
  ...{ key, currentMicros: 250 * unit, leastMicros: 0, mostMicros: 1_000 * unit, isLocked: false },
  ...changes,
});

const budget = (parts: readonly LimitedPart[], changes: Partial<LimitedBudget> = {}): LimitedBudget => ({
  ...{ currency: 'USD', totalMicros: 1_000 * unit, parts },
  limits: { mostMovePercent: 100, explorationPercent: 0 },
  ...changes,
});

const conflictOf = (question: LimitedBudget): readonly string[] => {
  const answer = feasible(question);
  return answer.kind === 'infeasible' ? answer.conflict : [];
};

const boundsOf = (question: LimitedBudget) => {
  const answer = feasible(question);
  if (answer.kind === 'infeasible') throw new Error(answer.conflict.join());
  return answer.bounds;
};

describe('Limits that cannot all hold', () => {
  it('are named where minima ask for more than there is, the fewest that do', () => {
    const parts = [
      part('meta', { leastMicros: 600 * unit }),
      part('tiktok', { leastMicros: 200 * unit }),
      part('google', { leastMicros: 500 * unit }),
    ];
    const limits = { mostMovePercent: 1_000, explorationPercent: 0 };
    expect(conflictOf(budget(parts, { limits }))).toEqual([
      ...['total 1000.00', 'minimum of meta 600.00', 'minimum of google 500.00'],
    ]);
  });

  it('are named where maxima do not let the total be reached', () => {
    const parts = [part('meta', { mostMicros: 400 * unit }), part('google', { mostMicros: 500 * unit })];
    const limits = { mostMovePercent: 1_000, explorationPercent: 0 };
    expect(conflictOf(budget(parts, { limits }))).toEqual([
      ...['total 1000.00', 'maximum of meta 400.00', 'maximum of google 500.00'],
    ]);
  });

  it('are named where a part would have to move further than it may', () => {
    const limits = { mostMovePercent: 20, explorationPercent: 0 };
    const parts = [part('meta', { leastMicros: 400 * unit }), part('google'), part('tiktok'), part('x')];
    expect(conflictOf(budget(parts, { limits }))).toEqual(['minimum of meta 400.00', 'move of meta 200.00 to 300.00']);
  });

  it('are named where what is locked contradicts a minimum, or leaves too little to explore', () => {
    const few = [part('meta', { isLocked: true, leastMicros: 300 * unit }), part('google')];
    expect(conflictOf(budget(few))).toEqual(['minimum of meta 300.00', 'locked part of meta 250.00']);
    const much = [part('meta', { isLocked: true, currentMicros: 950 * unit }), part('google')];
    expect(conflictOf(budget(much, { limits: { mostMovePercent: 100, explorationPercent: 20 } }))).toEqual([
      ...['total 1000.00', 'locked part of meta 950.00', 'exploration of google 100.00'],
    ]);
  });

  it('are shown in the digits of their currency', () => {
    const parts = [part('meta', { leastMicros: 700 * unit }), part('google', { leastMicros: 400 * unit })];
    const limits = { mostMovePercent: 1_000, explorationPercent: 0 };
    expect(conflictOf(budget(parts, { currency: 'JPY', limits }))[0]).toBe('total 1000');
    expect(conflictOf(budget(parts, { currency: 'KWD', limits }))[1]).toBe('minimum of meta 700.000');
  });

  it('say the total alone where there is nobody to give it to', () => {
    expect(conflictOf(budget([]))).toEqual(['total 1000.00']);
  });
});

describe('What limits leave of a part', () => {
  it('is so much up and down as it may move', () => {
    const limits = { mostMovePercent: 20, explorationPercent: 0 };
    const [first] = boundsOf(budget([part('a'), part('b'), part('c'), part('d')], { limits }));
    expect(first).toEqual({ key: 'a', least: 20_000, most: 30_000, leastBy: 'move', mostBy: 'move' });
  });

  it('begins at the exploration floor, to which a part that has nothing rises at once', () => {
    const limits = { mostMovePercent: 20, explorationPercent: 30 };
    const parts = [part('new', { currentMicros: 0 }), part('old', { currentMicros: 900 * unit })];
    const [fresh] = boundsOf(budget(parts, { limits }));
    expect(fresh).toEqual({ key: 'new', least: 15_000, most: 15_000, leastBy: 'exploration', mostBy: 'move' });
  });

  it('ends at its maximum, which goes before the exploration floor', () => {
    const limits = { mostMovePercent: 100, explorationPercent: 30 };
    const parts = [
      part('small', { mostMicros: 50 * unit, currentMicros: 40 * unit }),
      part('big', { currentMicros: 900 * unit }),
    ];
    const [small] = boundsOf(budget(parts, { limits }));
    expect(small).toMatchObject({ least: 5_000, most: 5_000, mostBy: 'maximum' });
  });

  it('is what it has where it is locked', () => {
    const [locked] = boundsOf(
      budget([part('a', { isLocked: true }), part('b')], { limits: { mostMovePercent: 900, explorationPercent: 0 } }),
    );
    expect(locked).toEqual({ key: 'a', least: 25_000, most: 25_000, leastBy: 'locked', mostBy: 'locked' });
  });
});
