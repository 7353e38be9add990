import { endOf, type Grant, type Grants, type NewGrant, renewAtOf } from '../vault/grants.ts';

/** Without a word of the platform, tokens are old. */
const kept = ({ tokens, ...grant }: NewGrant): Grant => ({
  ...{ ...grant, tokens, givenAt: tokens.access?.issuedAt ?? new Date(0) },
  ...{ renewAt: renewAtOf(tokens), endsAt: endOf(tokens) },
});

/** Grants for specs. */
export const inMemoryGrants = (): Grants & Readonly<{ all: Map<string, Grant> }> => {
  const all = new Map<string, Grant>();
  const connections = new Map<string, string>();
  return {
    all,
    put: async (grant) => void all.set(grant.grantId, kept(grant)),
    get: async (grantId) => all.get(grantId),
    renew: async (grantId, renew) => {
      const grant = all.get(grantId);
      if (grant === undefined) return undefined;
      const tokens = await renew(grant);
      if (tokens !== undefined) all.set(grantId, kept({ ...grant, tokens }));
      return all.get(grantId);
    },
    remove: async (grantId) => void all.delete(grantId),
    due: async (now) =>
      [...all.values()].filter(({ renewAt }) => renewAt !== null && renewAt <= now).map(({ grantId }) => grantId),
    giveUp: async (grantId) => {
      const grant = all.get(grantId);
      if (grant !== undefined) all.set(grantId, { ...grant, renewAt: null });
    },
    connect: async (connectionId, grantId) => void connections.set(connectionId, grantId),
    connectionsOf: async (grantId) =>
      [...connections].filter(([, each]) => each === grantId).map(([connectionId]) => connectionId),
    disconnect: async (connectionId, giveBack) => {
      const grantId = connections.get(connectionId);
      const grant = grantId === undefined ? undefined : all.get(grantId);
      connections.delete(connectionId);
      if (grant === undefined || [...connections.values()].includes(grant.grantId)) return;
      await giveBack(grant);
      all.delete(grant.grantId);
    },
    ending: async () => [],
    markTold: async () => undefined,
    forgetUnused: async () => undefined,
    rotate: async () => 0,
  };
};
