import { isObject, type JsonObject, type PlatformRequest, parsedJson } from '../../http/exchange.ts';
import { isDate } from '../../time/zone.ts';
import { invalid } from './errors.ts';

/** Query and body together, as Graph reads them; nested values may still be JSON text. */
export type Parameters = JsonObject;

const bodyOf = ({ contentType, bodyText }: PlatformRequest): Parameters => {
  if (bodyText === '') return {};
  if (!contentType.toLowerCase().startsWith('application/json'))
    return Object.fromEntries(new URLSearchParams(bodyText));
  const body = parsedJson(bodyText);
  if (!isObject(body)) throw invalid('body', 'The request body is not a valid JSON object');
  return body;
};

export const parametersOf = (request: PlatformRequest): Parameters => ({ ...request.parameters, ...bodyOf(request) });

/** A list or an object, sent as such or as JSON text. */
const nested = (value: unknown): unknown => (typeof value === 'string' ? (parsedJson(value) ?? value) : value);

export const optionalText = (parameters: Parameters, name: string): string | undefined => {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(name, `Param ${name} must be a string`);
  return value;
};

export const requiredText = (parameters: Parameters, name: string): string => {
  const value = optionalText(parameters, name);
  if (value === undefined || value.trim() === '') throw invalid(name, `The parameter ${name} is required`);
  return value;
};

/** A positive whole number, sent as a number or as its digits. */
export const wholeNumber = (
  parameters: Parameters,
  name: string,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined => {
  const value = parameters[name];
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > most) {
    throw invalid(name, `Param ${name} must be an integer between 1 and ${most}`);
  }
  return number;
};

export const optionalFlag = (parameters: Parameters, name: string): boolean | undefined => {
  const value = nested(parameters[name]);
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalid(name, `Param ${name} must be a boolean`);
};

export const oneOf = <const T extends string>(value: unknown, name: string, allowed: readonly T[]): T => {
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) {
    throw invalid(name, `Param ${name} must be one of {${allowed.join(', ')}} - got ${JSON.stringify(value)}`);
  }
  return found;
};

export const optionalList = (parameters: Parameters, name: string): readonly unknown[] | undefined => {
  const value = nested(parameters[name]);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw invalid(name, `Param ${name} must be an array`);
  return value;
};

export const optionalObject = (parameters: Parameters, name: string): JsonObject | undefined => {
  const value = nested(parameters[name]);
  if (value === undefined) return undefined;
  if (!isObject(value)) throw invalid(name, `Param ${name} must be an object`);
  return value;
};

const zoned = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:?\d{2})$/;

const instantOfText = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const [, date, clock, offset] = zoned.exec(text) ?? [];
  if (!isDate(date) || clock === undefined || offset === undefined) return Number.NaN;
  return Date.parse(`${date}T${clock}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2')}`);
};

/** Epoch ms of an ISO 8601 time with its offset, or of unix seconds. */
export const optionalInstant = (parameters: Parameters, name: string): number | undefined => {
  const value = parameters[name];
  if (value === undefined) return undefined;
  const instant = instantOfText(String(value));
  if (Number.isNaN(instant)) {
    throw invalid(name, `Param ${name} must be an ISO 8601 time with an offset, or a unix timestamp`);
  }
  return instant;
};
