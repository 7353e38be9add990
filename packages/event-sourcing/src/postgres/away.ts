const networkCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOENT'],
]);

/**
 * SQLSTATEs after which waiting helps (PostgreSQL documentation, appendix A): connection exception, insufficient resources
 * (full disk, too many connections), shutdown, I/O error, lock timeout, cancelled by a time limit, read-only after a failover.
 */
const waitingHelps = /^(08...|53...|57P0[1235]|58030|55P03|57014|25006)$/;

// Messages of pg and pg-pool for a connection that broke or was given up; these errors carry no code.
const brokenConnection =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying to connect)/;

/**
 * Whether an error of `pg` says that Postgres is away for now, and not that the statement is wrong. Looks at the shape only:
 * an error of Node's own network code need not be an instance of this realm's `Error`.
 */
export const isPostgresAway = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as Readonly<{ code?: unknown; message?: unknown }>;
  if (typeof code === 'string') return networkCodes.has(code) || waitingHelps.test(code);
  return typeof message === 'string' && brokenConnection.test(message);
};
