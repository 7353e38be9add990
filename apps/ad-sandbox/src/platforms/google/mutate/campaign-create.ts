import { localDay } from '../../../time/zone.ts';
import { OperationFailed } from '../failure.ts';
import { messageOf } from '../json-message.ts';
import { biddingOf, checkedBudget, checkedName, euDeclarationMissing } from './campaign-checks.ts';
import { type CampaignMessage, campaignShape, keptFields } from './campaign-shape.ts';
import type { Draft } from './draft.ts';
import { checkFlight, endIn, type Flight, startIn } from './flight.ts';
import { checkTemporary, keepTemporary } from './temporary.ts';
import { required } from './update-mask.ts';

const channelOf = (message: CampaignMessage): string => {
  const { advertisingChannelType: channel, advertisingChannelSubType: subType, appCampaignSetting } = message;
  if (channel === undefined) throw required('advertisingChannelType');
  if (channel === 'VIDEO') {
    throw new OperationFailed(
      'operationAccessDeniedError',
      'OPERATION_NOT_PERMITTED_FOR_CAMPAIGN_TYPE',
      'Video campaigns cannot be created through the API.',
      ['create', 'advertising_channel_type'],
      channel,
    );
  }
  if (channel === 'MULTI_CHANNEL') {
    if (subType === undefined) throw required('advertisingChannelSubType');
    for (const name of ['appId', 'appStore', 'biddingStrategyGoalType']) {
      if (appCampaignSetting?.[name] === undefined)
        throw required('appCampaignSetting', `app_campaign_setting: ${name} is missing.`);
    }
  }
  return channel;
};

const statusOf = ({ status = 'ENABLED' }: CampaignMessage): 'active' | 'paused' => {
  if (status === 'REMOVED') {
    throw new OperationFailed(
      'operationAccessDeniedError',
      'CREATE_AS_REMOVED_NOT_PERMITTED',
      'Nothing can be created as removed.',
      ['create', 'status'],
      status,
    );
  }
  return status === 'ENABLED' ? 'active' : 'paused';
};

const flightOf = ({ startDateTime, endDateTime }: CampaignMessage, { owner, now }: Draft): Flight => {
  const { timeZone } = owner.account;
  const place = { verb: 'create', timeZone } as const;
  return {
    startAt: startDateTime === undefined ? localDay(timeZone, now).start : startIn(startDateTime, now, place),
    ...(endDateTime === undefined ? {} : { endAt: endIn(endDateTime, now, place) }),
  };
};

/** Answers the new id; the campaign is enabled unless it says otherwise. Throws `OperationFailed`, `Refusal`. */
export const createCampaign = (draft: Draft, value: unknown, where: string): string => {
  const message = messageOf(campaignShape, value, where);
  const bidding = biddingOf(message, 'create', where);
  checkTemporary(draft, 'campaigns', message.resourceName);
  if (message.name === undefined) throw required('name');
  const name = checkedName(draft, message.name, 'create');
  const channel = channelOf(message);
  const status = statusOf(message);
  if (message.campaignBudget === undefined) throw required('campaignBudget');
  const budget = checkedBudget(draft, message.campaignBudget, { verb: 'create', channel });
  if (bidding === undefined) throw required('campaignBiddingStrategy');
  const { containsEuPoliticalAdvertising } = message;
  if (containsEuPoliticalAdvertising === undefined) throw euDeclarationMissing('create');
  const flight = flightOf(message, draft);
  checkFlight(flight, budget.period, 'create');
  const kept = [...keptFields, 'advertisingChannelSubType' as const].filter((field) => message[field] !== undefined);
  const { id } = draft.addCampaign({
    name,
    status,
    budgetId: budget.id,
    startAt: flight.startAt,
    ...(flight.endAt === undefined ? {} : { endAt: flight.endAt }),
    details: {
      advertisingChannelType: channel,
      ...Object.fromEntries(kept.map((field) => [field, message[field]])),
      ...bidding,
      containsEuPoliticalAdvertising,
    },
  });
  keepTemporary(draft, 'campaigns', message.resourceName, id);
  return id;
};
