import type { CodeText, RowText } from '../language.ts';

const reverse = (record: 'A' | 'AAAA'): Record<string, CodeText> => {
  const set = `Falls dieser Server auch über das Gateway sendet: Lassen Sie den Anbieter von {address} dort genau einen PTR-Record setzen, dessen Name einen ${record}-Record auf {address} hat.`;
  return {
    'pass-all': { text: 'Jeder Reverse-Name von {address} führt auf die Adresse zurück: {names}.' },
    'pass-any': {
      text: 'Nicht jeder Reverse-Name von {address} führt auf die Adresse zurück, das Gateway verlangt es aber von allen: {names}.',
      remedy: `Falls dieser Server auch über das Gateway sendet: Lassen Sie die PTR-Records von {address} löschen, deren Namen nicht zurückführen, oder geben Sie diesen Namen einen ${record}-Record auf {address}.`,
    },
    mismatch: { text: 'Kein Reverse-Name von {address} führt auf die Adresse zurück: {names}.', remedy: set },
    'forward-missing': {
      text: 'Kein Reverse-Name von {address} hat einen Adress-Record, also führt keiner auf die Adresse zurück: {names}.',
      remedy: set,
    },
    none: { text: 'Die Adresse {address} hat keinen PTR-Record.', remedy: set },
  };
};

/** Rows of the category `dns`. */
export const dns: Readonly<Record<string, RowText>> = {
  'mx-points-to-gateway': {
    title: 'MX-Record',
    codes: {
      'at-gateway': { text: 'Ein MX-Record von {domain} zeigt auf das Gateway {gateway}.' },
      'not-switched': {
        text: 'Der Mailfluss ist noch nicht umgestellt (MX-Records: {mx})[[; {provisioning:words}]]; mit der Umstellung muss der MX-Record von {domain} auf {gateway} zeigen.',
      },
      elsewhere: {
        text: 'Die MX-Records von {domain} zeigen auf {mx} und nicht auf das Gateway {gateway}.',
        remedy: 'Setzen Sie den MX-Record von {domain} auf {gateway}.',
      },
      'foreign-gateway': {
        text: 'Ein MX-Record von {domain} zeigt auf einen Gateway-Host, aber nicht auf den für diese Domain erwarteten, {gateway} (MX-Records: {mx}).',
        remedy:
          'Setzen Sie den MX-Record von {domain} auf {gateway}, oder geben Sie der Prüfung den richtigen Gateway-Host an (`--gateway`).',
      },
      'no-mx': {
        text: 'Die Domain {domain} veröffentlicht keinen MX-Host, ihr MX zeigt also nicht auf das Gateway {gateway}.',
        remedy: 'Veröffentlichen Sie für {domain} einen einzigen MX-Record: {gateway}.',
      },
    },
  },
  'single-mx': {
    title: 'Anzahl MX-Records',
    codes: {
      single: { text: 'Die Domain {domain} hat genau einen MX-Record.' },
      'not-switched': {
        text: 'Der Mailfluss ist noch nicht umgestellt (MX-Records: {count}); mit der Umstellung muss {gateway} der einzige MX-Record von {domain} sein.',
      },
      several: {
        text: 'Die Domain {domain} hat {count} MX-Records[[, und Mails an {others} laufen nicht durch das Gateway {gateway}]].',
        remedy: 'Löschen Sie die übrigen MX-Records von {domain}, sodass {gateway} der einzige ist.',
      },
      none: {
        text: 'Die Domain {domain} veröffentlicht keinen MX-Host.',
        remedy: 'Veröffentlichen Sie für {domain} genau einen MX-Record: {gateway}.',
      },
    },
  },
  'mx-resolvable': {
    title: 'MX-Record auflösbar',
    codes: {
      resolves: { text: 'Der MX-Host {host} hat einen Adress-Record.' },
      'implicit-mx': {
        text: 'Die Domain {domain} hat keinen MX-Record; Absender verwenden stattdessen ihre eigene Adresse (RFC 5321, 5.1).',
      },
      'is-alias': {
        text: 'Der MX-Host {host} ist ein Alias (CNAME) für {aliases}, was bei einem MX-Host nicht erlaubt ist (RFC 2181, 10.3).',
        remedy:
          'Geben Sie {host} statt des CNAME eigene Adress-Records (A, AAAA), oder tragen Sie im MX-Record den Host ein, auf den der Alias führt.',
      },
      'null-mx': {
        text: 'Die Domain {domain} veröffentlicht einen Null-MX und erklärt damit, dass sie keine Mails annimmt (RFC 7505).',
        remedy:
          'Ersetzen Sie den Null-MX von {domain} durch einen echten MX-Record, falls die Domain Mails empfangen soll.',
      },
      'one-unresolvable': {
        text: 'Der MX-Host {host} hat keinen Adress-Record, während ein anderer MX-Host der Domain einen hat.',
        remedy: 'Geben Sie {host} einen A- oder AAAA-Record, oder löschen Sie seinen MX-Record.',
      },
      unresolvable: {
        text: 'Der MX-Host {host} hat keinen Adress-Record, und bei keinem anderen MX-Host der Domain war einer zu sehen.',
        remedy:
          'Geben Sie {host} einen A- oder AAAA-Record, oder tragen Sie im MX-Record einen Host ein, der einen hat.',
      },
      'ip-literal': {
        text: 'Der MX-Record nennt die Adresse {host}, erlaubt ist dort nur ein Hostname (RFC 5321, 5.1).',
        remedy: 'Tragen Sie im MX-Record einen Host ein, dessen A- oder AAAA-Record {host} ist.',
      },
      'alias-loop': {
        text: 'Die Auflösung von {host} läuft im Kreis oder über zu viele Aliase: {aliases}.',
        remedy: 'Lösen Sie die Schleife der CNAME-Records auf, die bei {host} beginnt.',
      },
      'no-domain': {
        text: 'Die Domain {domain} existiert im DNS nicht (NXDOMAIN).',
        remedy: 'Prüfen Sie die Schreibweise von {domain}, ihre Registrierung und ihre Delegation.',
      },
      'no-mx-no-address': {
        text: 'Die Domain {domain} hat weder einen MX-Record noch eine Adresse, Mails an sie sind daher nicht zustellbar.',
        remedy: 'Veröffentlichen Sie einen MX-Record für {domain}.',
      },
    },
  },
  'a-record': {
    title: 'A-Record',
    codes: {
      addresses: {
        text: 'Der Zielserver {host} hat eine IPv4-Adresse[[ über den Alias {aliases}]][[; über die acht geprüften hinaus: {beyond}]].',
      },
      'no-address': {
        text: 'Der Zielserver {host} hat weder einen A- noch einen AAAA-Record ({how:words}).',
        remedy: 'Geben Sie {host} einen A- oder AAAA-Record, oder geben Sie einen anderen Zielserver an.',
      },
    },
  },
  'ptr-ipv4': { title: 'PTR-Record (IPv4)', codes: reverse('A') },
  'aaaa-record': {
    title: 'AAAA-Record',
    codes: {
      addresses: {
        text: 'Der Zielserver {host} hat eine IPv6-Adresse[[ über den Alias {aliases}]][[; über die acht geprüften hinaus: {beyond}]].',
      },
    },
  },
  'ptr-ipv6': { title: 'PTR-Record (IPv6)', codes: reverse('AAAA') },
  'domain-records': {
    title: 'Einträge der Domain',
    codes: {
      facts: { text: 'Bei {domain} gesehen: {facts:words}[[; TTL der MX-Records laut Resolver: {ttl} s]].' },
    },
  },
};
