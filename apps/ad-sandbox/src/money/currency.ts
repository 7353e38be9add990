const zeroDecimal = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));

/** Digits after the decimal point that amounts of the currency have: 2, or 0 for yen, won and the like. */
export const decimalsOf = (currency: string): 0 | 2 => (zeroDecimal.has(currency) ? 0 : 2);

/** Micros in the currency's smallest unit: 10,000 for a cent, 1,000,000 for a yen. */
export const minorUnitMicros = (currency: string): number => (zeroDecimal.has(currency) ? 1_000_000 : 10_000);

/** Exact decimal text of an amount that is a multiple of the smallest unit; anything below that unit is cut off. */
export const decimalText = (micros: number, currency: string): string => {
  const decimals = decimalsOf(currency);
  const units = String(Math.floor(micros / minorUnitMicros(currency))).padStart(decimals + 1, '0');
  return decimals === 0 ? units : `${units.slice(0, -decimals)}.${units.slice(-decimals)}`;
};

const threeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
const known = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code whose amounts the sandbox can keep; those with three decimals it cannot. */
export const isCurrency = (code: string): boolean => known.has(code) && !threeDecimals.has(code);
