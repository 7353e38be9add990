import { z } from 'zod';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import type { TiktokClient } from './client.ts';

export type OperationStatus = 'ENABLE' | 'DISABLE' | 'DELETE';

const state = {
  operation_status: z.string(),
  /** Not said by TikTok's own sandbox. */
  secondary_status: z.string().optional(),
  /** `2026-11-23 10:16:00`, in UTC. */
  modify_time: z.string().optional(),
};
const adGroupRow = z.object({ adgroup_id: z.string(), adgroup_name: z.string(), ...state });
const adRow = z.object({ ad_id: z.string(), ad_name: z.string(), ...state });

/** An ad group or an ad as TikTok lists it. */
export type TiktokObject = Readonly<{
  id: string;
  name: string;
  operationStatus: string;
  secondaryStatus?: string | undefined;
  modifyTime?: string | undefined;
}>;

type Level = 'adgroup' | 'ad';

/** A status is changed for this many objects at once, and objects are asked for by so many ids. */
const mostChanged = 20;
const mostAskedFor = 100;

const chunks = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];

const rowOf = (row: z.infer<typeof adGroupRow> | z.infer<typeof adRow>): TiktokObject => ({
  ...('ad_id' in row ? { id: row.ad_id, name: row.ad_name } : { id: row.adgroup_id, name: row.adgroup_name }),
  operationStatus: row.operation_status,
  secondaryStatus: row.secondary_status,
  modifyTime: row.modify_time,
});

/** Deleted itself, or with what it stands in. */
export const isGone = ({ operationStatus, secondaryStatus = '' }: TiktokObject): boolean =>
  operationStatus === 'DELETE' || secondaryStatus.endsWith('_DELETE');

type By = Readonly<
  { campaign_ids: readonly string[] } | { adgroup_ids: readonly string[] } | { ad_ids: readonly string[] }
>;

export type TiktokObjects = Readonly<{
  /** Those of some parents or ids, deleted ones only when asked for. */
  find: (
    call: AccountCall,
    level: Level,
    by: By,
    primaryStatus: 'STATUS_NOT_DELETE' | 'STATUS_ALL',
  ) => Promise<readonly TiktokObject[]>;
  setStatus: (call: AccountCall, level: Level, ids: readonly string[], status: OperationStatus) => Promise<void>;
  /** The same, but for those that are deleted: TikTok then refuses the change for all of them. */
  setStatusOfLiving: (
    call: AccountCall,
    level: Level,
    ids: readonly string[],
    status: Exclude<OperationStatus, 'DELETE'>,
  ) => Promise<void>;
}>;

export const tiktokObjects = (client: TiktokClient): TiktokObjects => {
  const find: TiktokObjects['find'] = async (call, level, by, primaryStatus) => {
    const [[key, ids] = ['', []]] = Object.entries(by) as readonly (readonly [string, readonly string[]])[];
    const found: TiktokObject[] = [];
    for (const some of chunks(ids, mostAskedFor)) {
      const filtering = { [key]: some, primary_status: primaryStatus };
      const query = { advertiser_id: call.account.adAccountId, filtering };
      const { rows } = await client.list(call, `/${level}/get/`, query, level === 'ad' ? adRow : adGroupRow, 1000);
      found.push(...rows.map(rowOf));
    }
    return found;
  };

  const setStatus: TiktokObjects['setStatus'] = async (call, level, ids, status) => {
    for (const some of chunks(ids, mostChanged)) {
      const body = { advertiser_id: call.account.adAccountId, [`${level}_ids`]: some, operation_status: status };
      await client.post(call, `/${level}/status/update/`, body, z.looseObject({}));
    }
  };

  return {
    find,
    setStatus,
    setStatusOfLiving: async (call, level, ids, status) => {
      try {
        await setStatus(call, level, ids, status);
      } catch (error) {
        const mayBeGone = error instanceof PlatformError && ['validation', 'not-found'].includes(error.class);
        if (!mayBeGone) throw error;
        const by = level === 'ad' ? { ad_ids: ids } : { adgroup_ids: ids };
        const living = (await find(call, level, by, 'STATUS_NOT_DELETE')).filter((object) => !isGone(object));
        if (living.length === ids.length) throw error;
        const livingIds = living.map(({ id }) => id);
        await setStatus(call, level, livingIds, status);
      }
    },
  };
};
