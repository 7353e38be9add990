import { z } from 'zod';
import { isNotFound, PlatformError } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import type { MetaClient } from './client.ts';

/** Statuses of what cannot be shown again. */
export const gone: ReadonlySet<string> = new Set(['DELETED', 'ARCHIVED']);

const acted = z.object({ success: z.literal(true) });
const standing = z.object({ status: z.string(), effective_status: z.string().optional() });

const isRefused = (error: unknown): boolean => error instanceof PlatformError && error.class === 'validation';

export const isGone = ({ status, effective_status: effective }: z.infer<typeof standing>): boolean =>
  gone.has(status) || gone.has(effective ?? '');

/** Whether an object was removed; what was deleted is in no list any more, but can be read by its id. */
export const wasRemoved = async (client: MetaClient, call: AccountCall, id: string): Promise<boolean> => {
  const query = { fields: 'id,status,effective_status' };
  try {
    const { data } = await client(call, { method: 'GET', path: `/${encodeURIComponent(id)}`, query }, standing);
    return isGone(data);
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
};

/** Sets the status of a campaign, an ad set or an ad. */
export const writeStatus = async (
  client: MetaClient,
  call: AccountCall,
  id: string,
  status: 'active' | 'paused',
): Promise<void> => {
  const body = { status: status === 'active' ? 'ACTIVE' : 'PAUSED' };
  await client(call, { method: 'POST', path: `/${encodeURIComponent(id)}`, body }, acted);
};

/** The same for what a person may have removed: then there is nothing left to set. */
export const writeStatusUnlessRemoved = async (
  ...[client, call, id, status]: Parameters<typeof writeStatus>
): Promise<void> => {
  try {
    await writeStatus(client, call, id, status);
  } catch (error) {
    if (isNotFound(error)) return;
    if (!isRefused(error) || !(await wasRemoved(client, call, id))) throw error;
  }
};
