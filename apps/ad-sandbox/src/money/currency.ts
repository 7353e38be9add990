const zeroDecimal = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Digits after the decimal point that amounts of the currency have: 0 for yen and won, 3 for dinars, mostly 2. */
export const decimalsOf = (currency: string): 0 | 2 | 3 => {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
};

/** Micros in the currency's smallest unit: 10,000 for a cent, 1,000,000 for a yen, 1,000 for a fils. */
export const minorUnitMicros = (currency: string): number => 10 ** (6 - decimalsOf(currency));

/** Exact decimal text of an amount that is a multiple of the smallest unit; anything below that unit is cut off. */
export const decimalText = (micros: number, currency: string): string => {
  const decimals = decimalsOf(currency);
  const units = String(Math.floor(micros / minorUnitMicros(currency))).padStart(decimals + 1, '0');
  return decimals === 0 ? units : `${units.slice(0, -decimals)}.${units.slice(-decimals)}`;
};

const known = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code. On every platform: in which currencies each of them bills is its own affair, and changes. */
export const isCurrency = (code: string): boolean => known.has(code);
