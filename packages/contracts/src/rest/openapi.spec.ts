import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from './openapi.ts';
import { mayAct, restOperationEntries, restPrefix } from './operations.ts';
import { problemCatalogue } from './problem-catalogue.ts';
import { isProblemCode, problemCodes, problemPage } from './problems.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const document = JSON.parse(JSON.stringify(openApiDocument()));
type Documented = Readonly<{ operationId: string; responses: Record<string, unknown>; requestBody?: unknown }>;
const paths = Object.entries(document.paths as Record<string, Record<string, Documented>>);
/** Those of the platforms' own calls are others: no token, no key. */
const ofTheApi = paths.filter(([path]) => path.startsWith(restPrefix)).map(([, operations]) => operations);
const documented = ofTheApi.flatMap((operations) => Object.values(operations));

describe('The OpenAPI document', () => {
  it('is the committed one', async () => {
    expect(JSON.parse(await readFile(new URL('openapi.json', docs), 'utf8'))).toEqual(document);
  });

  it('has every operation under its id', () => {
    expect(documented.map(({ operationId }) => operationId).toSorted()).toEqual(
      restOperationEntries.map(([id]) => id).toSorted(),
    );
  });

  it('tells of every operation that it may answer 401, 403, 429, 500 and 503', () => {
    for (const { responses } of documented) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429', '500', '503']));
    }
  });

  it('tells of every POST that its key may be taken', () => {
    for (const path of ofTheApi) {
      if (path['post'] !== undefined)
        expect(JSON.stringify(path['post'].responses['422'])).toContain('idempotency-key-reused');
    }
  });

  it('has the way of the platforms, which need no token', () => {
    const [, webhooks] = paths.find(([path]) => path === '/api/webhooks/{platform}') ?? [];
    expect(webhooks).toMatchObject({ get: { security: [] }, post: { security: [] } });
  });

  it('refers only to what it contains', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    const unknown = references.filter(([, name]) => document.components.schemas[name as string] === undefined);
    expect(unknown).toEqual([]);
  });
});

describe('The catalogue of problems', () => {
  it.each(problemCodes)('has the committed page for %s', async (code) => {
    expect(await readFile(new URL(`problems/${code}.md`, docs), 'utf8')).toBe(problemPage(code));
  });

  it('knows the codes that operations name, and no inherited ones', () => {
    const named = restOperationEntries.flatMap(([, { problems }]) => problems);
    expect(named.filter((code) => problemCatalogue[code] === undefined)).toEqual([]);
    expect(isProblemCode('constructor')).toBe(false);
  });
});

describe('Roles', () => {
  it('may do what the roles below them may, and no more', () => {
    expect(mayAct('admin', 'operator')).toBe(true);
    expect(mayAct('operator', 'operator')).toBe(true);
    expect(mayAct('operator', 'admin')).toBe(false);
    expect(mayAct('viewer', 'operator')).toBe(false);
  });
});
