import { BlockList, isIP } from 'node:net';

/** What is not on the internet, by RFC 6890 and the registries that it began. */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // Teredo and other special purposes, documentation, and 6to4, which would lead to any IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/** The only part of IPv6 that is given out to the public. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Whether an address, as `lookup` gives it, is on the internet. An IPv4 address in IPv6 is what it stands for. */
export const isPublicAddress = (address: string): boolean => {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return !notPublic.check(bare, 'ipv4');
  if (family !== 6) return false;
  // Whichever IPv4 address is mapped, the list of IPv4 networks is asked by Node itself.
  if (mapped.check(bare, 'ipv6')) return !notPublic.check(bare, 'ipv6');
  return global.check(bare, 'ipv6') && !notPublic.check(bare, 'ipv6');
};

/** The host of a URL as `lookup` takes it: IPv6 addresses stand in brackets there. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * What is wrong with an address by itself, in words; `undefined` when nothing is. A name is looked up when something is sent,
 * each time anew, because whoever owns it can change what it stands for.
 */
export const addressFault = (text: string, isPrivateAllowed: boolean): string | undefined => {
  if (!URL.canParse(text)) return 'It is no URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(isPrivateAllowed && url.protocol === 'http:')) return 'It is not https';
  if (url.username !== '' || url.password !== '') return 'It has a user name or a password';
  const host = hostOf(url);
  const isName = isIP(host) === 0;
  if (isPrivateAllowed) return undefined;
  if (isName) return /(^|\.)localhost\.?$/i.test(host) ? 'It is an address of this computer' : undefined;
  return isPublicAddress(host) ? undefined : 'It is an address of a private network';
};
