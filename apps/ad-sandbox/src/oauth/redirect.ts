import { type Answer, type PlatformRequest, Refusal } from '../http/exchange.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Store } from '../state/store.ts';
import { developmentClient } from './client.ts';
import { errorPage } from './consent-page.ts';
import { consentOn } from './person.ts';

/** An absolute web address without a fragment. */
const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol) && !text.includes('#');

/** To the letter one of the registered addresses, if the control interface has registered some. */
export const isRegistered = (store: Store, platform: PlatformName, redirectUri: string): boolean =>
  consentOn(store, platform).redirectUris?.includes(redirectUri) ?? isWebAddress(redirectUri);

/** Back to the product; what is undefined is left out. */
export const redirect = (
  to: string,
  parameters: Readonly<Record<string, string | undefined>>,
  fragment = '',
): Answer => {
  const sent = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const location = `${to}${to.includes('?') ? '&' : '?'}${new URLSearchParams(sent)}${fragment}`;
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, text: '' };
};

export type Sender = Readonly<{ redirectUri: string; state: string | undefined }>;

/** Who sent the person, and where to send them back. Throws `Refusal` with a page: an address that is wrong gets nothing. */
export const senderOf = (
  store: Store,
  platform: PlatformName,
  { parameters }: PlatformRequest,
  clientIdName: 'client_id' | 'app_id' = 'client_id',
): Sender => {
  const { redirect_uri: redirectUri = '', state } = parameters;
  if (parameters[clientIdName] !== developmentClient(platform).id) {
    throw new Refusal(errorPage(platform, `${clientIdName} is not known.`));
  }
  if (!isRegistered(store, platform, redirectUri)) {
    throw new Refusal(errorPage(platform, 'redirect_uri is not one that is registered for this product.'));
  }
  return { redirectUri, state };
};

/** Back with RFC 6749's error. */
export const refusedTo = ({ redirectUri, state }: Sender, error: string, description?: string): Answer =>
  redirect(redirectUri, { error, error_description: description, state });

/** Scopes separated by spaces, each one that the platform has. Throws `Refusal` that goes back to the product. */
export const scopesAsked = (sender: Sender, { parameters }: PlatformRequest, known: readonly string[]): string[] => {
  const scopes = [...new Set((parameters['scope'] ?? '').split(/[ ,]+/).filter((scope) => scope !== ''))];
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (scopes.length === 0 || unknown !== undefined) {
    throw new Refusal(refusedTo(sender, 'invalid_scope', unknown === undefined ? 'scope is missing' : `no ${unknown}`));
  }
  return scopes;
};

/** Throws `Refusal` that goes back to the product. */
export const checkCodeAsked = (sender: Sender, { parameters }: PlatformRequest): void => {
  if (parameters['response_type'] === 'code') return;
  throw new Refusal(refusedTo(sender, 'unsupported_response_type', 'response_type must be code'));
};
