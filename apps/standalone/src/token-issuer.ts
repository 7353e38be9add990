/** Who issues development tokens, and whom they are for. */
export const tokenIssuer = 'campaign-orchestration';
