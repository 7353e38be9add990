import { tagMark } from '../platforms/campaign-name.ts';
import { isNotFound, PlatformError } from '../platforms/platform-error.ts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';

/** What a look for a campaign came to. `unclear`: it was not found by its id, and that does not yet make it missing. */
export type Sighting =
  | Readonly<{ is: 'there'; remote: RemoteCampaign }>
  | Readonly<{ is: 'missing' }>
  | Readonly<{ is: 'unclear'; why: string }>;

type Sought = Readonly<{ platformCampaignId: string; tag: string }>;
type ReadOptions = Parameters<PlatformAdapter['readCampaign']>[2];

/** Trying again will not help: the account cannot be listed. Anything else is thrown, and the operation comes again. */
const isFinal = (error: unknown): error is PlatformError =>
  error instanceof PlatformError && ['validation', 'not-found'].includes(error.class);

/**
 * An id that is not known may be one that this token may not read, or that a part of the platform has not heard of yet. Only
 * a list of all campaigns, read to its last page, that has neither the id nor the tag shows that the campaign is gone.
 */
const unlessListed = async (
  adapter: PlatformAdapter,
  call: AccountCall,
  { platformCampaignId, tag }: Sought,
): Promise<Sighting> => {
  try {
    const listed = await adapter.listCampaigns(call);
    if (listed.some((each) => each.platformCampaignId === platformCampaignId)) {
      return { is: 'unclear', why: 'the platform lists the campaign, and does not know it by its id' };
    }
    const other = listed.find(({ name }) => name.includes(tagMark(tag)));
    if (other === undefined) return { is: 'missing' };
    return { is: 'unclear', why: `campaign ${other.platformCampaignId} carries the mark of this one` };
  } catch (error) {
    if (!isFinal(error)) throw error;
    return { is: 'unclear', why: `the campaigns of the account cannot be listed: ${error.message}` };
  }
};

/** Throws `PlatformError` when the platform cannot be asked; a campaign that it calls removed is missing. */
export const lookForCampaign = async (
  adapter: PlatformAdapter,
  call: AccountCall,
  sought: Sought,
  options: ReadOptions,
): Promise<Sighting> => {
  try {
    const remote = await adapter.readCampaign(call, sought.platformCampaignId, options);
    return remote.status === 'removed' ? { is: 'missing' } : { is: 'there', remote };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return unlessListed(adapter, call, sought);
  }
};
