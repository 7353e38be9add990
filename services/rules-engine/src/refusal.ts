import { RuleViolation } from '@campaigns/event-sourcing';
import { ZodError } from 'zod';

/** Neither a broken rule nor data that nobody can read becomes better by trying again; `undefined` for what may. */
export const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof RuleViolation) return `${error.code}: ${error.message}`;
  return error instanceof ZodError ? `unreadable event: ${error.message}` : undefined;
};
