import { orgId, role } from '@campaigns/contracts';
import { SignJWT } from 'jose';
import { z } from 'zod';

const request = z.object({
  secret: z.string().min(32),
  issuer: z.string().min(1),
  audience: z.string().min(1),
  orgId,
  subject: z.string().min(1).max(200),
  role,
  expiresInSeconds: z.int().positive().max(31_536_000),
});

/** A token signed with the shared secret (HS256), for the command line and for tests. Throws a ZodError. */
export const issueToken = async (wanted: z.input<typeof request>): Promise<string> => {
  const { secret, issuer, audience, subject, expiresInSeconds, ...claims } = request.parse(wanted);
  return new SignJWT({ org_id: claims.orgId, role: claims.role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
    .sign(new TextEncoder().encode(secret));
};
