import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openApiDocument, problemCatalogue, problemCodes, problemPage } from '../src/index.ts';

// Writes or checks what is generated from the REST schemas: docs/openapi.json and a page per problem code.
// Usage: node packages/contracts/scripts/api-documents.ts write|check

const docs = join(import.meta.dirname, '../../../docs');
const openApiFile = join(docs, 'openapi.json');
const problemsFolder = join(docs, 'problems');

const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));

const index = `# Problem codes\n\nEach is served by the gateway at \`/problems/{code}\`.\n\n${problemCodes
  .map((code) => `- [${code}](${code}.md) (${problemCatalogue[code].status}): ${problemCatalogue[code].title}`)
  .join('\n')}\n`;

const pages: Readonly<Record<string, string>> = {
  'README.md': index,
  ...Object.fromEntries(problemCodes.map((code) => [`${code}.md`, problemPage(code)])),
};

const write = async (): Promise<void> => {
  await rm(problemsFolder, { recursive: true, force: true });
  await mkdir(problemsFolder, { recursive: true });
  await writeFile(openApiFile, `${JSON.stringify(document, null, 2)}\n`);
  for (const [name, text] of Object.entries(pages)) await writeFile(join(problemsFolder, name), text);
};

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

const outdated = async (): Promise<readonly string[]> => {
  const committed = await textOf(openApiFile);
  const stale = committed !== '' && isDeepStrictEqual(JSON.parse(committed), document) ? [] : ['docs/openapi.json'];
  for (const [name, text] of Object.entries(pages)) {
    if ((await textOf(join(problemsFolder, name))) !== text) stale.push(`docs/problems/${name}`);
  }
  const extra = (await readdir(problemsFolder).catch(() => [])).filter((name) => !Object.hasOwn(pages, name));
  return [...stale, ...extra.map((name) => `docs/problems/${name} (belongs to no code)`)];
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

switch (process.argv[2]) {
  case 'write':
    await write();
    say('docs/openapi.json and docs/problems are written');
    break;
  case 'check': {
    const stale = await outdated();
    say(stale.length === 0 ? 'The API documents are up to date' : `Out of date:\n  ${stale.join('\n  ')}`);
    process.exitCode = stale.length === 0 ? 0 : 1;
    break;
  }
  default:
    say('Usage: node packages/contracts/scripts/api-documents.ts write|check');
    process.exitCode = 2;
}
