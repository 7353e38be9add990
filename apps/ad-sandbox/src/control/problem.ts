import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { z } from 'zod';

/** What the control interface answers when it refuses: a title, and what exactly is wrong. */
export class ControlProblem extends Error {
  override readonly name = 'ControlProblem';
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

export const notFound = (detail: string): ControlProblem => new ControlProblem(404, 'Not found', detail);

/** The value in the schema's form. Throws `ControlProblem` 400 that names every wrong field. */
export const parsed = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ControlProblem(400, 'The request is not valid', faults.join('; '));
};

export const noSuchRoute: RequestHandler = ({ method, originalUrl }) => {
  throw notFound(`${method} ${originalUrl} is no part of the control interface`);
};

/** What the body parser throws is the client's fault and may be shown. */
const exposed = (error: unknown): ControlProblem | undefined => {
  if (!(error instanceof Error) || !('expose' in error) || error.expose !== true || !('status' in error))
    return undefined;
  return new ControlProblem(Number(error.status), 'The request is not valid', `body: ${error.message}`);
};

export const problemAnswer: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const problem = error instanceof ControlProblem ? error : exposed(error);
  const { status, title, message } = problem ?? new ControlProblem(500, 'Internal error', 'The sandbox failed');
  response.status(status).json({ title, detail: message });
};
