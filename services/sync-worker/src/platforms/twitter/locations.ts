import { z } from 'zod';
import { invalid } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import type { TwitterClient } from './client.ts';
import type { Criterion } from './targeting.ts';

const location = z.object({ country_code: z.string().nullish(), targeting_value: z.string() });

/** X's places for ISO codes of countries. Throws `validation` for countries that X does not know. */
export type CountryCriteria = (call: AccountCall, countries: readonly string[]) => Promise<readonly Criterion[]>;

/**
 * All countries are read at once and kept for good: the places of X do not change, and they may be asked for five times in a
 * quarter of an hour.
 */
export const countryCriteria = (client: TwitterClient): CountryCriteria => {
  let known: ReadonlyMap<string, string> | undefined;

  const read = async (call: AccountCall): Promise<ReadonlyMap<string, string>> => {
    const parameters = { location_type: 'COUNTRIES' };
    const rows = await client.list(call, { path: '/targeting_criteria/locations', parameters }, location);
    return new Map(rows.flatMap(({ country_code: code, targeting_value: value }) => (code ? [[code, value]] : [])));
  };

  return async (call, countries) => {
    if (countries.length === 0) return [];
    known ??= await read(call);
    const unknown = countries.filter((country) => known?.has(country) !== true);
    if (unknown.length > 0) {
      throw invalid('targeting-not-supported', `targeting: X knows no country ${unknown.join(', ')}`);
    }
    return countries.map((country) => ({ targeting_type: 'LOCATION', targeting_value: known?.get(country) ?? '' }));
  };
};
