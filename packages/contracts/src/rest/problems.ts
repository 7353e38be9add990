import { z } from 'zod';
import { json } from './fields.ts';
import { problemCatalogue } from './problem-catalogue.ts';

export type ProblemCode = keyof typeof problemCatalogue;

export const problemCodes = Object.keys(problemCatalogue) as readonly ProblemCode[];

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemCatalogue, code);

/** Where the explanation of a problem code is served. */
export const problemType = (code: ProblemCode): string => `/problems/${code}`;

/** RFC 9457. `code`, `request_id`, `errors` and `details` are extension members. */
export const problemDetails = z
  .strictObject({
    type: z.string().meta({ description: 'Address of the explanation', example: '/problems/invalid-request' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    instance: z.string().optional(),
    code: z.string().meta({ description: 'Stable; the last part of `type`', example: 'invalid-request' }),
    request_id: z.string().optional(),
    errors: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .meta({ description: 'JSON pointer into the body, or `#/query/…`, `#/path/…`, `#/header/…`' }),
          detail: z.string(),
        }),
      )
      .optional(),
    details: z.record(z.string(), json).optional().meta({ description: 'Facts about the refusal, by code' }),
  })
  .meta({ id: 'Problem' });
export type ProblemDetails = z.infer<typeof problemDetails>;

/** The page of a problem code, as served at `problemType(code)` and kept in docs/problems. */
export const problemPage = (code: ProblemCode): string => {
  const { status, title, why, remedy } = problemCatalogue[code];
  return `# ${title}\n\n- Code: \`${code}\`\n- HTTP status: ${status}\n\n${why}\n\n## What to do\n\n${remedy}\n`;
};
