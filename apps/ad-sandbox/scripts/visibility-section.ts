import { platform, type Visibility, visibilityOf } from '@campaigns/contracts';
import { titles } from './titles.ts';

const logText = ({ changeLogDays }: Visibility): string =>
  changeLogDays === null ? '' : ` When something was changed is told for ${changeLogDays} days back.`;

/** What a look for changes shows on each platform, and what none ever does; adapters report the same words. */
export const visibilitySection = (): string => `## What is seen of changes made there

A look goes by what the platform shows, not by lists of events, so it finds what differs and seldom who changed it. What it
does not show is told with every look, by \`GET /api/orchestration/{id}/drift\` and \`GET /api/orchestration/drift/coverage\`: it is
not known to be unchanged.

${platform.options
  .map((name) => {
    const seen: Visibility = visibilityOf[name];
    return [
      `- ${titles[name]}: ${seen.source}.${logText(seen)} Never:`,
      ...seen.blindSpots.map((each) => `  - ${each}`),
    ].join('\n');
  })
  .join('\n')}
`;
