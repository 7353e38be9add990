import { PlatformError } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';

/** Ten digits, however the customer id is written. */
export const customerId = (adAccountId: string): string => adAccountId.replaceAll('-', '');

type Collection = 'campaigns' | 'campaignBudgets' | 'campaignCriteria' | 'adGroups' | 'adGroupAds';

/** `customers/1112223333/campaigns/21000000001`; new things have negative ids of their own within one request. */
export const resourceName = ({ adAccountId }: AdAccount, collection: Collection, id: string): string =>
  `customers/${customerId(adAccountId)}/${collection}/${id}`;

/** What stands last in a resource name; that of an ad is its ad group's and its own, `150~700`. */
export const idOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const checked = (id: string, pattern: RegExp): string => {
  if (pattern.test(id)) return id;
  throw new PlatformError({ class: 'not-found', code: 'not-an-id', message: `${id} is no id of Google's` });
};

/** An id in a query stands without quotes, so it must be a number. */
export const numericId = (id: string): string => checked(id, /^\d+$/);

export const adId = (id: string): string => checked(id, /^\d+~\d+$/);

/** What is removed stays readable, for good. */
export const statusOf = (status: string): 'active' | 'paused' | 'removed' => {
  if (status === 'REMOVED') return 'removed';
  return status === 'ENABLED' ? 'active' : 'paused';
};

export const statusWord = (status: 'active' | 'paused'): string => (status === 'active' ? 'ENABLED' : 'PAUSED');
