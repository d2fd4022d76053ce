import type { LanguageTexts } from '../language.ts';
import { names } from '../names.ts';

const nameTarget =
  "Name the target server: the customer's own mail server, to which the gateway delivers (`--target`; in the API `target`).";
const later = 'Repeat the check later.';

/** All wording that belongs to no single row. */
export const general: Omit<LanguageTexts, 'rows'> = {
  reasons: {
    'not-asked': { text: 'This was not part of the check.' },
    'not-configured': {
      text: 'This was not looked at, because the tester is not configured for it.',
      remedy: 'Configure the identities of the tester (its senders and the mailbox for the relay test).',
    },
    'no-target': { text: 'This was not looked at, because there is no target server to test.', remedy: nameTarget },
    'earlier-step': { text: 'This was not looked at, because an earlier step did not succeed.' },
    deadline: {
      text: 'The time for the check ran out before this was decided.',
      remedy: 'Repeat the check, with more time if the server is slow (`--timeout`).',
    },
    'no-route': {
      text: 'This was not looked at, because the tester has no route to the address[[ (IPv{family})]].',
      remedy: 'Repeat the check from a network that reaches this address.',
    },
    'our-egress': {
      text: 'This was not looked at, because the network of the tester does not let its connections out.',
      remedy: 'Have outgoing SMTP connections unblocked for the tester, or test from another network.',
    },
    'our-address-listed': {
      text: 'The server turned away the address of the tester, as far as its reply tells[[ (“{reply}”)]], which says nothing of other senders.',
      remedy: 'Exempt the address of the tester from blocklist and reputation checks, or test from another address.',
    },
    'our-reverse-dns': {
      text: 'The server objected to the reverse DNS, the HELO name or the sender of the tester, as far as its reply tells[[ (“{reply}”)]], which says nothing of other senders.',
      remedy:
        'Test from an address whose reverse DNS leads back to it, with that name in HELO (`--helo`) and a sender whose domain has an MX and whose mailbox exists, or exempt the tester at the server.',
    },
    throttled: {
      text: 'The server put the tester off, as servers do that limit connections or are busy[[ (“{reply}”)]].',
      remedy: 'Repeat the check later, or exempt the address of the tester from the limits of the server.',
    },
    deferred: { text: 'The server put this off until later[[ (“{reply}”)]].', remedy: later },
    'tls-demanded': {
      text: 'The server demands TLS before it goes on[[ (“{reply}”)]].',
      remedy: 'Repeat the check with TLS (without `--no-tls`).',
    },
    'authentication-required': {
      text: 'The server demands authentication, as a submission server does[[ (“{reply}”)]].',
      remedy: 'Name the server and port that take mail from other servers without authentication, mostly port 25.',
    },
    'null-sender': {
      text: 'The server refused the empty sender address, with which the tester has to make do; that may concern this sender alone[[ (“{reply}”)]].',
      remedy: 'Configure a sender address for the tester (`--sender`) and repeat the check.',
    },
    'server-trouble': {
      text: 'The server reported a passing trouble of its own[[ (“{reply}”)]].',
      remedy: 'Look in the log of the server for the cause, and repeat the check.',
    },
    'everything-refused': {
      text: 'The server refused everything alike, so that nothing can be told apart[[ (“{reply}”)]].',
      remedy: 'Admit the address of the tester at the server, or test from another address.',
    },
    'connection-closed': {
      text: 'The connection was closed before this was seen[[ ({how:words})]].',
      remedy: 'Repeat the check, and look in the log of the server or its firewall if it happens again.',
    },
    'no-common-cipher': {
      text: 'The TLS handshake found nothing in common[[ (alert {alert:words} from the server)]][[ ({message})]]: probably the server has no usable certificate, or only ciphers or versions that are too old for the tester.',
      remedy:
        'Check in the log of the server that certificate and key can be used, and that TLS 1.2 or 1.3 is switched on.',
    },
    'unreachable-from-here': {
      text: 'The server did not answer the tester, which may lie with the server, a firewall or the network of the tester.',
      remedy: "Repeat the check from one of the gateway's delivery addresses.",
    },
    'gateway-only': {
      text: 'Perhaps reachable only for the gateway: the server turned the tester away, and it is none of the published MX hosts, which must answer anybody[[ (“{reply}”)]].',
      remedy: "Repeat the check from one of the gateway's delivery addresses, or admit the address of the tester.",
    },
    'no-reply': {
      text: 'The server sent no reply for as long as the tester waits[[ ({seconds} s)]].',
      remedy: 'Look in the log of the server for what held it up, and repeat the check.',
    },
    'target-busy': {
      text: 'The tester already had as many connections to this server as it allows itself.',
      remedy: later,
    },
    'dns-trouble': {
      text: 'A DNS look-up[[ for {host}]][[ for {domain}]][[ for {address}]] failed[[ ({how:words})]], which does not tell what exists and what does not.',
      remedy: "Repeat the check, and look at the domain's name servers if it fails again.",
    },
    'sending-not-allowed': {
      text: 'This can only be decided with a test message, and none was to be sent.',
      remedy: 'Allow the check to send test messages (`--send`).',
    },
    internal: {
      text: 'A fault of the tester kept this from being decided.',
      remedy: 'Repeat the check, and tell the support of the checker if the fault stays.',
    },
  },
  because: {
    gateway: {
      text: 'There is no server to test: the MX, or the target that was named, is a gateway host, and gateways are not tested.',
      remedy: nameTarget,
    },
    suppressed: {
      text: 'This server must not be tested: whoever is responsible for it asked for that.',
      remedy: 'Ask whoever runs mxready to take the server off the suppression list.',
    },
    'mx-unknown': {
      text: 'The MX records could not be looked up, so the server to test is not known.',
      remedy: 'Repeat the check, or name the target server (`--target`; in the API `target`).',
    },
    'no-domain': {
      text: 'The domain does not exist in DNS (NXDOMAIN).',
      remedy: 'Check the spelling of the domain, its registration and its delegation, or name the target server.',
    },
    'null-mx': {
      text: 'The domain declares by a null MX that it takes no mail, so there is no server to test.',
      remedy: nameTarget,
    },
    'no-address': {
      text: 'No address of the target server is known, so there is nothing to connect to.',
      remedy: 'Give the target server an A or AAAA record, or name another one.',
    },
    'target-unresolved': {
      text: 'The addresses of the target server could not be looked up, so there is nothing to connect to.',
      remedy: "Repeat the check, and look at the domain's name servers if it fails again.",
    },
    forbidden: {
      text: 'This address was not connected to, because it lies in a network that the tester does not enter ({network}).',
      remedy: 'Let the name of the target server lead to its public addresses.',
    },
    'beyond-limit': { text: 'The MX host {host} was not looked at, because it comes after the first ten.' },
    'mode-unknown': {
      text: 'The look-ups that tell the mode of this domain failed, so it is not known what its MX records should be.',
      remedy: 'Repeat the check, or name the mode (`--mode`).',
    },
    'addresses-unknown': {
      text: 'The addresses of the target server could not be looked up, so their reverse DNS could not be either.',
      remedy: 'Repeat the check.',
    },
    parallel: { text: 'In parallel mode the MX records stay as they are.' },
    'no-ipv4': { text: 'The target server has no IPv4 address.' },
    'no-ipv6': { text: 'The target server has no IPv6 address.' },
    'implicit-tls': { text: 'On port 465 TLS comes first, so there is no STARTTLS.' },
    'tls-off': { text: 'The check was asked not to use TLS.' },
    'no-tls': { text: 'The server does not offer STARTTLS, so there is nothing to see of TLS.' },
    anonymous: { text: 'The connection is encrypted without a certificate, so there is none to look at.' },
    'sender-spf': {
      text: "This was not looked at, because the SPF record of the tester's own sender does not pass for its address.",
      remedy:
        "Repair the SPF record of the tester's sender, or configure the right addresses (`mxready preflight` shows both).",
    },
    'fail-sender-spf': {
      text: "This was not looked at, because the SPF record of the tester's failing sender does not fail for its address.",
      remedy: 'Let the domain of the failing sender publish `v=spf1 -all` (`mxready preflight` shows it).',
    },
    'sender-mx': {
      text: "This was not looked at, because the domain of the tester's own sender takes no mail, which servers may refuse.",
      remedy: "Give the domain of the tester's sender an MX (`mxready preflight` shows it).",
    },
    'fail-sender-mx': {
      text: "This was not looked at, because the domain of the tester's failing sender takes no mail, which servers may refuse for another reason than SPF.",
      remedy: 'Give the domain of the failing sender an MX (`mxready preflight` shows it).',
    },
    sink: {
      text: "This was not looked at, because the domain of the tester's relay sink takes no mail.",
      remedy: 'Give the domain of the relay sink an MX (`mxready preflight` shows it).',
    },
    'no-sender': {
      text: 'This was not looked at, because the tester has no sender address of its own.',
      remedy:
        'Configure a sender whose SPF record passes for the address of the tester, and one whose record fails (`--sender`, `--spf-fail-sender`).',
    },
    'no-failing-sender': {
      text: 'This was not looked at, because the tester has no second sender whose SPF record fails.',
      remedy: 'Configure a sender in a domain that publishes `v=spf1 -all` (`--spf-fail-sender`).',
    },
    'no-sink': {
      text: 'This was not looked at, because the tester has no mailbox of its own to relay to.',
      remedy: 'Configure a mailbox of your own in a foreign domain for the relay test (`--relay-sink`).',
    },
    'no-good-recipient': {
      text: 'This was not looked at, because no recipient was accepted through which it could be.',
    },
    'no-recipient-named': {
      text: 'No message was sent, because no existing recipient was named.',
      remedy: 'Name a mailbox that exists and may get a test message (`--recipient`).',
    },
    'no-control': {
      text: 'Neither postmaster nor abuse was accepted and no other mailbox was named, so that nothing can be told apart[[ (“{reply}”)]].',
      remedy:
        'Name one existing address of the domain (`--recipient`), and let the server accept postmaster (RFC 5321 4.5.1).',
    },
    'good-refused': {
      text: 'The server refused mailboxes that are said to exist as it refused made-up ones, so that nothing can be told apart[[ (“{reply}”)]].',
      remedy: 'Check that the address named exists on this server, and that the server does not turn the tester away.',
    },
    policy: {
      text: 'The server refused the made-up recipients by a rule of its policy from which postmaster and abuse are often exempt, so that it cannot be told whether it refuses unknown recipients or the tester[[ (“{reply}”)]].',
      remedy: 'Name one existing address of the domain as a control (`--recipient`).',
    },
    'domain-not-hosted': {
      text: 'The server does not take mail for this domain at all[[ (“{reply}”)]].',
      remedy: 'Add the domain to those that the server accepts mail for, or name the server that does (`--target`).',
    },
    'message-refused': {
      text: 'The server refused the test message for what it says or who sent it, as filters do, which says nothing of the recipient[[ (“{reply}”)]].',
      remedy: 'Exempt the address of the tester from content filtering, and repeat the check.',
    },
    inconsistent: {
      text: 'Two made-up recipients were treated differently, so that it cannot be told what the server does[[ ({replies})]].',
      remedy: 'Repeat the check, and look in the log of the server for why it took one of them.',
    },
    'wrong-client-address': {
      text: 'The server refused even the sender whose SPF passes, and names {address} as its client, which is not the tester: it sees a wrong client address (NAT) and checks SPF.',
      remedy:
        'Let the true client address reach the mail server (no source NAT on the way in), and switch its SPF check off.',
    },
    'from-gateway': { text: "The check came from the gateway's own addresses, which are meant to be let in." },
    'not-inline': { text: 'The domain does not use the gateway inline.' },
    'not-switched-yet': {
      text: 'The domain has not been switched to the gateway yet, so anybody must be able to deliver.',
    },
    'address-target': { text: 'The target was named as an address, so there is no host name to compare with.' },
  },
  words: {
    ...names,
    // Stages
    connect: 'connecting',
    banner: 'the greeting',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'the TLS handshake',
    mail: 'MAIL FROM',
    rcpt: 'RCPT TO',
    data: 'DATA',
    endOfData: 'the end of the message',
    quit: 'QUIT',
    // How something went
    refused: 'refused',
    unreachable: 'unreachable',
    timeout: 'no answer in time',
    closed: 'connection closed',
    reset: 'connection reset',
    endless: 'a reply without end',
    silent: 'no reply',
    malformed: 'not SMTP',
    deadline: 'the time limit of the tester',
    'no-route': 'no route from the tester',
    blocked: 'the system of the tester forbids it',
    'own-fault': 'a fault of the tester',
    busy: 'connections of the tester held every place',
    alert: 'the server sent an alert',
    'own-limit': 'something that the tester cannot speak',
    protocol: 'not the expected protocol',
    servfail: 'the name server reported a failure',
    loop: 'aliases in a loop',
    nxdomain: 'the name does not exist',
    nodata: 'no record of this type',
    server: 'the server',
    tester: 'the tester',
    answered: 'it went along when the command was sent nonetheless, so something hides the offer',
    // Relay forms, and whom a deferral hit
    plain: 'the plain form',
    'null-sender': 'with the empty sender',
    'own-domain-sender': "with a sender of the server's own domain",
    percent: 'the percent form (user%domain@…)',
    quoted: 'the quoted form ("user@domain"@…)',
    'source-route': 'the source route (@…:user@domain)',
    recipients: 'recipients that should exist',
    random: 'made-up recipients',
    sender: 'one sender alone',
    message: 'the message',
    relay: 'foreign recipients',
    'often-exempt':
      'postmaster and abuse, through which it was looked at, are often exempt from such checks, so this proves less than a named recipient would',
    // Facts and patterns
    tarpit: 'refusals held back for about 5 s, as Exchange does (tarpit)',
    'null-mx': 'null MX (no mail is taken)',
    'mx-alias': 'an MX host that is an alias (CNAME)',
    wildcard: 'a wildcard record (names that nobody made resolve too)',
    'wildcard-unknown': 'whether there is a wildcard record could not be told',
    'no-mx-ttl': 'no MX records whose TTL could be read',
    'mx-ttl-long': 'MX records that caches keep for more than an hour',
    'mx-ttl-short': 'MX records that caches keep for an hour at most',
    'greet-delay': 'greeting held back for 2 s or more',
    'slow-replies': 'replies that took 4 s or more',
    a: 'a greeting of asterisks',
    b: 'extensions overwritten with X in the EHLO reply',
    c: 'EHLO refused while HELO works',
    d: 'STARTTLS not offered and yet answered, or echoed as X',
    unknown: 'not recognised',
    anonymous: 'without a certificate',
    // Keys of certificates
    rsa: 'RSA',
    'rsa-pss': 'RSA-PSS',
    ec: 'ECDSA',
    dsa: 'DSA',
    ed25519: 'Ed25519',
    ed448: 'Ed448',
    // Mode and phase
    inline: 'inline',
    parallel: 'parallel',
    unprovisioned: 'not provisioned at the gateway',
    'not-provisioned': 'the gateway does not know this domain yet',
    before: 'before the switch',
    after: 'after the switch',
  },
  categories: {
    session: 'Connection, TLS and certificate',
    envelope: 'Senders and recipients',
    relay: 'Relaying',
    dns: 'DNS',
    all: 'The check as a whole',
  },
  statuses: {
    pass: 'passed',
    info: 'for information',
    warn: 'with warning',
    fail: 'failed',
    notApplicable: 'not applicable',
    inconclusive: 'inconclusive',
    notTested: 'not tested',
  },
  verdicts: {
    ready: 'Ready',
    readyWithWarnings: 'Ready with warnings',
    notReady: 'Not ready',
    incomplete: 'Incomplete',
  },
  changeKinds: {
    worse: 'Worse',
    better: 'Better',
    new: 'New',
    unknown: 'Not known any more',
    changed: 'Changed',
  },
  sides: { server: 'mail server', dns: 'DNS', gateway: 'gateway', tester: 'tester' },
  headline: {
    finding: '{verdict}[[ ({side})]]: {text}[[ – {remedy}]].',
    clean: '{verdict}: there is nothing to change in what was looked at.',
    leftOut: ' Not looked at: {leftOut}.',
  },
  labels: {
    toDo: 'To do',
    remedy: 'Remedy',
    transcript: 'Transcript',
    target: 'Target server',
    mode: 'Mode',
    phase: 'Phase',
    vantage: 'Tested from',
    counts: 'Result',
    domain: 'Domain',
    none: 'none',
    line: 'line',
    port: 'port',
    secondLook: 'Second look, not before',
    secondLookOf: 'Second look at what this check was put off with',
    changes: 'Since the check before',
    noChanges: 'Nothing has changed.',
  },
};
