import { isObject } from '../../../http/exchange.ts';
import { type Criterion, criteriaOf, isLiving } from '../criteria.ts';
import { malformed, OperationFailed } from '../failure.ts';
import { checkOneOf, messageOf, type Shape } from '../json-message.ts';
import { idIn, notFound } from '../resource-name.ts';
import type { Draft } from './draft.ts';
import { channelOf, livingAdGroup, livingCampaign } from './parents.ts';
import { maskedFields, required } from './update-mask.ts';

type Level = 'campaignCriteria' | 'adGroupCriteria';

const fieldsOf: Readonly<Record<Level, readonly string[]>> = {
  campaignCriteria: ['location', 'language', 'device', 'adSchedule', 'keyword'],
  adGroupCriteria: ['keyword', 'ageRange', 'gender', 'userInterest', 'userList', 'audience', 'customAudience'],
};
const parentOf = { campaignCriteria: 'campaign', adGroupCriteria: 'adGroup' } as const;

const shapeOf = (level: Level): Shape => ({
  resourceName: 'text',
  criterionId: 'int64',
  negative: 'boolean',
  status: ['ENABLED', 'PAUSED', 'REMOVED'],
  type: 'text',
  [parentOf[level]]: 'text',
  ...Object.fromEntries(fieldsOf[level].map((field) => [field, 'message' as const])),
});

/** Criteria that everybody shares have an id of their own. */
const fixedIds: Readonly<Record<string, string>> = {
  AGE_RANGE_18_24: '503001',
  AGE_RANGE_25_34: '503002',
  AGE_RANGE_35_44: '503003',
  AGE_RANGE_45_54: '503004',
  AGE_RANGE_55_64: '503005',
  AGE_RANGE_65_UP: '503006',
  AGE_RANGE_UNDETERMINED: '503999',
  MALE: '10',
  FEMALE: '11',
  UNDETERMINED: '20',
};
const firstOwnId = 300_000_001;
const mostInKeyword = 80;

type Value = Readonly<Record<string, unknown>>;

const textIn = (value: Value, key: string): string => {
  const text = value[key];
  if (typeof text === 'string' && text !== '') return text;
  throw required(key);
};

/** The id of a constant that all customers share, such as `geoTargetConstants/2840`. */
const constantIn = (value: Value, key: string, collection: string): string => {
  const name = textIn(value, key);
  const id = new RegExp(`^${collection}/(\\d+)$`).exec(name)?.[1];
  if (id !== undefined) return id;
  throw new OperationFailed('requestError', 'RESOURCE_NAME_MALFORMED', `'${name}' is malformed.`, ['create'], name);
};

const enumIn = (value: Value, key: string, pattern: RegExp, where: string): string => {
  const text = textIn(value, key);
  if (pattern.test(text)) return text;
  throw malformed(`Invalid value at '${where}.${key}' (enum), "${text}"`, where);
};

/** The id that the criterion's value gives it; one of its own where it gives none. Throws `OperationFailed`, `Refusal`. */
const idOfValue = (field: string, value: Value, where: string): string | undefined => {
  switch (field) {
    case 'location':
      return constantIn(value, 'geoTargetConstant', 'geoTargetConstants');
    case 'language':
      return constantIn(value, 'languageConstant', 'languageConstants');
    case 'ageRange':
      return fixedIds[enumIn(value, 'type', /^AGE_RANGE_(\d\d_\d\d|65_UP|UNDETERMINED)$/, where)];
    case 'gender':
      return fixedIds[enumIn(value, 'type', /^(MALE|FEMALE|UNDETERMINED)$/, where)];
    case 'keyword': {
      enumIn(value, 'matchType', /^(BROAD|PHRASE|EXACT)$/, where);
      const text = textIn(value, 'text');
      if ([...text].length <= mostInKeyword) return undefined;
      throw new OperationFailed('stringLengthError', 'TOO_LONG', 'Too long.', ['create', 'keyword', 'text'], text);
    }
    default:
      return undefined;
  }
};

const sameValue = (one: Value, other: Value): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What holds the criteria, and how they are changed there. */
const holderOf = (draft: Draft, level: Level, name: string, path: readonly string[]) => {
  if (level === 'campaignCriteria') {
    const holder = livingCampaign(draft, name, path);
    // A criterion is a thing of its own: its campaign does not count as edited.
    const save = (criteria: readonly Criterion[]) =>
      draft.changeCampaign(holder.id, { details: { ...holder.details, criteria } });
    return { holder, channel: channelOf(holder), save };
  }
  const { adGroup: holder, campaign } = livingAdGroup(draft, name, path);
  const save = (criteria: readonly Criterion[]) =>
    draft.changeChild('ad_group', holder.id, { details: { ...holder.details, criteria } });
  return { holder, channel: channelOf(campaign), save };
};

const create =
  (level: Level) =>
  (draft: Draft, sent: unknown, where: string): string => {
    const message: Readonly<Record<string, unknown>> = messageOf(shapeOf(level), sent, where);
    checkOneOf(message, fieldsOf[level], 'criterion', where);
    const parent = message[parentOf[level]];
    if (typeof parent !== 'string') throw required(parentOf[level]);
    const { holder, channel, save } = holderOf(draft, level, parent, ['create', parentOf[level]]);
    const field = fieldsOf[level].find((each) => message[each] !== undefined);
    const value = field === undefined ? undefined : message[field];
    if (field === undefined || !isObject(value)) throw required('criterion');
    if (field === 'userInterest' && channel === 'SEARCH') {
      const code = 'CANNOT_ADD_USER_INTERESTS_TO_SEARCH_CAMPAIGNS';
      const reason = 'User interests cannot be added to search campaigns.';
      throw new OperationFailed('criterionError', code, reason, ['create', 'user_interest']);
    }
    const known = criteriaOf(holder);
    const id = idOfValue(field, value, where) ?? String(firstOwnId + known.length);
    const twin = known.find((each) => isLiving(each) && each.field === field && sameValue(each.value, value));
    if (twin !== undefined) {
      const reason = 'The specified resource already exists.';
      throw new OperationFailed('mutateError', 'RESOURCE_ALREADY_EXISTS', reason, ['create'], twin.id);
    }
    const added: Criterion = { id, field, value, negative: message['negative'] === true, addedAt: draft.now };
    save([...known, added]);
    return `${holder.id}~${id}`;
  };

const update =
  (level: Level) =>
  (_draft: Draft, sent: unknown, mask: string | undefined, where: string): string => {
    const shape = shapeOf(level);
    messageOf(shape, sent, where);
    maskedFields(mask, shape, Object.keys(shape));
    throw required('update_mask');
  };

const remove =
  (level: Level) =>
  (draft: Draft, name: string): string => {
    const id = idIn(name, draft.owner.account.adAccountId, level, ['remove']);
    const [parentId = '', criterionId = ''] = id.split('~');
    const collection = level === 'campaignCriteria' ? 'campaigns' : 'adGroups';
    const parent = `customers/${draft.owner.account.adAccountId}/${collection}/${parentId}`;
    const { holder, save } = holderOf(draft, level, parent, ['remove']);
    const known = criteriaOf(holder);
    const isMeant = (each: Criterion): boolean => each.id === criterionId && isLiving(each);
    if (!known.some(isMeant)) throw notFound(name, ['remove']);
    save(known.map((each) => (isMeant(each) ? { ...each, removedAt: draft.now } : each)));
    return id;
  };

/** A criterion is what it is: nothing of it can be updated, so it is removed and another one is made. */
export const criterionVerbs = (level: Level) => ({
  create: create(level),
  update: update(level),
  remove: remove(level),
});
