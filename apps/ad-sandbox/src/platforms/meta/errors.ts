import { randomBytes } from 'node:crypto';
import { type Answer, type JsonObject, Refusal } from '../../http/exchange.ts';

type GraphError = Readonly<{
  message: string;
  code: number;
  type?: 'OAuthException' | 'GraphMethodException';
  error_subcode?: number;
  is_transient?: boolean;
  error_user_title?: string;
  error_user_msg?: string;
  error_data?: JsonObject;
}>;

/** `error` in the body is what counts: the same code comes with several HTTP statuses. */
export const graphError = (status: number, { type = 'OAuthException', ...error }: GraphError): Answer => ({
  status,
  body: { error: { type, is_transient: false, ...error, fbtrace_id: randomBytes(12).toString('base64url') } },
});

/** 100: a parameter is wrong; which one is in the message and in `error_data`. */
export const invalid = (field: string, message: string): Refusal =>
  new Refusal(
    graphError(400, {
      message: `(#100) ${message}`,
      code: 100,
      error_user_title: 'Invalid parameter',
      error_user_msg: message,
      error_data: { blame_field_specs: [[field]] },
    }),
  );

/** The same with a subcode of its own. */
export const invalidWith = (subcode: number, field: string, message: string): Refusal =>
  new Refusal(
    graphError(400, {
      message: `(#100) ${message}`,
      code: 100,
      error_subcode: subcode,
      error_user_title: 'Invalid parameter',
      error_user_msg: message,
      error_data: { blame_field_specs: [[field]] },
    }),
  );

/** 100/33: no such object, or one that the token may not see; Graph does not tell which. */
export const notFound = (method: string, id: string): Refusal =>
  new Refusal(
    graphError(400, {
      message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
      type: 'GraphMethodException',
      code: 100,
      error_subcode: 33,
    }),
  );

const badToken = (message: string, subcode?: number): Answer => ({
  ...graphError(401, { message, code: 190, ...(subcode === undefined ? {} : { error_subcode: subcode }) }),
  headers: { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${message}"` },
});

export const missingToken = (): Answer => badToken('An access token is required to request this resource.');
export const unknownToken = (): Answer => badToken('Invalid OAuth access token.', 467);
export const expiredToken = (): Answer => badToken('Error validating access token: Session has expired.', 463);
export const revokedToken = (): Answer =>
  badToken('Error validating access token: The user has not authorized the application.', 458);

export const noPermission = (): Answer =>
  graphError(403, {
    message: '(#200) Ad account owner has NOT grant ads_management or ads_read permission',
    code: 200,
  });
