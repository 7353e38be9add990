import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  asyncApiDocument,
  eventSchemas,
  eventVersionName,
  eventVersions,
  type JsonSchema,
  openApiDocument,
  problemCatalogue,
  problemCodes,
  problemPage,
} from '../src/index.ts';
import { brokenPromises, type EventSchemas } from './broken-promises.ts';

// Writes or checks what is generated from the schemas: docs/openapi.json, docs/asyncapi.json, a JSON Schema per event and a
// page per problem code. Neither lets a published event change in a way that breaks its readers.
// Usage: node packages/contracts/scripts/api-documents.ts write|check

const docs = join(import.meta.dirname, '../../../docs');
const generated = eventSchemas();

const documents: Readonly<Record<string, unknown>> = JSON.parse(
  JSON.stringify({
    'openapi.json': openApiDocument(),
    'asyncapi.json': asyncApiDocument(),
    ...Object.fromEntries(Object.entries(generated).map(([name, schema]) => [`events/${name}.json`, schema])),
  }),
);

const index = `# Problem codes\n\nEach is served by the gateway at \`/problems/{code}\`.\n\n${problemCodes
  .map((code) => `- [${code}](${code}.md) (${problemCatalogue[code].status}): ${problemCatalogue[code].title}`)
  .join('\n')}\n`;

const pages: Readonly<Record<string, string>> = {
  'problems/README.md': index,
  ...Object.fromEntries(problemCodes.map((code) => [`problems/${code}.md`, problemPage(code)])),
};

/** Schemas of earlier versions are only kept, not generated. */
const expected = new Set([
  ...Object.keys(pages),
  ...eventVersions.map((version) => `events/${eventVersionName(version)}.json`),
]);

const textOf = (path: string): Promise<string> => readFile(join(docs, path), 'utf8').catch(() => '');

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(docs, folder)).catch(() => [])).map((name) => `${folder}/${name}`);

const published = async (): Promise<EventSchemas> => {
  const schemas: Record<string, JsonSchema> = {};
  for (const path of await filesIn('events')) {
    schemas[path.slice('events/'.length, -'.json'.length)] = JSON.parse(await textOf(path)) as JsonSchema;
  }
  return schemas;
};

const isStale = async (path: string, document: unknown): Promise<boolean> => {
  const committed = await textOf(path);
  return committed === '' || !isDeepStrictEqual(JSON.parse(committed), document);
};

const outdated = async (): Promise<readonly string[]> => {
  const stale: string[] = [];
  for (const [path, document] of Object.entries(documents)) if (await isStale(path, document)) stale.push(path);
  for (const [path, text] of Object.entries(pages)) if ((await textOf(path)) !== text) stale.push(path);
  const found = [...(await filesIn('problems')), ...(await filesIn('events'))];
  const extra = found.filter((path) => !expected.has(path)).map((path) => `${path} (belongs to nothing)`);
  return [...stale, ...extra].map((path) => `docs/${path}`);
};

const write = async (): Promise<void> => {
  await rm(join(docs, 'problems'), { recursive: true, force: true });
  const texts = Object.entries(documents).map(([path, document]) => [path, `${JSON.stringify(document, null, 2)}\n`]);
  for (const [path = '', text = ''] of [...texts, ...Object.entries(pages)]) {
    await mkdir(dirname(join(docs, path)), { recursive: true });
    await writeFile(join(docs, path), text);
  }
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Says what is wrong and makes the process fail; `true` when nothing is. */
const isEmpty = (heading: string, lines: readonly string[]): boolean => {
  if (lines.length === 0) return true;
  say(`${heading}:\n  ${lines.join('\n  ')}`);
  process.exitCode = 1;
  return false;
};

const isCompatible = async (): Promise<boolean> =>
  isEmpty('Published events would change for those who read them', brokenPromises(await published(), generated));

switch (process.argv[2]) {
  case 'write':
    if (await isCompatible()) {
      await write();
      say('The API documents are written');
    }
    break;
  case 'check':
    if ((await isCompatible()) && isEmpty('Out of date', await outdated())) say('The API documents are up to date');
    break;
  default:
    say('Usage: node packages/contracts/scripts/api-documents.ts write|check');
    process.exitCode = 2;
}
