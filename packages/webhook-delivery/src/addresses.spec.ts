import { describe, expect, it } from '@jest/globals';
import { addressFault, isPublicAddress } from './addresses.ts';

describe('An address on the internet', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('is one: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '224.0.0.1', '239.255.255.255', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', 'fec0::1', '2001:db8::1'],
    // IPv4 in IPv6: mapped in both spellings, compatible, NAT64, 6to4 and Teredo.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', 'no address', ''],
  ])('is none: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('What is wrong with the address of a webhook', () => {
  it.each([
    ['https://hooks.example.com/a?b=c', undefined],
    ['https://8.8.8.8:8443/', undefined],
    ['http://hooks.example.com/', 'It is not https'],
    ['ftp://hooks.example.com/', 'It is not https'],
    ['hooks.example.com', 'It is no URL'],
    ['https://user@hooks.example.com/', 'It has a user name or a password'],
    // What a URL makes of other spellings of 127.0.0.1.
    ...['127.1', '0x7f.1', '2130706433', '017700000001', '[::1]', '[::ffff:7f00:1]'].map(
      (host) => [`https://${host}/`, 'It is an address of a private network'] as const,
    ),
    ['https://LOCALHOST./', 'It is an address of this computer'],
    ['https://api.localhost/', 'It is an address of this computer'],
  ])('%s', (url, fault) => {
    expect(addressFault(url, false)).toBe(fault);
  });

  it('is nothing about a private network, where that is allowed', () => {
    expect(addressFault('http://10.0.0.1:8080/', true)).toBeUndefined();
    expect(addressFault('http://user@10.0.0.1/', true)).toBe('It has a user name or a password');
    expect(addressFault('file:///etc/passwd', true)).toBe('It is not https');
  });
});
