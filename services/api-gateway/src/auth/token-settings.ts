/** Who signs the tokens, and for whom. */
export type TokenSettings = Readonly<{
  key: Readonly<{ kind: 'secret'; secret: string }> | Readonly<{ kind: 'jwks'; url: string }>;
  issuer: string;
  audience: string;
}>;
