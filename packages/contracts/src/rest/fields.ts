import { z } from 'zod';
import { currency } from '../money.ts';
import { platform } from '../vocabulary.ts';

/** A path or body id. Lower case, because stream names are. */
export const idOf = (noun: string) =>
  z
    .uuid({ error: `expected the UUID of a ${noun}` })
    .toLowerCase()
    .meta({ description: `UUID of a ${noun}` });

export const requiredText = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, `must have at most ${max} characters`);

/** Currency units with at most as many decimals as the currency. The bound keeps sums exact. */
export const amount = z
  .number({ error: 'expected an amount in currency units, such as 10000 or 99.5' })
  .positive('must be more than 0')
  .max(9_000_000_000, 'must be at most 9,000,000,000')
  .meta({ description: 'Amount in currency units', example: 10000 });

export const amountByPlatform = z
  .partialRecord(platform, amount)
  .refine((amounts) => Object.keys(amounts).length > 0, 'must name at least one platform')
  .meta({ description: 'Amount per platform, in currency units' });

/** One schema for all free-form values, so that the document names it once. */
export const json = z.json().meta({ id: 'JsonValue', description: 'Any JSON value' });

/** Free-form settings; what they mean is up to each platform. */
export const settings = z.record(z.string().max(200), json).meta({ description: 'Free-form campaign settings' });
export const settingsByPlatform = z
  .partialRecord(platform, settings)
  .meta({ description: 'Settings of single platforms' });

export const platformList = z
  .array(platform)
  .min(1, 'must name at least one platform')
  .max(6)
  .refine((names) => new Set(names).size === names.length, 'must name each platform once');

export const pageQuery = {
  cursor: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: '`next_cursor` of the page before; leave out for the first page' }),
  limit: z.coerce
    .number({ error: 'expected a whole number from 1 to 200' })
    .int('expected a whole number from 1 to 200')
    .min(1, 'expected a whole number from 1 to 200')
    .max(200, 'expected a whole number from 1 to 200')
    .default(50)
    .meta({ description: 'Entries per page' }),
};

export const nextCursor = z.string().nullable().meta({ description: '`null` on the last page' });

/** Postgres knows no year 0. */
export const day = z.iso
  .date({ error: 'expected a date such as "2026-11-27"' })
  .refine((date) => date >= '0001', 'expected a date such as "2026-11-27"');

/** An instant with an offset; answers are always in UTC. */
export const instantIn = z.iso
  .datetime({ offset: true, error: 'expected an instant such as "2026-11-27T00:00:00Z"' })
  .meta({ description: 'ISO 8601 instant', example: '2026-11-27T00:00:00Z' });
export const instantOut = z.iso.datetime();

export { currency };

export const success = z.literal(true);
/** Numbers of the answers: plain JSON numbers in currency units. */
export const units = z.number();
export const revision = z.int().min(0).meta({ description: 'Also the ETag, in quotes' });
