import { isObject, type JsonObject, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { malformed, plain } from './errors.ts';
import { accountUrn } from './urns.ts';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isPicture = (content: JsonObject): boolean => {
  const { media } = content;
  return isObject(media) && /^urn:li:image:\S+$/.test(String(media['id']));
};
const isPreview = (content: JsonObject): boolean => {
  const { article } = content;
  return isObject(article) && /^https?:\/\//.test(String(article['source'])) && isText(article['title']);
};

/** What is wrong with the post of an inline creative, or undefined. */
const faultOf = (post: JsonObject, { account }: AccountState): string | undefined => {
  const { adContext, author, commentary, visibility, lifecycleState, contentLandingPage: page, content } = post;
  const { dscAdAccount, dscStatus } = isObject(adContext) ? adContext : {};
  if (dscAdAccount !== accountUrn(account.adAccountId) || dscStatus !== 'ACTIVE')
    return 'adContext is not of the account';
  if (!/^urn:li:organization:\d+$/.test(String(author))) return 'author must be an organization';
  if (typeof commentary !== 'string') return 'commentary is required';
  if (visibility !== 'PUBLIC') return 'visibility must be PUBLIC';
  if (lifecycleState !== 'PUBLISHED') return 'lifecycleState must be PUBLISHED';
  if (page !== undefined && !/^https?:\/\//.test(String(page))) return 'contentLandingPage must be an address';
  if (isObject(content) && isPicture(content) !== isPreview(content)) return undefined;
  return 'content must be either media with an image or an article with a source and a title';
};

/** Throws `Refusal` 400, or 422 for fields that LinkedIn sets itself. */
export const checkPost = (post: unknown, owner: AccountState): void => {
  if (!isObject(post)) throw malformed('inlineContent/post is required');
  const { adContext } = post;
  if (isObject(adContext) && ('dscAdType' in adContext || 'isDsc' in adContext)) {
    throw new Refusal(plain(422, 'ERROR :: /adContext :: field may not be set'));
  }
  const fault = faultOf(post, owner);
  if (fault !== undefined) throw malformed(`inlineContent/post: ${fault}`);
};
