import { createHash } from 'node:crypto';

/** Roles belong to the whole cluster: what is meant for one database carries a mark of it in its name. */
export const markOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 12);

/** The login of a group in one database. */
export const loginOf = (group: 'orchestration_app' | 'orchestration_projector', database: string): string =>
  `${group}_${markOf(database)}`;

/** The same database as somebody else. */
export const withLogin = (url: string, user: string, password: string): string => {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.toString();
};

/** The database that a URL names; like Postgres, that of the user's name when it names none. */
export const databaseNameOf = (url: string): string => {
  const { pathname, username } = new URL(url);
  return decodeURIComponent(pathname.slice(1) || username);
};
