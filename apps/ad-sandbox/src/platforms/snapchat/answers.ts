import { randomUUID } from 'node:crypto';
import { type Answer, type JsonObject, Refusal } from '../../http/exchange.ts';

/** Every answer is a list; each of its items lies under a name of its own, beside how it went. */
export const succeeded = (more: JsonObject): Answer => ({
  status: 200,
  body: { request_status: 'SUCCESS', request_id: randomUUID(), ...more },
});

export const item = (name: string, value: unknown): JsonObject => ({ sub_request_status: 'SUCCESS', [name]: value });

/** An error of the whole request. */
export const requestError = (
  status: number,
  { code, debug, display = debug }: Readonly<{ code?: string; debug: string; display?: string }>,
): Answer => ({
  status,
  body: {
    request_status: 'ERROR',
    request_id: randomUUID(),
    debug_message: debug,
    display_message: display,
    ...(code === undefined ? {} : { error_code: code }),
  },
});

export const notFound = (): Refusal =>
  new Refusal(
    requestError(404, {
      code: 'E3003',
      debug: 'Resource can not be found',
      display: "We're sorry, but the requested resource is not available at this time",
    }),
  );

export const noPermission = (): Refusal =>
  new Refusal(requestError(403, { code: 'E3001', debug: 'The caller has no access to the resource' }));

/** E1xxx and E2xxx for a request that cannot be read as a whole. */
export const badRequest = (code: string, debug: string): Refusal => new Refusal(requestError(400, { code, debug }));

const challenge = 'Bearer error="invalid_token"';

/** 401 has no body; what is wrong is in a header. */
export const unauthorized = (description?: string): Answer => ({
  status: 401,
  headers: {
    'www-authenticate': description === undefined ? challenge : `${challenge}, error_description="${description}"`,
  },
});

export const expiredToken = (): Answer => unauthorized('The access token expired');

/** One item of a request is wrong; thrown while it is checked, and told beside the other items in an HTTP 200. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
  readonly reason: string;

  constructor(code: string, message: string) {
    super(message);
    this.reason = `Error code: ${code}, message: ${message}`;
  }
}

export const notAllowed = (field: string): ItemError =>
  new ItemError('E2002', `Property value is not allowed : [${field}]`);

export const failedItem = ({ reason }: ItemError): JsonObject => ({
  sub_request_status: 'ERROR',
  sub_request_error_reason: reason,
});

const outcomeOf = (step: () => JsonObject): JsonObject => {
  try {
    return step();
  } catch (error) {
    if (error instanceof ItemError) return failedItem(error);
    throw error;
  }
};

/** The items one by one, each with its own outcome; the request has failed when one of them has. */
export const itemwise = (list: string, steps: readonly (() => JsonObject)[]): Answer => {
  const items = steps.map(outcomeOf);
  const { status, body } = succeeded({ [list]: items });
  if (items.every(({ sub_request_status: outcome }) => outcome === 'SUCCESS')) return { status, body };
  return { status, body: { ...(body as JsonObject), request_status: 'ERROR' } };
};
