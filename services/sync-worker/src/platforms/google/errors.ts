import type { ErrorClass } from '@campaigns/contracts';
import { z } from 'zod';
import { PlatformError } from '../platform-error.ts';

const quotaDetails = z.object({
  quotaErrorDetails: z.object({ retryDelay: z.string().optional(), rateScope: z.string().optional() }).optional(),
});
const adsError = z.object({
  /** One key, the error family; its value names the error. */
  errorCode: z.record(z.string(), z.string()).default({}),
  message: z.string().default(''),
  details: quotaDetails.optional(),
});
type AdsError = z.infer<typeof adsError>;

const status = z.object({
  error: z.object({
    code: z.number(),
    message: z.string().default(''),
    status: z.string().default(''),
    details: z.array(z.object({ errors: z.array(adsError).optional(), retryDelay: z.string().optional() })).default([]),
  }),
});

/** A google.rpc.Status, also in the array in which streamed errors come. */
export const googleErrorBody = z.union([status, z.tuple([status]).transform(([only]) => only)]);
type GoogleStatus = z.infer<typeof status>['error'];

/** By `family/NAME`; a family alone stands for all of its names that are not listed. */
const classOfError: Readonly<Record<string, ErrorClass>> = {
  'authenticationError/OAUTH_TOKEN_EXPIRED': 'token-expired',
  'authenticationError/OAUTH_TOKEN_INVALID': 'token-expired',
  'authenticationError/OAUTH_TOKEN_REVOKED': 'token-revoked',
  'authenticationError/OAUTH_TOKEN_DISABLED': 'token-revoked',
  'authenticationError/OAUTH_TOKEN_HEADER_INVALID': 'token-revoked',
  authenticationError: 'permission',
  authorizationError: 'permission',
  headerError: 'permission',
  quotaError: 'rate-limit',
  internalError: 'transient',
  'mutateError/RESOURCE_NOT_FOUND': 'not-found',
  'contextError/OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE': 'not-found',
  'adGroupAdError/CANNOT_OPERATE_ON_REMOVED_ADGROUPAD': 'not-found',
  'campaignError/DUPLICATE_CAMPAIGN_NAME': 'duplicate',
  'adGroupError/DUPLICATE_ADGROUP_NAME': 'duplicate',
  'campaignBudgetError/DUPLICATE_NAME': 'duplicate',
  'databaseError/CONCURRENT_MODIFICATION': 'conflict',
  'requestError/UNSUPPORTED_VERSION': 'version',
};

const classOfHttp = (code: number): ErrorClass => {
  // A front end may refuse a token without saying more.
  if (code === 401) return 'token-expired';
  if (code === 403) return 'permission';
  // A retired version is simply not there any more.
  if (code === 404) return 'version';
  if (code === 409) return 'conflict';
  if (code === 429) return 'rate-limit';
  return code >= 500 ? 'transient' : 'validation';
};

const nameOf = ({ errorCode }: AdsError): Readonly<{ family: string; name: string }> => {
  const [[family, name] = ['unknown', 'UNKNOWN']] = Object.entries(errorCode);
  return { family, name };
};

export const googleErrorClass = (error: AdsError | undefined, httpStatus: number): ErrorClass => {
  if (error === undefined) return classOfHttp(httpStatus);
  const { family, name } = nameOf(error);
  const known = classOfError[`${family}/${name}`] ?? classOfError[family];
  // With a GoogleAdsFailure in the body, 404 speaks of an object and not of the API's version.
  return known ?? (httpStatus === 404 ? 'not-found' : classOfHttp(httpStatus));
};

/** Milliseconds of a duration such as `"30s"` or `"1.5s"`. */
const durationMs = (text: string | undefined): number | undefined => {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
};

export const googleError = ({ message, status: name, details }: GoogleStatus, httpStatus: number): PlatformError => {
  const errors = details.flatMap((detail) => detail.errors ?? []);
  const [first] = errors;
  const waits = [
    ...errors.map((error) => error.details?.quotaErrorDetails?.retryDelay),
    ...details.map((detail) => detail.retryDelay),
  ];
  const isOfProject = errors.some((error) => error.details?.quotaErrorDetails?.rateScope === 'DEVELOPER');
  const waitMs = waits.map(durationMs).find((ms) => ms !== undefined);
  return new PlatformError({
    class: googleErrorClass(first, httpStatus),
    code: first === undefined ? name || `http-${httpStatus}` : `${nameOf(first).family}.${nameOf(first).name}`,
    message: errors.length === 0 ? message : errors.map((error) => error.message).join('; '),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(isOfProject ? { scope: 'app' } : {}),
  });
};
