import { camelCase } from '../json-message.ts';
import { fieldNamed, type Resource } from './fields.ts';
import type { Row } from './row.ts';

type Json = { [key: string]: unknown };

const child = (parent: Json, key: string): Json => {
  const known = parent[key];
  if (typeof known === 'object' && known !== null) return known as Json;
  const made: Json = {};
  parent[key] = made;
  return made;
};

/** Resources are always named, whichever of their fields are selected. */
const unnamed = new Set(['metrics', 'segments']);

/**
 * The selected fields of a row, the way protobuf writes JSON: names in camelCase, int64 as text, and what is zero, false or
 * empty left out.
 */
export const rowJson = (row: Row, select: readonly string[], from: Resource): Json => {
  const json: Json = {};
  const groups = new Set([from, ...select.map((name) => name.slice(0, name.indexOf('.')))]);
  const names = [...groups].filter((group) => !unnamed.has(group)).map((group) => `${group}.resource_name`);
  for (const group of groups) child(json, camelCase(group));
  for (const name of new Set([...names, ...select])) {
    const field = fieldNamed(name);
    const list = field?.list?.(row) ?? [];
    const value = list.length > 0 ? list : field?.read(row);
    if (value === undefined || value === 0 || value === false || value === '') continue;
    const path = name.split('.').map(camelCase);
    const [last = ''] = path.splice(-1);
    path.reduce(child, json)[last] = field?.type === 'INT64' ? String(value) : value;
  }
  return json;
};
