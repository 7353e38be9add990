import { type Answer, Refusal } from '../../http/exchange.ts';

/** The echo of the request is added where the answer is sent. */
const errors = (status: number, code: string | number, message: string, parameter?: string): Answer => ({
  status,
  body: { errors: [{ code, message, ...(parameter === undefined ? {} : { parameter }) }] },
});

export const ok = (data: unknown, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status: 200,
  body: { data, ...more },
});

export const refused = (status: number, code: string | number, message: string, parameter?: string): Refusal =>
  new Refusal(errors(status, code, message, parameter));

export const invalid = (parameter: string, message: string): Refusal =>
  refused(400, 'INVALID_PARAMETER', message, parameter);

export const missing = (parameter: string): Refusal =>
  refused(400, 'MISSING_PARAMETER', `"${parameter}" is a required parameter`, parameter);

export const campaignNotFound = (id: string): Refusal =>
  refused(404, 'CAMPAIGN_NOT_FOUND', `Campaign ${id} was not found`, 'campaign_id');

/** The signature, its time or its nonce is not what it has to be, or the token is not known. */
export const unauthorized = (why: string): Answer =>
  errors(401, 'UNAUTHORIZED_ACCESS', `This request is not properly authenticated: ${why}`);

export const tooManyRequests = (): Answer => errors(429, 'TOO_MANY_REQUESTS', 'Too many requests for this resource');

export const someParameterInvalid = (): Answer => errors(400, 'INVALID_PARAMETER', 'A parameter was invalid');
