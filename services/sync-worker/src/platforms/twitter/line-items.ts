import { z } from 'zod';
import { isNotFound } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import type { TwitterClient } from './client.ts';

const lineItem = z.object({
  id: z.string(),
  name: z.string().nullish(),
  entity_status: z.string(),
  deleted: z.boolean().default(false),
  updated_at: z.iso.datetime().nullish(),
});
export type LineItem = z.infer<typeof lineItem>;

const changed = z.object({ id: z.string() });

/** Below the account, e.g. `line_items`. */
export const accountPath = ({ account: { adAccountId } }: AccountCall, rest: string): string =>
  `/accounts/${encodeURIComponent(adAccountId)}/${rest}`;

/** What is to be removed or stopped and is not there is removed and stopped. */
export const unlessGone = async (step: Promise<unknown>): Promise<void> => {
  try {
    await step;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
};

export type LineItems = Readonly<{
  /** Of a campaign; those that are deleted, and those of a campaign that is, only when asked for. */
  list: (
    call: AccountCall,
    campaignId: string,
    options?: Readonly<{ withDeleted: true }>,
  ) => Promise<readonly LineItem[]>;
  create: (call: AccountCall, parameters: Readonly<Record<string, string>>) => Promise<string>;
  change: (call: AccountCall, id: string, parameters: Readonly<Record<string, string>>) => Promise<void>;
  remove: (call: AccountCall, id: string) => Promise<void>;
}>;

/** Everything on `accounts/:id/line_items`: X's ad groups. */
export const lineItems = (client: TwitterClient): LineItems => {
  const pathOf = (call: AccountCall, id: string): string => accountPath(call, `line_items/${encodeURIComponent(id)}`);
  return {
    list: (call, campaignId, options) => {
      const parameters = { campaign_ids: campaignId, ...(options === undefined ? {} : { with_deleted: true }) };
      return client.list(call, { path: accountPath(call, 'line_items'), parameters }, lineItem);
    },
    create: async (call, parameters) => {
      const path = accountPath(call, 'line_items');
      return (await client.send(call, { method: 'POST', path, parameters }, changed)).data.id;
    },
    change: async (call, id, parameters) => {
      await client.send(call, { method: 'PUT', path: pathOf(call, id), parameters }, changed);
    },
    remove: async (call, id) => {
      await client.send(call, { method: 'DELETE', path: pathOf(call, id) }, changed);
    },
  };
};
