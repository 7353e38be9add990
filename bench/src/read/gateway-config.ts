import { type GatewayConfig, defaultTokenIssuer as issuer, issueToken } from '@campaigns/api-gateway';
import type { OrgId } from '@campaigns/contracts';

const secret = 'a-secret-for-measuring-that-is-long-enough';

/** As the product's, but nobody is refused for calling often. */
export const gatewayConfig: GatewayConfig = {
  port: 0,
  host: '127.0.0.1',
  token: { key: { kind: 'secret', secret }, issuer, audience: issuer },
  rateLimitPerMinute: 1_000_000_000,
};

export const viewerToken = (organisation: OrgId): Promise<string> =>
  issueToken({
    ...{ secret, issuer, audience: issuer, orgId: organisation, subject: 'vera', role: 'viewer' },
    expiresInSeconds: 3_600,
  });
