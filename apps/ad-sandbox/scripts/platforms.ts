import { writeFileSync } from 'node:fs';
import { platformFacts } from './platform-facts.ts';
import { platformsPage } from './platforms-page.ts';

writeFileSync(new URL('../../../docs/platforms.md', import.meta.url), platformsPage(await platformFacts()));
