import type { Figure } from '../report/figure.ts';
import type { Memory } from './running-system.ts';

type ByProcess = ReadonlyMap<string, Memory>;

/** What each process holds after so many deployments, beside what it held before them. */
export const memoryFigures = (before: ByProcess, after: ByProcess, count: number): readonly Figure[] =>
  [...before].flatMap(([name, atRest]) => {
    const now = after.get(name);
    if (now === undefined) throw new Error(`${name} has ended meanwhile`);
    const figure = (what: string, of: keyof Memory): Figure => ({
      ...{ name: `${name}: ${what}`, value: now[of] / 1_000_000, unit: 'MB', ratio: now[of] / atRest[of] },
      limit: { name: `before ${count.toLocaleString('en-US')} deployments`, value: atRest[of] / 1_000_000 },
    });
    return [figure('resident memory', 'rss'), figure('heap in use', 'heapUsed')];
  });
