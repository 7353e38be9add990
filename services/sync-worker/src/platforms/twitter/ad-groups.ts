import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { tagIn, tagMark } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AccountCall, AdPort, NewAdGroup } from '../platform-port.ts';
import { twitterConfig } from './campaign-config.ts';
import type { TwitterClient } from './client.ts';
import { goalOf } from './goals.ts';
import { accountPath, type LineItems, unlessGone } from './line-items.ts';
import type { CountryCriteria } from './locations.ts';
import { audienceOf, type Criterion } from './targeting.ts';

/** In whole seconds. */
const utcText = (ms: number): string => new Date(ms).toISOString().replace('.000', '');

/** A start that has passed becomes the next second. */
const scheduleOf = ({ flight }: CampaignSpec, now: Date) => {
  const [start, end] = [Math.max(Date.parse(flight.startAt), now.getTime()), Date.parse(flight.endAt)];
  if (start >= end) throw invalid('flight-over', 'The flight has ended');
  return { start_time: utcText(Math.ceil(start / 1000) * 1000), end_time: utcText(Math.floor(end / 1000) * 1000) };
};

/**
 * The parameters of `POST accounts/:id/line_items` but for the name: paused, since X starts line items active otherwise. X
 * bids by itself, and the budget is the campaign's. Nothing is said of widening the audience, which is then not done.
 */
const lineItemParameters = ({ platformCampaignId, spec, now }: NewAdGroup): Readonly<Record<string, string>> => ({
  campaign_id: platformCampaignId,
  ...goalOf(spec, twitterConfig(spec)).fields,
  product_type: 'PROMOTED_TWEETS',
  placements: audienceOf(spec).placements,
  bid_strategy: 'AUTO',
  ...scheduleOf(spec, now),
  entity_status: 'PAUSED',
});

/**
 * The whole name of a line item that has not got its criteria yet. It does not carry the tag as what is looked for does:
 * without criteria it would be shown to the whole world.
 */
const unfinished = (tag: string): string => `[${tag} unfinished]`;

/** Of one request. */
const mostCriteria = 500;

const criteriaMade = z.array(z.unknown());

/** What is unsupported and was not accepted is refused here too: it would widen the audience. */
export const twitterAdGroups = (
  client: TwitterClient,
  items: LineItems,
  placesOf: CountryCriteria,
): Pick<AdPort, 'createAdGroup' | 'findAdGroups'> => {
  const addCriteria = async (call: AccountCall, lineItemId: string, criteria: readonly Criterion[]): Promise<void> => {
    for (let start = 0; start < criteria.length; start += mostCriteria) {
      const body = criteria.slice(start, start + mostCriteria).map((criterion) => ({
        operation_type: 'Create',
        params: { line_item_id: lineItemId, ...criterion },
      }));
      const path = `/batch${accountPath(call, 'targeting_criteria')}`;
      await client.send(call, { method: 'POST', path, body }, criteriaMade.length(body.length));
    }
  };

  /** What an attempt that was cut off left behind: made again rather than completed, so that none of its criteria is old. */
  const removeUnfinished = async (call: AccountCall, campaignId: string, tag: string): Promise<void> => {
    for (const { id, name } of await items.list(call, campaignId)) {
      if (name === unfinished(tag)) await unlessGone(items.remove(call, id));
    }
  };

  return {
    createAdGroup: async (call, adGroup) => {
      const { platformCampaignId, spec, name } = adGroup;
      const audience = audienceOf(spec);
      planned([...goalOf(spec, twitterConfig(spec)).lines, ...audience.lines], spec);
      const parameters = lineItemParameters(adGroup);
      const criteria = [...(await placesOf(call, audience.countries)), ...audience.criteria];
      if (criteria.length === 0) return { platformAdGroupId: await items.create(call, { ...parameters, name }) };
      const tag = tagIn(name);
      if (tag === undefined) throw invalid('no-tag', `${name}: a line item needs a tag to be found again`);
      await removeUnfinished(call, platformCampaignId, tag);
      const platformAdGroupId = await items.create(call, { ...parameters, name: unfinished(tag) });
      await addCriteria(call, platformAdGroupId, criteria);
      await items.change(call, platformAdGroupId, { name });
      return { platformAdGroupId };
    },

    findAdGroups: async (call, { platformCampaignId, tag }) =>
      (await items.list(call, platformCampaignId))
        .filter(({ name, deleted }) => !deleted && name?.includes(tagMark(tag)) === true)
        .map(({ id }) => id),
  };
};
