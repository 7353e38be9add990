/**
 * LinkedIn's query grammar (Rest.li 2.0). Its own signs `( ) : ,` stay raw and everything inside a value is
 * percent-encoded, so URLs are written by hand: general encoders do it the other way round.
 */
export const encodedValue = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export const listOf = (values: readonly string[]): string => `List(${values.map(encodedValue).join(',')})`;

/** The value of `search=`: elements whose field has one of the values. */
export const searchFor = (field: string, values: readonly string[]): string => `(${field}:(values:${listOf(values)}))`;

/** `(year:2026,month:11,day:1)` of `2026-11-01`. */
export const dayText = (date: string): string => {
  const [year, month, day] = date.split('-').map(Number);
  return `(year:${year},month:${month},day:${day})`;
};
