import type { CampaignSpec } from '@campaigns/contracts';
import { type CountedCall, read, type TaskCalls, times, usualCalls, write } from '../../limits/platform-calls.ts';

/** The campaign is the ad group; only what counts as a conversion is made known, by the ids given or after a look. */
const associations = ({ objective, config }: CampaignSpec): readonly CountedCall[] => {
  if (objective !== 'conversions' && objective !== 'sales') return [];
  const { conversion_ids: given } = config;
  return Array.isArray(given) ? times(given.length, write) : [read, write];
};

export const linkedinCalls: TaskCalls = {
  ...usualCalls,
  'create-campaign': ({ mayExist }) => [...(mayExist ? [read] : []), read, read, write],
  'create-ad-group': ({ mayExist, spec }) => [...(mayExist ? [read] : []), ...associations(spec)],
  // An inline post speaks for an organisation, which is read where none is given.
  'create-ad': ({ mayExist, spec, creative }) => [
    ...(mayExist ? [read] : []),
    ...(creative.media?.linkedin?.['post'] === undefined && spec.config['organization_id'] === undefined ? [read] : []),
    write,
  ],
  // Creatives are active from the start, so the campaign alone is switched.
  'activate-campaign': () => [write],
  'pause-campaign': () => [write],
  'remove-campaign': () => [read, read, write],
  'read-changes': () => [read, read],
  'rotate-ads': ({ show, rest }) => [
    ...times(rest.length === 0 ? 0 : 2, read),
    ...times(show.length + rest.length, write),
  ],
};
