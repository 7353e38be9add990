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
  /** `host:port` of some of the brokers, comma-separated. */
  kafkaBrokers: z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'expected host:port'))),
  /** Stands before the name of every topic and group. Kafka allows 249 characters for the whole. */
  kafkaNamespace: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'expected at most 100 letters, digits, dots, underscores or hyphens'),
  /** What a login role is given. */
  databasePassword: z.string().regex(/^[!-~]+$/, 'expected printable ASCII without spaces'),
  /** `true` or `false`, nothing else. */
  flag: z.enum(['true', 'false']).transform((value) => value === 'true'),
} as const;
