/** Why something is refused, and what to do about it. */
export type CatalogueEntry = Readonly<{ status: number; title: string; why: string; remedy: string }>;

export const entry = (status: number, title: string, why: string, remedy: string): CatalogueEntry => ({
  status,
  title,
  why,
  remedy,
});
