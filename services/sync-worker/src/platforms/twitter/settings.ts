import type { Secret } from '../../vault/credentials.ts';
import { invalid } from '../platform-error.ts';
import type { KeyPair } from './request-signature.ts';

export type TwitterSettings = Readonly<{
  /** The product's own key and secret at X, which every request is signed with beside the customer's token. */
  consumerKey?: string;
  consumerSecret?: Secret;
  /**
   * X does not document the unit of `sale_amount`. Its other amounts are micros, and clients divide this one by a million as
   * well; `units` is for when that turns out to be wrong.
   */
  saleAmountIn: 'micros' | 'units';
}>;

/**
 * Throws `validation` that names the missing variables: the fault is the product's, so it must not take a customer's
 * connection out of use.
 */
export const consumerOf = ({ consumerKey: key, consumerSecret: secret }: TwitterSettings): KeyPair => {
  if (key !== undefined && secret !== undefined) return { key, secret: secret.reveal() };
  const missing = [
    ...(key === undefined ? ['X_CONSUMER_KEY'] : []),
    ...(secret === undefined ? ['X_CONSUMER_SECRET'] : []),
  ];
  throw invalid('consumer-not-configured', `Calls to X cannot be signed: set ${missing.join(' and ')}`);
};
