import { writeFileSync } from 'node:fs';
import { platformFacts } from './platform-facts.ts';
import { platformsPage } from './platforms-page.ts';

writeFileSync('/tmp/platforms.md', platformsPage(await platformFacts()));
