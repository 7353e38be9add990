const networkCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOENT'],
]);

/** SQLSTATEs after which waiting helps: connection, resources, shutdown, lock and statement timeouts, read-only. */
const waitingHelps = /^(08...|53...|57P0[1235]|58030|55P03|57014|25006)$/;

// Messages of pg and pg-pool for a broken connection; these errors carry no code.
const brokenConnection =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying to connect)/;

/** Whether an error of `pg` says that Postgres is away for now, and not that the statement is wrong. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (networkCodes.has(code) || waitingHelps.test(code)) return true;
  return code === '' && brokenConnection.test(error.message);
};
