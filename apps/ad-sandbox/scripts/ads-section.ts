import { objective, type Platform, platform } from '@campaigns/contracts';
import { notes, type Row, table } from './markdown.ts';
import { type Exhibit, exhibits, ownTerms } from './own-terms.ts';
import { type Need, type ObjectiveFacts, type PlanFacts, partChanges, type Verdict, wishes } from './plan-facts.ts';
import { titles } from './titles.ts';

export type AdFacts = Readonly<
  Record<Platform, Readonly<{ plans: readonly PlanFacts[]; adObjectives: ObjectiveFacts }>>
>;

type Notes = ReturnType<typeof notes>;

const plansOf = (facts: AdFacts): readonly PlanFacts[] => platform.options.flatMap((name) => facts[name].plans);

const cellOf = (below: Notes, name: Platform, told: Verdict | undefined): string => {
  if (told === undefined) return '–';
  if (told.verdict === 'exact') return 'yes';
  const word = told.verdict === 'approximated' ? 'nearly' : 'no';
  return `${word} (${below.numberOf(titles[name], told.reason ?? '')})`;
};

type Subject = readonly [says: string, told: (plan: PlanFacts) => Verdict | undefined];

/** One row for each subject, one column for each place, and the reasons below. */
const verdicts = (facts: AdFacts, head: string, subjects: readonly Subject[]): string => {
  const below = notes();
  const plans = plansOf(facts);
  const rows = subjects.map(
    ([says, told]): Row => [says, ...plans.map((plan) => cellOf(below, plan.place.platform, told(plan)))],
  );
  return `${table([head, ...plans.map(({ place }) => place.title)], rows)}\n\n${below.list()}`;
};

const objectives = (facts: AdFacts): string => {
  const below = notes();
  const cell = (name: Platform, wanted: (typeof objective.options)[number]): string => {
    const told = facts[name].adObjectives[wanted];
    const keys = told.needs.map(keysText).join(', ');
    return `${cellOf(below, name, told)}${keys === '' ? '' : `, with ${keys}`}`;
  };
  const rows = objective.options.map(
    (wanted): Row => [`\`${wanted}\``, ...platform.options.map((name) => cell(name, wanted))],
  );
  return `${table(['objective', ...platform.options.map((name) => titles[name])], rows)}\n\n${below.list()}`;
};

const keysText = ({ keys }: Need): string => keys.map((key) => `\`${key}\``).join(' or ');

const exhibitNames: Readonly<Record<Exhibit, string>> = {
  image: '`image`',
  video: '`video`',
  carousel: '`carousel`',
  text: '`text`',
  post: 'what was posted there before',
};

/** What all of a place's exhibits need stands once; `–` is nothing, and a blank what cannot be shown. */
const needsRow = (plan: PlanFacts): Row => {
  const possible = exhibits.flatMap((exhibit) => {
    const told = plan.exhibits[exhibit];
    return told === undefined || told.verdict === 'unsupported' ? [] : [told.needs.map(keysText)];
  });
  const common = (possible[0] ?? []).filter((text) => possible.every((texts) => texts.includes(text)));
  const listed = (texts: readonly string[]): string => (texts.length === 0 ? '–' : texts.join(', '));
  const cell = (exhibit: Exhibit): string => {
    const told = plan.exhibits[exhibit];
    if (told === undefined || told.verdict === 'unsupported') return '';
    return listed(told.needs.map(keysText).filter((text) => !common.includes(text)));
  };
  return [plan.place.title, listed(common), ...exhibits.map(cell)];
};

const needsTable = (facts: AdFacts): string => {
  const plans = plansOf(facts).filter(({ exhibits: shown }) =>
    Object.values(shown).some((told) => told !== undefined && told.verdict !== 'unsupported'),
  );
  return table(['', 'always', ...exhibits.map((exhibit) => exhibitNames[exhibit])], plans.map(needsRow));
};

/** Without this a post is none, so the plan speaks of what else could be shown. */
const isPostItself = (exhibit: string, name: Platform, { keys }: Need): boolean => {
  const [id] = Object.keys(ownTerms[name].post ?? {});
  return exhibit === 'post' && keys.includes(`media.${id}`);
};

/** In the plan's own words, each once. */
const needReasons = (facts: AdFacts): string => {
  const lines = plansOf(facts).flatMap(({ place: { platform: name }, exhibits: shown }) =>
    Object.entries(shown).flatMap(([exhibit, told]) =>
      (told?.needs ?? [])
        .filter((need) => !isPostItself(exhibit, name, need))
        .map((need) => `- ${titles[name]}, without ${keysText(need)}: ${need.reason}.`),
    ),
  );
  return [...new Set(lines)].join('\n');
};

/** The chapters on ad groups and ads. Pure. */
export const adsSection = (facts: AdFacts): string => `## Audience

What the adapter's plan makes of \`targeting\`, asked for one wish at a time for ads in the US. \`yes\` is as it is meant, \`nearly\` something
else that the plan names, \`no\` is in the way of the deployment unless it was accepted by name, such as \`"accept": ["tiktok:targeting.age"]\`;
the reasons are the plan's. A Performance Max campaign has no ad group, so its plan says nothing of an audience.

${verdicts(
  facts,
  'targeting',
  Object.keys(wishes).map((says): Subject => [says, ({ audience }) => audience[says]]),
)}

## Creatives

Whether a creative is shown that has all its texts, an address and all that the platform may need. An objective of traffic.

${verdicts(
  facts,
  'format',
  exhibits.map((exhibit): Subject => [exhibitNames[exhibit], ({ exhibits: shown }) => shown[exhibit]]),
)}

What then becomes of its parts:

${verdicts(
  facts,
  'part',
  Object.keys(partChanges).map((says): Subject => [says, ({ parts }) => parts[says]]),
)}

### What has to be given

Found out by taking things away: without one of these keys the plan has something unsupported in it. \`media.…\` is in \`media.<platform>\` of
the creative, a name without a dot is a part of the creative or a key of \`platform_specific_config.<platform>\`; a dash is nothing
further, and what is blank cannot be shown.

${needsTable(facts)}

${needReasons(facts)}

### Objectives of ads

What the plan says of each objective when there are ads, with the keys of \`platform_specific_config.<platform>\` that are needed for it.

${objectives(facts)}
`;
