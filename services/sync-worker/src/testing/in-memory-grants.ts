import { endOf, type Grant, type Grants, renewAtOf } from '../vault/grants.ts';

/** Grants for specs. */
export const inMemoryGrants = (): Grants & Readonly<{ all: Map<string, Grant> }> => {
  const all = new Map<string, Grant>();
  const connections = new Map<string, string>();
  return {
    all,
    put: async (grant) =>
      void all.set(grant.grantId, { ...grant, renewAt: renewAtOf(grant.tokens), endsAt: endOf(grant.tokens) }),
    get: async (grantId) => all.get(grantId),
    renew: async (grantId, renew) => {
      const grant = all.get(grantId);
      if (grant === undefined) return undefined;
      const tokens = await renew(grant);
      if (tokens !== undefined)
        all.set(grantId, { ...grant, tokens, renewAt: renewAtOf(tokens), endsAt: endOf(tokens) });
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
    grantOf: async (connectionId) => connections.get(connectionId),
    disconnect: async (connectionId) => void connections.delete(connectionId),
    ending: async () => [],
    markTold: async () => undefined,
    forgetUnused: async () => undefined,
    rotate: async () => 0,
  };
};
