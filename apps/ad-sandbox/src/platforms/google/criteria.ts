import { isObject } from '../../http/exchange.ts';

/** A criterion of a campaign or an ad group, kept in its details. Times are real epoch ms; one that was removed stays known. */
export type Criterion = Readonly<{
  id: string;
  /** `location`, `ageRange`, … */
  field: string;
  value: Readonly<Record<string, unknown>>;
  negative: boolean;
  addedAt: number;
  removedAt?: number;
}>;

const isCriterion = (value: unknown): value is Criterion => isObject(value) && typeof value['field'] === 'string';

export const criteriaOf = ({
  details,
}: Readonly<{ details: Readonly<Record<string, unknown>> }>): readonly Criterion[] => {
  const { criteria } = details;
  return Array.isArray(criteria) ? criteria.filter(isCriterion) : [];
};

export const isLiving = ({ removedAt }: Criterion): boolean => removedAt === undefined;
