import { isObject, type JsonObject, type PlatformRequest, parsedJson } from '../../http/exchange.ts';
import { malformed } from './errors.ts';

/** Throws `Refusal` 400 for anything but a JSON object that is sent as such. */
export const bodyOf = ({ contentType, bodyText }: PlatformRequest): JsonObject => {
  const body = contentType.toLowerCase().startsWith('application/json') ? parsedJson(bodyText) : undefined;
  if (!isObject(body)) throw malformed('The request body must be a JSON object');
  return body;
};
