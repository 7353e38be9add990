/** The Postgres that the test run was told to use, or that its global setup started. */
export const providedPostgresUrl = (): string | undefined =>
  process.env['TEST_POSTGRES_URL'] ?? process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];

/** Hands the url on to the test files, which jest runs in child processes. */
export const providePostgresUrl = (url: string): void => {
  process.env['TEST_POSTGRES_URL'] = url;
};
