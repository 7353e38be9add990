import type { PlatformRequest } from '../../http/exchange.ts';
import { formPairs } from '../../oauth/form.ts';
import { invalid, missing } from './answers.ts';

export type Pairs = readonly (readonly [name: string, value: string])[];

/** Of the query and, where there is one, of a form; a JSON body counts for nothing here. */
export const pairsOf = (request: PlatformRequest): Pairs => [
  ...new URLSearchParams(request.queryText),
  ...formPairs(request),
];

/** Of the query and of a form together, decoded. */
export type Parameters = Readonly<Record<string, string>>;

export const required = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  if (value === undefined || value === '') throw missing(name);
  return value;
};

export const oneOf = <const T extends string>(value: string, name: string, allowed: readonly T[]): T => {
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) throw invalid(name, `Expected one of ${allowed.join(', ')}, got "${value}" for ${name}`);
  return found;
};

export const flag = (parameters: Parameters, name: string): boolean =>
  oneOf(parameters[name] ?? 'false', name, ['true', 'false']) === 'true';

/** A comma list of at most `most`. */
export const listed = (value: string, name: string, most: number): readonly string[] => {
  const entries = value.split(',');
  if (entries.length > most) throw invalid(name, `Expected at most ${most} values, got ${entries.length} for ${name}`);
  return entries;
};

/** Epoch ms of `2026-11-09T08:00:00Z`. */
export const instant = (parameters: Parameters, name: string): number => {
  const value = required(parameters, name);
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(name, `Expected time, got "${value}" for ${name}`);
  return at;
};
