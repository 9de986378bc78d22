import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Where an address leads. `private` is what the public internet does not route, except loopback;
 * `forbidden` is what no document lives on: the metadata services of clouds, which hand out
 * credentials, and multicast.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden';

/**
 * The kind of an IP address in text form. An IPv6 address that carries an IPv4 one (mapped,
 * compatible, translated, NAT64, 6to4) is of the kind of the address it carries. What is no address
 * at all is `forbidden`.
 */
export function addressKind(address: string): AddressKind {
  if (isIPv4(address)) return kindOfV4(address);
  const [unscoped = ''] = address.split('%');
  return isIPv6(unscoped) ? kindOfV6(unscoped) : 'forbidden';
}

function kindOfV4(address: string): AddressKind {
  if (forbiddenV4.check(address)) return 'forbidden';
  if (loopbackV4.check(address)) return 'loopback';
  return unroutedV4.check(address) ? 'private' : 'public';
}

function kindOfV6(address: string): AddressKind {
  const groups = groupsOf(address);
  const leading = groups.slice(0, 7);
  // `::1` and `::` would otherwise pass for the compatible forms of 0.0.0.1 and 0.0.0.0.
  if (leading.every((group) => group === 0) && (groups[7] ?? 0) <= 1) return 'loopback';
  const carried = carriedV4(groups);
  if (carried !== undefined) return kindOfV4(carried);
  if (forbiddenV6.check(address, 'ipv6')) return 'forbidden';
  return globalV6.check(address, 'ipv6') && !unroutedV6.check(address, 'ipv6')
    ? 'public'
    : 'private';
}

/** The eight 16-bit numbers of an address that `isIPv6` accepts. */
function groupsOf(address: string): readonly number[] {
  // The URL parser writes an IPv4 tail as two groups.
  const normal = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = normal.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function carriedV4(groups: readonly number[]): string | undefined {
  const prefix = groups.slice(0, 6).map((group) => group.toString(16));
  switch (prefix.join(':')) {
    case '0:0:0:0:0:0': // compatible
    case '0:0:0:0:0:ffff': // mapped
    case '0:0:0:0:ffff:0': // translated
    case '64:ff9b:0:0:0:0': // NAT64
      return toV4(groups[6], groups[7]);
  }
  // 6to4
  return groups[0] === 0x2002 ? toV4(groups[1], groups[2]) : undefined;
}

function toV4(high = 0, low = 0): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

const forbiddenV4 = blockList('ipv4', [
  '169.254.169.254/32', // metadata: AWS, Google, Azure and most others
  '169.254.170.0/24', // credentials of containers on AWS
  '100.100.100.200/32', // metadata: Alibaba
  '192.0.0.192/32', // metadata: Oracle
  '168.63.129.16/32', // platform service: Azure
  '224.0.0.0/4', // multicast
]);

/** 0.0.0.0 reaches the machine itself. */
const loopbackV4 = blockList('ipv4', ['127.0.0.0/8', '0.0.0.0/32']);

/** The IANA registry of special-purpose addresses. */
const unroutedV4 = blockList('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
]);

const forbiddenV6 = blockList('ipv6', [
  'fd00:ec2::254/128', // metadata: AWS
  'fd20:ce::254/128', // metadata: Google
  'ff00::/8', // multicast
]);

/** All that was ever given out for public use: everything else is refused unseen. */
const globalV6 = blockList('ipv6', ['2000::/3']);

const unroutedV6 = blockList('ipv6', ['2001::/23', '2001:db8::/32', '3fff::/20']);

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', bits] = subnet.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}
