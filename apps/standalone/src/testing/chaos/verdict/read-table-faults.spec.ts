import { describe, expect, it } from '@jest/globals';
import { readTableFaults, type TableRows } from './read-table-faults.ts';

const tables = (rows: Readonly<Record<string, readonly string[]>>): TableRows => new Map(Object.entries(rows));
const rebuilt = tables({ campaign_templates: ['{"name": "a"}', '{"name": "b"}'], orchestration_rules: [] });

describe('The verdict on the read tables', () => {
  it('finds nothing wrong with the same rows in whatever order', () => {
    const shown = tables({ campaign_templates: ['{"name": "b"}', '{"name": "a"}'], orchestration_rules: [] });
    expect(readTableFaults(shown, rebuilt)).toEqual([]);
  });

  it.each([
    ['a row that is missing', ['{"name": "a"}'], ['does not show what the log says: {"name": "b"}']],
    ['a row too many', ['{"name": "a"}', '{"name": "b"}', '{"name": "b"}'], ['the log does not say: {"name": "b"}']],
    [
      'another value in a row',
      ['{"name": "a"}', '{"name": "c"}'],
      ['the log does not say: {"name": "c"}', 'does not show what the log says: {"name": "b"}'],
    ],
  ])('names %s', (_, rows, faults) => {
    const found = readTableFaults(tables({ campaign_templates: rows, orchestration_rules: [] }), rebuilt);
    expect(found).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) expect(found[index]).toContain(fault);
  });

  it('names the rows of a table that only one of them has', () => {
    expect(readTableFaults(tables({ orchestration_rules: [] }), rebuilt)).toHaveLength(2);
    expect(readTableFaults(tables({ ...Object.fromEntries(rebuilt), notes: ['{}'] }), rebuilt)).toHaveLength(1);
  });
});
