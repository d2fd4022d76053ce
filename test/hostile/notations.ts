/** Addresses that no check may reach, each of another kind. */
const INNER = [
  '127.0.0.1',
  '10.0.0.1',
  '169.254.169.254',
  '192.168.1.1',
  '172.16.5.4',
  '100.64.0.1',
  '0.0.0.0',
] as const;

const octets = (address: string): number[] => address.split('.').map(Number);
const hex = (value: number, width = 0): string => value.toString(16).padStart(width, '0');
const whole = (address: string): number => octets(address).reduce((sum, one) => sum * 256 + one, 0);

/** Ways in which some program reads an IPv4 address. */
const ofIpv4 = (address: string): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = octets(address);
  const number = whole(address);
  const wide = [...address].map((one) => (/\d/.test(one) ? String.fromCharCode(one.charCodeAt(0) + 0xfee0) : one)).join(''); // biome-ignore format: one thought
  return [
    address,
    `${number}`,
    `0x${hex(number)}`,
    `0${number.toString(8)}`,
    octets(address).map((one) => `0x${hex(one)}`).join('.'), // biome-ignore format: one thought
    octets(address).map((one) => `0${one.toString(8)}`).join('.'), // biome-ignore format: one thought
    octets(address).map((one) => `${one}`.padStart(4, '0')).join('.'), // biome-ignore format: one thought
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `0x${hex(a)}.${b}.${c}.${d}`,
    `${address}.`,
    ` ${address}`,
    `${address}\t`,
    wide,
    ...['\u3002', '\uff0e', '\uff61'].map((dot) => address.replaceAll('.', dot)),
    `${address}:25`,
    `${address}/32`,
    `http://${address}`,
    `postmaster@${address}`,
    `[${address}]`,
    encodeURIComponent(address).replaceAll('.', '%2e'),
  ];
};

/** Ways in which IPv6 embeds an IPv4 address. */
const embedded = (address: string): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = octets(address);
  const [high, low] = [hex(a * 256 + b), hex(c * 256 + d)];
  const inverted = `${hex(0xffff ^ (a * 256 + b))}:${hex(0xffff ^ (c * 256 + d))}`;
  return [
    `::ffff:${address}`,
    `::ffff:${high}:${low}`,
    `::FFFF:${high}:${low}`,
    `0:0:0:0:0:ffff:${high}:${low}`,
    `0000:0000:0000:0000:0000:ffff:${high.padStart(4, '0')}:${low.padStart(4, '0')}`,
    `[::ffff:${address}]`,
    `::${high}:${low}`,
    `::${address}`,
    `::ffff:0:${address}`,
    `64:ff9b::${address}`,
    `64:ff9b::${high}:${low}`,
    `64:ff9b:1::${high}:${low}`,
    `2002:${high}:${low}::`,
    `2002:${high}:${low}::1`,
    `2001:0:4136:e378:8000:63bf:${inverted}`,
    `fe80::5efe:${address}`,
    `::ffff:${address}%eth0`,
  ];
};

const OTHERS = ['::1', '0:0:0:0:0:0:0:1', '[::1]', '::', '::1%lo', '::1%25lo', 'fe80::1', 'fe80::1%eth0', 'fe80::1%25eth0', 'fec0::1', 'fc00::1', 'fd00::1', 'fd12:3456:789a::1', 'ff02::1', 'ff05::2', '100::1', '2001:db8::1', '3fff::1', '2001::1', '2001:10::1', '2001:20::1', '::2', '1::', '5f00::1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1', '192.0.0.1', '127.255.255.254', '127.0.0.2', '0.0.0.1', '1.1.1.1.1', '127.1', '127.0.1', '0', '0x7f.1', '00', '\u2460\u2461\u2466.0.0.1']; // biome-ignore format: one list

/** Names that resolve, or might, to a place where no check may go. */
export const NAMES = ['localhost', 'localhost.', 'LOCALHOST', 'localhost.localdomain', 'ip6-localhost', 'foo.localhost', 'metadata.google.internal', 'metadata', 'instance-data.ec2.internal', 'kubernetes.default.svc.cluster.local', 'router.lan', 'printer.local', '127.0.0.1.nip.test', 'lo\u0441alhost.test', 'l\u{e9}o.test', 'xn--lcalhost-i2a.test', 'localtest.test'] as const; // biome-ignore format: one list

/** Every notation of a forbidden address, or of a name that leads to one. */
export const NOTATIONS: readonly string[] = [
  ...new Set([...INNER.flatMap(ofIpv4), ...INNER.flatMap(embedded), ...OTHERS, ...NAMES]),
];

/** Addresses as DNS can give them out: what an A or AAAA record may hold. */
export const IN_DNS = {
  A: [
    ...INNER,
    '127.255.255.254',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.88.99.1',
  ],
  AAAA: [
    ...[
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      'fd00::1',
      'ff02::1',
      'fec0::1',
      '100::1',
      '2001:db8::1',
      '2001::1',
      '3fff::1',
    ],
    ...INNER.flatMap((address) => {
      const [a = 0, b = 0, c = 0, d = 0] = octets(address);
      const tail = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
      return [`::ffff:${tail}`, `::${tail}`, `64:ff9b::${tail}`, `64:ff9b:1::${tail}`, `2002:${tail}::1`, `::ffff:0:${tail}`]; // biome-ignore format: one thought
    }),
  ],
} as const;
