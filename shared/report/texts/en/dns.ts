import type { CodeText, RowText } from '../language.ts';

const reverse = (record: 'A' | 'AAAA'): Record<string, CodeText> => {
  const set = `If this server also sends mail through the gateway, have the provider of {address} set exactly one PTR record there, to a name whose ${record} record is {address}.`;
  return {
    'pass-all': { text: 'Every reverse name of {address} leads back to it: {names}.' },
    'pass-any': {
      text: 'Not every reverse name of {address} leads back to it, and the gateway wants all of them to: {names}.',
      remedy: `If this server also sends mail through the gateway, have the PTR records of {address} deleted whose names do not lead back to it, or give these names an ${record} record for {address}.`,
    },
    mismatch: { text: 'No reverse name of {address} leads back to it: {names}.', remedy: set },
    'forward-missing': {
      text: 'No reverse name of {address} has an address record, so none leads back to it: {names}.',
      remedy: set,
    },
    none: { text: 'The address {address} has no PTR record.', remedy: set },
  };
};

/** Rows of the category `dns`. */
export const dns: Readonly<Record<string, RowText>> = {
  'mx-points-to-gateway': {
    title: 'MX record',
    codes: {
      'at-gateway': { text: 'An MX record of {domain} points to the gateway {gateway}.' },
      'not-switched': {
        text: 'The mail flow is not switched yet (MX records: {mx})[[; {provisioning:words}]]; with the switch, the MX record of {domain} will have to be {gateway}.',
      },
      elsewhere: {
        text: 'The MX records of {domain} point to {mx} and not to the gateway {gateway}.',
        remedy: 'Set the MX record of {domain} to {gateway}.',
      },
      'foreign-gateway': {
        text: 'An MX record of {domain} points to a gateway host, but not to the one expected for this domain, {gateway} (MX records: {mx}).',
        remedy:
          'Set the MX record of {domain} to {gateway}, or name the right gateway host to the check (`--gateway`).',
      },
      'no-mx': {
        text: 'The domain {domain} publishes no MX host, so its MX does not point to the gateway {gateway}.',
        remedy: 'Publish one MX record for {domain}: {gateway}.',
      },
    },
  },
  'single-mx': {
    title: 'Number of MX records',
    codes: {
      single: { text: 'The domain {domain} has exactly one MX record.' },
      'not-switched': {
        text: 'The mail flow is not switched yet (MX records: {count}); with the switch, {gateway} will have to be the only MX record of {domain}.',
      },
      several: {
        text: 'The domain {domain} has {count} MX records[[, and mail that is sent to {others} does not pass through the gateway {gateway}]].',
        remedy: 'Delete the MX records of {domain} but one, so that {gateway} is the only one.',
      },
      none: {
        text: 'The domain {domain} publishes no MX host.',
        remedy: 'Publish exactly one MX record for {domain}: {gateway}.',
      },
    },
  },
  'mx-resolvable': {
    title: 'MX record resolvable',
    codes: {
      resolves: { text: 'The MX host {host} has an address record.' },
      'implicit-mx': {
        text: 'The domain {domain} has no MX record; senders use its own address instead (RFC 5321, 5.1).',
      },
      'is-alias': {
        text: 'The MX host {host} is an alias (CNAME) of {aliases}, which an MX host must not be (RFC 2181, 10.3).',
        remedy:
          'Give {host} address records (A, AAAA) in place of the CNAME, or name the host it leads to in the MX record.',
      },
      'null-mx': {
        text: 'The domain {domain} publishes a null MX and so declares that it takes no mail (RFC 7505).',
        remedy: 'Replace the null MX of {domain} by a real MX record if the domain is to receive mail.',
      },
      'one-unresolvable': {
        text: 'The MX host {host} has no address record, while another MX host of the domain has one.',
        remedy: 'Give {host} an A or AAAA record, or delete its MX record.',
      },
      unresolvable: {
        text: 'The MX host {host} has no address record, and no other MX host of the domain was seen to have one.',
        remedy: 'Give {host} an A or AAAA record, or let the MX record name a host that has one.',
      },
      'ip-literal': {
        text: 'The MX record names the address {host}, where only a host name is allowed (RFC 5321, 5.1).',
        remedy: 'Let the MX record name a host whose A or AAAA record is {host}.',
      },
      'alias-loop': {
        text: 'The look-up of {host} runs in circles, or through too many aliases: {aliases}.',
        remedy: 'Break up the loop of CNAME records that starts at {host}.',
      },
      'no-domain': {
        text: 'The domain {domain} does not exist in DNS (NXDOMAIN).',
        remedy: 'Check the spelling of {domain}, its registration and its delegation.',
      },
      'no-mx-no-address': {
        text: 'The domain {domain} has neither an MX record nor an address, so mail to it cannot be delivered.',
        remedy: 'Publish an MX record for {domain}.',
      },
    },
  },
  'a-record': {
    title: 'A record',
    codes: {
      addresses: {
        text: 'The target {host} has an IPv4 address[[ by way of the alias {aliases}]][[; beyond the eight that are tested: {beyond}]].',
      },
      'no-address': {
        text: 'The target {host} has neither an A nor an AAAA record ({how:words}).',
        remedy: 'Give {host} an A or AAAA record, or name another target server.',
      },
    },
  },
  'ptr-ipv4': { title: 'PTR record (IPv4)', codes: reverse('A') },
  'aaaa-record': {
    title: 'AAAA record',
    codes: {
      addresses: {
        text: 'The target {host} has an IPv6 address[[ by way of the alias {aliases}]][[; beyond the eight that are tested: {beyond}]].',
      },
    },
  },
  'ptr-ipv6': { title: 'PTR record (IPv6)', codes: reverse('AAAA') },
  'domain-records': {
    title: 'Records of the domain',
    codes: {
      facts: { text: 'Seen at {domain}: {facts:words}[[; TTL of the MX records as the resolver told it: {ttl} s]].' },
    },
  },
};
