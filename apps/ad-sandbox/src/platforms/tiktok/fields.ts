import { isObject, type JsonObject, type PlatformRequest, parsedJson } from '../../http/exchange.ts';
import { invalid } from './envelope.ts';

/** The JSON body of a POST. Throws `Refusal` 40002 when it is not sent as JSON. */
export const bodyOf = ({ contentType, bodyText }: PlatformRequest): JsonObject => {
  if (!contentType.toLowerCase().startsWith('application/json'))
    throw invalid('Content-Type: must be application/json.');
  const body = parsedJson(bodyText);
  if (!isObject(body)) throw invalid('The request body is not a valid JSON object.');
  return body;
};

/** A JSON value carried in a query parameter; a plain word stays text. */
export const jsonParameter = (parameters: PlatformRequest['parameters'], name: string): unknown => {
  const text = parameters[name];
  if (text === undefined) return undefined;
  const value = parsedJson(text);
  if (value === undefined) throw invalid(`${name}: Not a valid JSON value.`);
  return value;
};

export const requiredText = (source: JsonObject, name: string): string => {
  const value = source[name];
  if (value === undefined || value === null || value === '') throw invalid(`${name}: Missing data for required field.`);
  if (typeof value !== 'string') throw invalid(`${name}: Not a valid string.`);
  return value;
};

export const texts = (value: unknown, name: string): readonly string[] => {
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string'))
    throw invalid(`${name}: Not a valid list of strings.`);
  return value as readonly string[];
};

export const oneOf = <const T extends string>(value: unknown, name: string, allowed: readonly T[]): T => {
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) throw invalid(`${name}: Must be one of: ${allowed.join(', ')}.`);
  return found;
};

export type Page<T> = Readonly<{ list: readonly T[]; page_info: Readonly<Record<string, number>> }>;

const wholeNumber = (text: string | undefined, name: string, fallback: number, most: number): number => {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw invalid(`${name}: Must be between 1 and ${most}.`);
  return value;
};

/** `page` from 1, `page_size` 1–1000, 10 when absent. */
export const pageOf = <T>(rows: readonly T[], parameters: PlatformRequest['parameters']): Page<T> => {
  const page = wholeNumber(parameters['page'], 'page', 1, 1_000_000);
  const size = wholeNumber(parameters['page_size'], 'page_size', 10, 1000);
  return {
    list: rows.slice((page - 1) * size, page * size),
    page_info: { page, page_size: size, total_number: rows.length, total_page: Math.ceil(rows.length / size) },
  };
};
