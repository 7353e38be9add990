import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what a schema names out of the environment; an empty variable counts as absent. Throws one Error that names
 * every wrong variable, and no value (a value may be a secret).
 */
export const loadConfig = <Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'environment'}: ${message}`);
  throw new Error(`Invalid configuration:\n${faults.join('\n')}`);
};

/** Variables that several services have; spread into a schema. */
export const variables = {
  port: z.coerce.number().int().min(0).max(65_535),
  positiveInt: z.coerce.number().int().positive(),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
  /** `true` or `false`, nothing else. */
  flag: z.enum(['true', 'false']).transform((value) => value === 'true'),
} as const;
