import { type Answer, type PlatformRequest, Refusal } from '../http/exchange.ts';

export type Form = Readonly<Record<string, string>>;

const isForm = ({ contentType }: PlatformRequest): boolean =>
  contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');

/** Every pair of a form, in its order; none when the body is no form. */
export const formPairs = (request: PlatformRequest): readonly (readonly [name: string, value: string])[] =>
  isForm(request) ? [...new URLSearchParams(request.bodyText)] : [];

/** An answer that tells what it is about in RFC 6749's words; nobody may keep it. */
export const tokenAnswer = (status: number, body: Readonly<Record<string, unknown>>): Answer => ({
  status,
  headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
  body,
});

export const oauthError = (status: number, error: string, description: string): Refusal =>
  new Refusal(tokenAnswer(status, { error, error_description: description }));

/** The form of a call to a token endpoint. Throws `Refusal` invalid_request for another body, and for a name that comes twice. */
export const formOf = (request: PlatformRequest): Form => {
  const pairs = formPairs(request);
  if (pairs.length === 0) throw oauthError(400, 'invalid_request', 'The parameters must be sent as a form.');
  const form = Object.fromEntries(pairs);
  if (Object.keys(form).length < pairs.length) throw oauthError(400, 'invalid_request', 'A parameter came twice.');
  return form;
};

/** Throws `Refusal` invalid_request. */
export const requiredField = (form: Form, name: string): string => {
  const value = form[name];
  if (value === undefined || value === '') throw oauthError(400, 'invalid_request', `Missing parameter: ${name}`);
  return value;
};
