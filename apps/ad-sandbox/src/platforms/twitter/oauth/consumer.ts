/** The one product that the sandbox knows. Its secret is no secret: it opens nothing but sandboxes. */
export const developmentConsumer = {
  key: 'sandbox-consumer-key',
  secret: 'sandbox-consumer-secret',
} as const;
