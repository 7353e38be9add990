import type { Campaign } from '../../../state/campaign.ts';
import type { Child } from '../../../state/child.ts';
import { OperationFailed } from '../failure.ts';
import { notFound } from '../resource-name.ts';
import type { Draft } from './draft.ts';
import { actualId } from './temporary.ts';

const ofRemoved = (path: readonly string[], name: string): OperationFailed =>
  new OperationFailed(
    'contextError',
    'OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE',
    'The operation is not allowed for removed resources.',
    path,
    name,
  );

/** A campaign that something may be put in. Throws `OperationFailed`: there is none, or it was removed. */
export const livingCampaign = (draft: Draft, name: string, path: readonly string[]): Campaign => {
  const campaign = draft.campaign(actualId(draft, 'campaigns', name, path));
  if (campaign === undefined) throw notFound(name, path);
  if (campaign.status === 'deleted') throw ofRemoved(path, name);
  return campaign;
};

/** Nothing under a removed campaign can be changed any more. Throws `OperationFailed`. */
export const livingAdGroup = (
  draft: Draft,
  name: string,
  path: readonly string[],
): Readonly<{ adGroup: Child; campaign: Campaign }> => {
  const adGroup = draft.child('ad_group', actualId(draft, 'adGroups', name, path));
  const campaign = draft.campaign(adGroup?.campaignId ?? '');
  if (adGroup === undefined || campaign === undefined) throw notFound(name, path);
  if (adGroup.status === 'deleted' || campaign.status === 'deleted') throw ofRemoved(path, name);
  return { adGroup, campaign };
};

export const channelOf = ({ details }: Campaign): string => String(details['advertisingChannelType']);

/** The status in a message; enabled when a new thing names none. Throws `OperationFailed` for REMOVED. */
export const statusIn = (status: string | undefined, verb: 'create' | 'update'): 'active' | 'paused' => {
  if (status !== 'REMOVED') return status === 'PAUSED' ? 'paused' : 'active';
  const code = verb === 'create' ? 'CREATE_AS_REMOVED_NOT_PERMITTED' : 'OPERATION_NOT_PERMITTED_FOR_CONTEXT';
  const family = verb === 'create' ? 'operationAccessDeniedError' : 'contextError';
  throw new OperationFailed(family, code, 'Things are removed by remove.', [verb, 'status'], status);
};
