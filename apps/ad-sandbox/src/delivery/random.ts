const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** A 32-bit number that depends on every character of the text and on the seed. */
export const hashOf = (seed: number, text: string): number => {
  let hash = mix(seed ^ 0x9e3779b9);
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return mix(hash);
};

/** The same number in [0, 1) for the same arguments, always: no state is kept between calls. */
export const unitOf = (hash: number, index: number, salt: number): number =>
  mix(mix(hash ^ Math.imul(index + 1, 0x9e3779b1)) ^ Math.imul(salt + 1, 0x27d4eb2f)) / 2 ** 32;

/** Between low and high. */
export const between = (unit: number, low: number, high: number): number => low + unit * (high - low);
