import type { AuthorizationSlip, AuthorizationSlips } from '@campaigns/grant-handover';

/** Slips for specs. */
export const inMemorySlips = (): AuthorizationSlips & Readonly<{ last: () => AuthorizationSlip | undefined }> => {
  const slips = new Map<string, AuthorizationSlip & { answer?: string }>();
  return {
    last: () => [...slips.values()].at(-1),
    put: async (slip) => {
      if (!slips.has(slip.authorizationId)) slips.set(slip.authorizationId, slip);
    },
    takeUrl: async (id) => slips.get(id)?.authorizationUrl,
    takeState: async (state) => [...slips.values()].find((slip) => slip.state === state)?.authorizationId,
    keepAnswer: async (id, answer) => {
      const slip = slips.get(id);
      if (slip !== undefined) slips.set(id, { ...slip, answer });
    },
    find: async (id) => {
      const slip = slips.get(id);
      return slip && { verifier: slip.verifier, answer: slip.answer };
    },
    remove: async (id) => void slips.delete(id),
  };
};
