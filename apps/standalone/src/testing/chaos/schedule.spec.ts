import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../crash-test/seeded-random.ts';
import { allBlows } from './blows/index.ts';
import { diceOf } from './dice.ts';
import { schedule } from './schedule.ts';

const rounds = (seed: number, count: number): readonly string[] =>
  schedule(allBlows, diceOf(seededRandom(seed)))
    .take(count * allBlows.length)
    .map(({ name }) => name)
    .toArray();
const sorted = (names: readonly string[]): readonly string[] => names.toSorted();
const everyName = sorted(allBlows.map(({ name }) => name));

describe('The blows of a chaos test', () => {
  it('come once each in every round, in an order of its own', () => {
    const names = rounds(1, 3);
    const [first, second, third] = [0, 1, 2].map((round) => names.slice(round * 9, round * 9 + 9));
    for (const round of [first, second, third]) expect(sorted(round ?? [])).toEqual(everyName);
    expect(first).not.toEqual(second);
    expect(second).not.toEqual(third);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(rounds(7, 5)).toEqual(rounds(7, 5));
    expect(rounds(7, 5)).not.toEqual(rounds(8, 5));
  });
});

describe('The dice', () => {
  it('fall on every side, and on no other', () => {
    const dice = diceOf(seededRandom(1));
    const thrown = new Set(Array.from({ length: 500 }, () => dice.between(2, 5)));
    expect(sorted([...thrown].map(String))).toEqual(['2', '3', '4', '5']);
    const picked = new Set(Array.from({ length: 500 }, () => dice.pick(['a', 'b', 'c'])));
    expect(picked).toEqual(new Set(['a', 'b', 'c']));
  });
});
