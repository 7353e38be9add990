import { defaultTokenIssuer, issueToken } from '@campaigns/api-gateway';
import type { OrgId, Role } from '@campaigns/contracts';
import { demoOrgId } from './demo/seed.ts';

const dayInSeconds = 86_400;

/** A bearer token that the gateway of this data folder accepts for a day; by default for an admin of the demo organisation. */
export const developmentToken = (
  jwtSecret: string,
  {
    orgId = demoOrgId,
    role = 'admin',
    user = 'demo-user',
  }: Readonly<{ orgId?: OrgId; role?: Role; user?: string }> = {},
): Promise<string> =>
  issueToken({
    ...{ secret: jwtSecret, issuer: defaultTokenIssuer, audience: defaultTokenIssuer },
    ...{ orgId, subject: user, role, expiresInSeconds: dayInSeconds },
  });
