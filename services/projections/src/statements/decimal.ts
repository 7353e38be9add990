import { microsPerUnit } from '@campaigns/contracts';

/** Exact decimal digits of an amount in millionths, without trailing zeros: 5,000,000 is `5`, 100,000 is `0.1`. */
export const decimal = (amountMicros: number): string => {
  const units = Math.floor(amountMicros / microsPerUnit);
  const fraction = String(amountMicros % microsPerUnit)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(units) : `${units}.${fraction}`;
};
