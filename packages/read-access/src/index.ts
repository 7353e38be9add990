export { loadReadUrl } from './read-login.ts';
export { type Read, tenantReader } from './tenant-reader.ts';
