import { createHash } from 'node:crypto';
import type { Answer } from '../../http/exchange.ts';
import { pageOf } from './paging.ts';
import { oneOf, type Parameters, required } from './parameters.ts';

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const hashes: Readonly<Record<string, string>> = { US: '96683cc9126741d1' };
const hashOf = (code: string): string => hashes[code] ?? createHash('sha256').update(code).digest('hex').slice(0, 16);

const countries = letters
  .flatMap((first) => letters.map((second) => `${first}${second}`))
  .flatMap((code) => {
    const name = names.of(code);
    if (name === undefined) return [];
    return [
      {
        name,
        country_code: code,
        location_type: 'COUNTRIES',
        targeting_type: 'LOCATION',
        targeting_value: hashOf(code),
      },
    ];
  });

/** `GET targeting_criteria/locations`. The sandbox knows countries. */
export const listLocations = (parameters: Parameters): Answer => {
  oneOf(required(parameters, 'location_type'), 'location_type', ['COUNTRIES']);
  const { q = '' } = parameters;
  const found = countries.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return pageOf(
    found.map((row, serial) => ({ at: 0, serial, row })),
    parameters,
    (row) => row,
  );
};
