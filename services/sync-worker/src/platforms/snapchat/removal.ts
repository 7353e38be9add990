import { z } from 'zod';
import { isNotFound } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import type { SnapchatClient } from './client.ts';

const pageSize = 1000;

/** All that a list shows is deleted; what went meanwhile, or refuses, is left to the removal of what it stands under. */
export const removedOneByOne = async (
  client: SnapchatClient,
  call: AccountCall,
  { list, under, at }: Readonly<{ list: 'adsquads' | 'ads'; under: string; at: (id: string) => string }>,
): Promise<void> => {
  const ids = async (): Promise<readonly string[]> => {
    const request = { path: under, query: { limit: pageSize } };
    return (await client.list(call, request, list, z.object({ id: z.string() }))).items.map(({ id }) => id);
  };
  const unlessGone = async <Result>(step: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await step();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  for (const id of (await unlessGone(ids)) ?? []) {
    await unlessRefused(() => client.send(call, { method: 'DELETE', path: at(id) }, list, z.unknown()));
  }
};
