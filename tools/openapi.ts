import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '@campaigns/contracts';

/** `write` renews docs/openapi.json from the schemas; `check` fails when the two differ. */
const file = join(import.meta.dirname, '../docs/openapi.json');
const current = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
const [action = ''] = process.argv.slice(2);

if (action === 'write') {
  writeFileSync(file, current);
} else if (action !== 'check') {
  process.stderr.write('Usage: node tools/openapi.ts check|write\n');
  process.exitCode = 2;
} else if (readFileSync(file, 'utf8') !== current) {
  process.stderr.write('docs/openapi.json differs from the schemas; run: pnpm openapi:write\n');
  process.exitCode = 1;
}
