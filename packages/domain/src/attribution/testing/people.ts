import { microsPerUnit, type Platform } from '@campaigns/contracts';
import type { Touchpoint } from '../touchpoint.ts';

const dayMs = 86_400_000;

/** Midnight in UTC before the first day of what is told here. */
export const dawn = Date.parse('2026-03-01T00:00:00.000Z');

/** The instant so many days after dawn. */
export const day = (days: number): number => dawn + Math.round(days * dayMs);

type Step = readonly [days: number, what: Platform | 'buys', worth?: number];

/** What a person went through: days after dawn with the platform that was met, or with what was bought, for 100 USD or else. */
export const person = (customer: string, ...steps: readonly Step[]): readonly Touchpoint[] =>
  steps.map(([days, what, worth = 100], index) => {
    const common = { id: `${customer} ${String(index).padStart(4, '0')}`, customer, atMs: day(days) };
    return what === 'buys'
      ? { ...common, kind: 'conversion', value: { micros: worth * microsPerUnit, currency: 'USD' } }
      : { ...common, kind: 'touch', platform: what, orchestrationId: null };
  });

/** So many people who met these platforms, an hour apart, of whom so many bought something a day later. */
export const people = (
  name: string,
  count: number,
  buyers: number,
  ...platforms: readonly Platform[]
): readonly Touchpoint[] =>
  Array.from({ length: count }, (_, index) => {
    const met: readonly Step[] = platforms.map((platform, place) => [place / 24, platform]);
    return person(`${name} ${index}`, ...met, ...(index < buyers ? [[1, 'buys'] as const] : []));
  }).flat();
