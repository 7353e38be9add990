import { Problem } from '@campaigns/service-kit';

const maxDepth = 32;
/** Keys that reach an object's prototype when a careless merge meets them. */
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

const refuse = (detail: string): never => {
  throw new Problem('malformed-json', detail);
};

const checkText = (text: string): void => {
  // Postgres stores neither in text nor in jsonb.
  if (text.includes('\0')) refuse('A text contains the NUL character');
  if (!text.isWellFormed()) refuse('A text contains half of a surrogate pair');
};

/** Throws a 400 problem for what must not travel further, however valid it is as JSON. */
export const guardJson = (value: unknown, depth = 0): void => {
  if (typeof value === 'string') checkText(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) refuse(`The body is nested deeper than ${maxDepth} levels`);
  for (const [key, member] of Object.entries(value)) {
    if (refusedKeys.has(key)) refuse(`The key "${key}" is not allowed`);
    checkText(key);
    guardJson(member, depth + 1);
  }
};
