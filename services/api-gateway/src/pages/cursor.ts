import { Problem } from '@campaigns/service-kit';
import { z } from 'zod';

/** Where a page ended: the sort value of its last row and, because values repeat, the row's id. */
const cursorContent = z.strictObject({
  sort: z.string(),
  order: z.enum(['asc', 'desc']),
  value: z.string().max(500),
  id: z.uuid(),
});
type CursorContent = z.infer<typeof cursorContent>;

/** How a sort value is written into a cursor; also what a forged cursor is checked against. */
export const valueForms = {
  /** Microseconds since 1970: an instant as exact as Postgres has it. */
  instant: /^-?\d{1,16}$/,
  decimal: /^\d{1,18}(\.\d{1,6})?$/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL cannot be stored
  text: /^[^\u0000]*$/,
} as const;
export type ValueForm = keyof typeof valueForms;

export type Sorting = Readonly<{ sort: string; order: 'asc' | 'desc'; form: ValueForm }>;

const invalid = (): Problem => new Problem('invalid-cursor', 'The cursor was not made by this list in this order');

export const encodeCursor = (
  { sort, order }: Sorting,
  { value, id }: Readonly<{ value: string; id: string }>,
): string => Buffer.from(JSON.stringify({ sort, order, value, id } satisfies CursorContent)).toString('base64url');

const jsonOf = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid();
  }
};

/** Throws a 400 problem for a cursor that this list, sorted this way, did not make. */
export const decodeCursor = (
  cursor: string,
  { sort, order, form }: Sorting,
): Readonly<{ value: string; id: string }> => {
  const parsed = cursorContent.safeParse(jsonOf(cursor));
  if (!parsed.success) throw invalid();
  const { value, id, ...made } = parsed.data;
  const fits = made.sort === sort && made.order === order && valueForms[form].test(value) && value.isWellFormed();
  if (!fits) throw invalid();
  return { value, id };
};
