import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Child } from '../../state/child.ts';
import type { Store } from '../../state/store.ts';
import { newChild } from './child-ids.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalObject, optionalText, type Parameters } from './parameters.ts';

const actionTypes = [
  ...['LEARN_MORE', 'SHOP_NOW', 'SIGN_UP', 'DOWNLOAD', 'BOOK_TRAVEL', 'CONTACT_US', 'GET_OFFER', 'SUBSCRIBE'],
  ...['APPLY_NOW', 'INSTALL_MOBILE_APP', 'NO_BUTTON'],
];

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const checkAction = (data: JsonObject): void => {
  const action = data['call_to_action'];
  if (action === undefined) return;
  if (!isObject(action)) throw invalid('call_to_action', 'Param call_to_action must be an object');
  oneOf<string>(action['type'], 'call_to_action.type', actionTypes);
};

const checkLink = (data: JsonObject): void => {
  if (!isText(data['link'])) throw invalid('link_data', 'link_data.link is required');
  for (const name of ['message', 'name', 'description', 'image_hash', 'picture']) {
    if (data[name] !== undefined && !isText(data[name])) throw invalid('link_data', `link_data.${name} is not valid`);
  }
  checkAction(data);
};

const checkVideo = (data: JsonObject): void => {
  if (!isText(data['video_id'])) throw invalid('video_data', 'video_data.video_id is required');
  if (!isText(data['image_url']) && !isText(data['image_hash'])) {
    throw invalid('video_data', 'video_data needs image_url or image_hash');
  }
  checkAction(data);
};

const checkStory = (story: JsonObject): void => {
  if (!/^\d+$/.test(String(story['page_id']))) {
    throw invalid('object_story_spec', 'object_story_spec.page_id is required');
  }
  const { link_data: link, video_data: video } = story;
  if (isObject(link)) checkLink(link);
  else if (isObject(video)) checkVideo(video);
  else throw invalid('object_story_spec', 'object_story_spec needs link_data or video_data');
};

/** What is shown: a story made here, or a post that exists. Throws `Refusal` 100. */
export const sentContent = (parameters: Parameters): JsonObject => {
  const story = optionalObject(parameters, 'object_story_spec');
  const postId = optionalText(parameters, 'object_story_id');
  const instagramId = optionalText(parameters, 'source_instagram_media_id');
  if (story !== undefined) {
    checkStory(story);
    return { object_story_spec: story };
  }
  if (postId !== undefined) {
    if (!/^\d+_\d+$/.test(postId)) throw invalid('object_story_id', 'object_story_id must be {page_id}_{post_id}');
    return { object_story_id: postId };
  }
  if (instagramId !== undefined) return { source_instagram_media_id: instagramId };
  throw invalid(
    'object_story_spec',
    'A creative needs object_story_spec, object_story_id or source_instagram_media_id',
  );
};

/** A creative belongs to the account, not to the ad that shows it. */
export const newCreative = (store: Store, adAccountId: string, parameters: Parameters): Child =>
  newChild(store, 'creative', {
    adAccountId,
    name: optionalText(parameters, 'name') ?? 'Creative',
    status: 'active',
    details: sentContent(parameters),
  });
