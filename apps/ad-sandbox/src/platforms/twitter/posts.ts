import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child } from '../../state/child.ts';
import { childrenOf, nextSerial } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';
import { invalid, ok, refused } from './answers.ts';
import { utcText } from './line-item-json.ts';
import { pageOf, placed } from './paging.ts';
import { flag, listed, oneOf, type Parameters, required } from './parameters.ts';

/** The user whose account it is; that of another one is shared for posts that are there already. */
const fullUser = '756201191646691328';
const otherUser = '2417045708';

/** `GET accounts/:id/promotable_users` */
export const listPromotableUsers = ({ account }: AccountState, parameters: Parameters): Answer => {
  const users = [
    { id: `${account.adAccountId}u`, user_id: fullUser, promotable_user_type: 'FULL', deleted: false },
    { id: `${account.adAccountId}v`, user_id: otherUser, promotable_user_type: 'RETWEETS_ONLY', deleted: false },
  ];
  return pageOf(
    users.map((row, serial) => ({ at: account.createdAt, serial, row })),
    parameters,
    (row) => row,
  );
};

const firstId = 1_800_000_000_000_000_101n;

/** The number is beyond what JSON's readers hold exactly, so it is another one. */
const postJson = ({ id, name, createdAt, details }: Child): JsonObject => ({
  id: Number(id),
  id_str: id,
  name: name === '' ? null : name,
  full_text: details['text'],
  nullcast: details['nullcast'],
  tweet_type: 'PUBLISHED',
  user: { id_str: details['as_user_id'] },
  card_uri: details['card_uri'] ?? null,
  media_keys: details['media_keys'] ?? [],
  created_at: utcText(createdAt),
});

const checkedLength = (value: string, name: string, most: number): string => {
  if ([...value].length > most) throw invalid(name, `Expected at most ${most} characters for ${name}`);
  return value;
};

const checkedMedia = (given: string): readonly string[] => {
  const keys = listed(given, 'media_keys', 4);
  const wrong = keys.find((key) => !/^\d+_\d+$/.test(key));
  if (wrong !== undefined) throw invalid('media_keys', `"${wrong}" is no media key`);
  return keys;
};

const longestName = 80;

/** `POST accounts/:id/tweet`. Nothing keeps a second one of the same text from being made. */
export const createPost = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const userId = required(parameters, 'as_user_id');
  const text = required(parameters, 'text');
  const { name = '', card_uri: cardUri, media_keys: media } = parameters;
  if (userId !== fullUser) {
    throw refused(403, 'ACTION_NOT_ALLOWED', `User ${userId} is not the full promotable user`, 'as_user_id');
  }
  if (cardUri !== undefined && !cardUri.startsWith('card://')) throw invalid('card_uri', `"${cardUri}" is no card`);
  const mediaKeys = media === undefined ? undefined : checkedMedia(media);
  const now = store.now();
  const serial = nextSerial(store.state, 'twitter', 'post');
  const child: Child = {
    ...{ platform: 'twitter', adAccountId: owner.account.adAccountId, kind: 'post' },
    ...{
      id: String(firstId + BigInt(serial)),
      serial,
      name: checkedLength(name, 'name', longestName),
      status: 'active',
    },
    ...{ createdAt: now, updatedAt: now },
    details: {
      ...{ as_user_id: userId, text, nullcast: parameters['nullcast'] === undefined || flag(parameters, 'nullcast') },
      ...(cardUri === undefined ? {} : { card_uri: cardUri }),
      ...(mediaKeys === undefined ? {} : { media_keys: mediaKeys }),
    },
  };
  store.commit([{ type: 'ChildCreated', child }]);
  return { ...ok(postJson(child)), status: 201 };
};

/** `GET accounts/:id/tweets`; a name is looked for by how it begins, whatever its case. */
export const listPosts = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const type = oneOf(required(parameters, 'tweet_type'), 'tweet_type', ['PUBLISHED', 'SCHEDULED', 'DRAFT']);
  const timeline = oneOf(parameters['timeline_type'] ?? 'NULLCAST', 'timeline_type', ['ALL', 'NULLCAST', 'ORGANIC']);
  const { name = '', user_id: userId = fullUser, tweet_ids: ids } = parameters;
  if (![fullUser, otherUser].includes(userId)) throw invalid('user_id', `User ${userId} is not promotable`);
  checkedLength(name, 'name', longestName);
  const wanted = ids === undefined ? undefined : listed(ids, 'tweet_ids', 200);
  const found = childrenOf(store.state, owner, 'post')
    .filter(({ details }) => type === 'PUBLISHED' && details['as_user_id'] === userId)
    .filter(({ details }) => timeline === 'ALL' || (details['nullcast'] === true) === (timeline === 'NULLCAST'))
    .filter((post) => post.name.toLowerCase().startsWith(name.toLowerCase()))
    .filter(({ id }) => wanted?.includes(id) ?? true);
  return pageOf(placed(found, 'created_at-asc'), parameters, postJson);
};
