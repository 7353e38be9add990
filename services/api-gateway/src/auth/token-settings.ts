/** Who signs the tokens, and for whom. */
export type TokenSettings = Readonly<{
  key: Readonly<{ kind: 'secret'; secret: string }> | Readonly<{ kind: 'jwks'; url: string }>;
  issuer: string;
  audience: string;
}>;

/** Who issues tokens, and whom they are for, where the environment names nobody else. */
export const defaultTokenIssuer = 'campaign-orchestration';
