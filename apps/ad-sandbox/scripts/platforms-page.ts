import { objective, type Platform, platform } from '@campaigns/contracts';
import { adsSection } from './ads-section.ts';
import { type Row, table } from './markdown.ts';
import { deeds, type PlatformFacts } from './platform-facts.ts';
import { keysSection } from './platform-keys.ts';
import { titles } from './titles.ts';
import { visibilitySection } from './visibility-section.ts';

type Facts = Readonly<Record<Platform, PlatformFacts>>;
const acrossPlatforms = (subject: string, rows: readonly Row[]): string =>
  table([subject, ...platform.options.map((name) => titles[name])], rows);

const duration = (seconds: number): string => {
  if (seconds >= 86_400) return 'until midnight UTC';
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
};

const endText = ({ endsOn, isEstimate }: PlatformFacts['version']): string => {
  if (endsOn === undefined) return 'no end is known';
  return isEstimate === true ? `${endsOn}, as earlier ones did` : endsOn;
};

/** Up to the wait that repeats. */
const waitsText = ({ waits }: PlatformFacts): string => {
  const last = waits.at(-1);
  const steps = waits.slice(0, waits.indexOf(last ?? 0) + 1);
  return steps.map(duration).join(', ');
};

/** Rounded: they are orders of magnitude for who plans, not figures to reckon with. */
const perSecond = (rate: number): string => (rate >= 1 ? `${Math.round(rate)}/s` : `${Math.round(rate * 900)}/15 min`);

const limitText = ({ per, category, byCategory, size, writeCost }: PlatformFacts['limits'][number]): string => {
  const what = writeCost === undefined ? (category ?? 'calls') : `points (a change is ${writeCost})`;
  const owner = byCategory ? 'endpoint of the app' : { account: 'account', token: 'token', app: 'app' }[per];
  return `${what} per ${owner}: ${Math.floor(size.capacity)} at once, then ${perSecond(size.refillPerSecond)}`;
};

const limitsText = ({ limits }: PlatformFacts): string => limits.map(limitText).join('; ');

const isRefused = (word: string): boolean => word.startsWith('no: ');

const refusals = (facts: Facts): string =>
  platform.options
    .flatMap((name) =>
      objective.options
        .map((wanted) => facts[name].objectives[wanted])
        .filter(isRefused)
        .map((word) => `- ${titles[name]}: ${word.slice('no: '.length)}.`),
    )
    .join('\n');

const each = (facts: Facts, cell: (row: PlatformFacts) => string): readonly string[] =>
  platform.options.map((name) => cell(facts[name]));

/** The text of `docs/platforms.md`. Pure. */
export const platformsPage = (facts: Facts): string => `# What each ad platform does here

Found out by asking the adapters against the sandbox: \`pnpm platforms:write\` writes this page, and a test fails when it is out of
date. That every platform behaves alike when something goes wrong, from a lost answer to a revoked token, is
\`apps/ad-sandbox/src/matrix.int.spec.ts\`, for ad groups and ads \`matrix-ads.int.spec.ts\` beside it; that amounts arrive and come back to the smallest unit of currencies with no, two and
three decimals is \`apps/ad-sandbox/src/money.int.spec.ts\`.

## In general

${acrossPlatforms('', [
  ['version', ...each(facts, ({ version }) => `\`${version.version}\``)],
  ['it ends on', ...each(facts, ({ version }) => endText(version))],
  ['host', ...each(facts, ({ address }) => `\`${new URL(address).hostname}\``)],
  ['a budget is for', ...each(facts, ({ budgetPeriod }) => (budgetPeriod === 'day' ? 'a day' : 'the whole flight'))],
  ['days are counted in', ...each(facts, ({ daysIn }) => (daysIn === 'UTC' ? 'UTC' : 'the time zone of the account'))],
  ['calls are kept to', ...each(facts, limitsText)],
  ['a rate limit without a time is waited out for', ...each(facts, waitsText)],
])}

Another version or host is configured with the variables in \`services/sync-worker/src/config.ts\`, an announced end with
\`API_VERSION_ENDS\`. From sixty days before, a version is warned of: when a sync-worker starts, in its health, and by a metric.

Where the platform names how long to wait, that counts. The waits are those of the first, second and further rate limit in a row; the last one repeats.

## Objectives

The platform's word for each of ours. On Google it is the channel. On X the objective belongs to line items, so a campaign
may have any.

${acrossPlatforms(
  'objective',
  objective.options.map(
    (wanted): Row => [
      `\`${wanted}\``,
      ...each(facts, ({ objectives }) => {
        const word = objectives[wanted];
        if (isRefused(word)) return 'no';
        return word === 'any' ? 'any' : `\`${word}\``;
      }),
    ],
  ),
)}

${refusals(facts)}

${adsSection(facts)}
${keysSection()}
${visibilitySection()}
## Requests

What one thing takes when nothing goes wrong and one page holds all there is.

${acrossPlatforms(
  'to',
  deeds.map((deed): Row => [deed, ...each(facts, ({ requests }) => requests[deed])]),
)}
`;
