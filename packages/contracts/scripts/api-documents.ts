import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
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
import { asyncApiFaults } from './asyncapi-faults.ts';
import { brokenPromises, type EventSchemas } from './broken-promises.ts';
import { publishedAt, revisionBefore } from './earlier-revision.ts';

// Writes or checks what is generated from the schemas: docs/openapi.json, docs/asyncapi.json, a JSON Schema per event and a
// page per problem code. Neither lets a published event change in a way that breaks its readers.
const usage = `Usage: node packages/contracts/scripts/api-documents.ts write
       node packages/contracts/scripts/api-documents.ts check [--against REVISION | --against-main]

--against compares with the event schemas that were published at a revision of this repository, --against-main with those
where this work has left the main branch, or on that branch with those of the commit before.`;

const root = join(import.meta.dirname, '../../..');
const docs = join(root, 'docs');
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

/** Who changes a published schema together with its source keeps to the promises of the working tree, not to these. */
const keepsTo = async (revision: string): Promise<boolean> => {
  const [before, kept] = [await publishedAt(root, revision), await published()];
  return isEmpty(`Since ${revision} events change for those who read them`, brokenPromises(before, generated, kept));
};

const check = async (revision: string | undefined): Promise<void> => {
  if (revision !== undefined && !(await keepsTo(revision))) return;
  if (!(await isCompatible()) || !isEmpty('Out of date', await outdated())) return;
  const asyncApi = join(docs, 'asyncapi.json');
  const faults = await asyncApiFaults(await textOf('asyncapi.json'), asyncApi);
  if (isEmpty('The AsyncAPI document is not valid', faults)) say('The API documents are up to date');
};

const checkAgainstMain = async (): Promise<void> => {
  const revision = await revisionBefore(root);
  say(
    revision === undefined
      ? 'Not compared with what was published before: there is no earlier commit of main'
      : `Compared with what was published at ${revision.slice(0, 12)}`,
  );
  await check(revision);
};

type Asked = Readonly<{ action: string | undefined; against: string | undefined; againstMain: boolean }>;

/** `undefined` when it makes no sense. */
const asked = (): Asked | undefined => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { against: { type: 'string' }, 'against-main': { type: 'boolean', default: false } },
    });
    return { action: positionals[0], against: values.against, againstMain: values['against-main'] };
  } catch {
    return undefined;
  }
};

const run = async ({ action, against, againstMain }: Asked): Promise<boolean> => {
  const comparisons = (against === undefined ? 0 : 1) + (againstMain ? 1 : 0);
  if (action === 'check' && comparisons < 2) await (againstMain ? checkAgainstMain() : check(against));
  else if (action === 'write' && comparisons === 0) {
    if (await isCompatible()) {
      await write();
      say('The API documents are written');
    }
  } else return false;
  return true;
};

const request = asked();
try {
  if (request === undefined || !(await run(request))) {
    say(usage);
    process.exitCode = 2;
  }
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
