import { OperationFailed } from './failure.ts';

/** Each collection with the singular by which its operations, results and resources go. */
export const singulars = {
  campaigns: 'campaign',
  campaignBudgets: 'campaignBudget',
  campaignCriteria: 'campaignCriterion',
  adGroups: 'adGroup',
  adGroupCriteria: 'adGroupCriterion',
  adGroupAds: 'adGroupAd',
  assets: 'asset',
} as const;
export type Collection = keyof typeof singulars;
export const collections = Object.keys(singulars) as readonly Collection[];

/** What stands in another thing is named by both ids, `150~700`. */
const isComposite = (collection: Collection): boolean =>
  collection === 'campaignCriteria' || collection === 'adGroupCriteria' || collection === 'adGroupAds';

export const resourceName = (customerId: string, collection: Collection, id: string): string =>
  `customers/${customerId}/${collection}/${id}`;

/** The id in a resource name of the customer; negative ids are temporary. Throws `OperationFailed`. */
export const idIn = (name: string, customerId: string, collection: Collection, path: readonly string[]): string => {
  const match = /^customers\/(\d+)\/(\w+)\/(-?\d+(?:~-?\d+)?)$/.exec(name);
  const [, customer, found, id] = match ?? [];
  if (id === undefined || found !== collection || id.includes('~') !== isComposite(collection)) {
    throw new OperationFailed(
      'requestError',
      'RESOURCE_NAME_MALFORMED',
      `Resource name '${name}' is malformed: expected 'customers/{customer_id}/${collection}/{id}'.`,
      path,
      name,
    );
  }
  if (customer !== customerId) throw notFound(name, path);
  return id;
};

export const notFound = (name: string, path: readonly string[]): OperationFailed =>
  new OperationFailed('mutateError', 'RESOURCE_NOT_FOUND', 'Resource was not found.', path, name);
