import type { LanguageTexts } from '../language.ts';
import { names } from '../names.ts';

const nameTarget =
  'Geben Sie den Zielserver an: den Mailserver des Kunden, an den das Gateway zustellt (`--target`; in der API `target`).';
const later = 'Wiederholen Sie die Prüfung später.';

/** All wording that belongs to no single row. */
export const general: Omit<LanguageTexts, 'rows'> = {
  reasons: {
    'not-asked': { text: 'Dies war nicht Teil der Prüfung.' },
    'not-configured': {
      text: 'Dies wurde nicht geprüft, weil der Tester nicht dafür konfiguriert ist.',
      remedy: 'Konfigurieren Sie die Identitäten des Testers (seine Absender und das Postfach für den Relay-Test).',
    },
    'no-target': { text: 'Dies wurde nicht geprüft, weil es keinen Zielserver zu prüfen gibt.', remedy: nameTarget },
    'earlier-step': { text: 'Dies wurde nicht geprüft, weil ein früherer Schritt nicht gelang.' },
    deadline: {
      text: 'Die Zeit der Prüfung war abgelaufen, bevor dies entschieden war.',
      remedy: 'Wiederholen Sie die Prüfung, bei einem langsamen Server mit mehr Zeit (`--timeout`).',
    },
    'no-route': {
      text: 'Dies wurde nicht geprüft, weil der Tester keine Route zu der Adresse hat[[ (IPv{family})]].',
      remedy: 'Wiederholen Sie die Prüfung aus einem Netz, das diese Adresse erreicht.',
    },
    'our-egress': {
      text: 'Dies wurde nicht geprüft, weil das Netz des Testers dessen Verbindungen nicht hinauslässt.',
      remedy:
        'Lassen Sie ausgehende SMTP-Verbindungen für den Tester freischalten, oder testen Sie aus einem anderen Netz.',
    },
    'our-address-listed': {
      text: 'Der Server hat seiner Antwort nach die Adresse des Testers abgewiesen[[ („{reply}“)]], was über andere Absender nichts sagt.',
      remedy:
        'Nehmen Sie die Adresse des Testers von Blocklisten- und Reputationsprüfungen aus, oder testen Sie von einer anderen Adresse.',
    },
    'our-reverse-dns': {
      text: 'Der Server hat seiner Antwort nach den Reverse-DNS-Eintrag, den HELO-Namen oder den Absender des Testers beanstandet[[ („{reply}“)]], was über andere Absender nichts sagt.',
      remedy:
        'Testen Sie von einer Adresse, deren Reverse-DNS auf sie zurückführt, mit diesem Namen in HELO (`--helo`) und mit einem Absender, dessen Domain einen MX hat und dessen Postfach vorhanden ist, oder nehmen Sie den Tester am Server aus.',
    },
    throttled: {
      text: 'Der Server hat den Tester vertröstet, wie es Server tun, die Verbindungen begrenzen oder ausgelastet sind[[ („{reply}“)]].',
      remedy:
        'Wiederholen Sie die Prüfung später, oder nehmen Sie die Adresse des Testers von den Limits des Servers aus.',
    },
    deferred: { text: 'Der Server hat auf später verwiesen[[ („{reply}“)]].', remedy: later },
    'tls-demanded': {
      text: 'Der Server verlangt TLS, bevor er weitermacht[[ („{reply}“)]].',
      remedy: 'Wiederholen Sie die Prüfung mit TLS (ohne `--no-tls`).',
    },
    'authentication-required': {
      text: 'Der Server verlangt eine Anmeldung, wie ein Server zum Einliefern[[ („{reply}“)]].',
      remedy: 'Geben Sie den Server und den Port an, die Mails anderer Server ohne Anmeldung annehmen, meist Port 25.',
    },
    'null-sender': {
      text: 'Der Server hat die leere Absenderadresse abgelehnt, mit der der Tester auskommen muss; das kann allein diesen Absender betreffen[[ („{reply}“)]].',
      remedy: 'Konfigurieren Sie eine Absenderadresse für den Tester (`--sender`), und wiederholen Sie die Prüfung.',
    },
    'server-trouble': {
      text: 'Der Server hat eine vorübergehende eigene Störung gemeldet[[ („{reply}“)]].',
      remedy: 'Suchen Sie die Ursache im Protokoll des Servers, und wiederholen Sie die Prüfung.',
    },
    'everything-refused': {
      text: 'Der Server hat alles gleichermaßen abgelehnt, sodass sich nichts unterscheiden lässt[[ („{reply}“)]].',
      remedy: 'Lassen Sie die Adresse des Testers am Server zu, oder testen Sie von einer anderen Adresse.',
    },
    'connection-closed': {
      text: 'Die Verbindung wurde geschlossen, bevor dies zu sehen war[[ ({how:words})]].',
      remedy:
        'Wiederholen Sie die Prüfung, und sehen Sie im Protokoll des Servers oder seiner Firewall nach, falls es wieder geschieht.',
    },
    'no-common-cipher': {
      text: 'Der TLS-Handshake fand nichts Gemeinsames[[ (Alert {alert:words} vom Server)]][[ ({message})]]: Vermutlich hat der Server kein brauchbares Zertifikat, oder nur Cipher oder Versionen, die für den Tester zu alt sind.',
      remedy:
        'Prüfen Sie im Protokoll des Servers, ob Zertifikat und Schlüssel brauchbar sind und ob TLS 1.2 oder 1.3 eingeschaltet ist.',
    },
    'unreachable-from-here': {
      text: 'Der Server hat dem Tester nicht geantwortet; das kann am Server, an einer Firewall oder am Netz des Testers liegen.',
      remedy: 'Wiederholen Sie die Prüfung von einer der Zustelladressen des Gateways aus.',
    },
    'gateway-only': {
      text: 'Vielleicht nur für das Gateway erreichbar: Der Server hat den Tester abgewiesen und gehört nicht zu den veröffentlichten MX-Hosts, die jedem antworten müssen[[ („{reply}“)]].',
      remedy:
        'Wiederholen Sie die Prüfung von einer der Zustelladressen des Gateways aus, oder lassen Sie die Adresse des Testers zu.',
    },
    'no-reply': {
      text: 'Der Server hat nicht geantwortet, solange der Tester wartet[[ ({seconds} s)]].',
      remedy: 'Suchen Sie im Protokoll des Servers, was ihn aufgehalten hat, und wiederholen Sie die Prüfung.',
    },
    'target-busy': {
      text: 'Der Tester hatte schon so viele Verbindungen zu diesem Server, wie er sich selbst erlaubt.',
      remedy: later,
    },
    'dns-trouble': {
      text: 'Eine DNS-Abfrage[[ für {host}]][[ für {domain}]][[ für {address}]] ist fehlgeschlagen[[ ({how:words})]]; das sagt nicht, was existiert und was nicht.',
      remedy:
        'Wiederholen Sie die Prüfung, und sehen Sie nach den Nameservern der Domain, falls die Abfrage wieder fehlschlägt.',
    },
    'sending-not-allowed': {
      text: 'Dies lässt sich nur mit einer Testmail entscheiden, und es sollte keine gesendet werden.',
      remedy: 'Erlauben Sie der Prüfung, Testmails zu senden (`--send`).',
    },
    internal: {
      text: 'Ein Fehler des Testers hat verhindert, dass dies entschieden wurde.',
      remedy: 'Wiederholen Sie die Prüfung, und melden Sie den Fehler dem Support des Prüfdienstes, falls er bleibt.',
    },
  },
  because: {
    gateway: {
      text: 'Es gibt keinen Server zu prüfen: Der MX oder das angegebene Ziel ist ein Gateway-Host, und Gateways werden nicht geprüft.',
      remedy: nameTarget,
    },
    suppressed: {
      text: 'Dieser Server darf nicht geprüft werden: Wer für ihn verantwortlich ist, hat darum gebeten.',
      remedy: 'Bitten Sie den Betreiber von mxready, den Server von der Sperrliste zu nehmen.',
    },
    'mx-unknown': {
      text: 'Die MX-Records waren nicht abfragbar, der zu prüfende Server ist daher nicht bekannt.',
      remedy: 'Wiederholen Sie die Prüfung, oder geben Sie den Zielserver an (`--target`; in der API `target`).',
    },
    'no-domain': {
      text: 'Die Domain existiert im DNS nicht (NXDOMAIN).',
      remedy:
        'Prüfen Sie die Schreibweise der Domain, ihre Registrierung und ihre Delegation, oder geben Sie den Zielserver an.',
    },
    'null-mx': {
      text: 'Die Domain erklärt durch einen Null-MX, dass sie keine Mails annimmt, es gibt also keinen Server zu prüfen.',
      remedy: nameTarget,
    },
    'no-address': {
      text: 'Vom Zielserver ist keine Adresse bekannt, eine Verbindung ist daher nicht möglich.',
      remedy: 'Geben Sie dem Zielserver einen A- oder AAAA-Record, oder geben Sie einen anderen an.',
    },
    'target-unresolved': {
      text: 'Die Adressen des Zielservers waren nicht abzufragen, daher gibt es nichts, wohin zu verbinden wäre.',
      remedy:
        'Wiederholen Sie die Prüfung, und sehen Sie bei den Nameservern der Domain nach, falls sie erneut fehlschlägt.',
    },
    forbidden: {
      text: 'Zu dieser Adresse wurde keine Verbindung aufgebaut, weil sie in einem Netz liegt, das der Tester nicht betritt ({network}).',
      remedy: 'Lassen Sie den Namen des Zielservers auf dessen öffentliche Adressen führen.',
    },
    'beyond-limit': { text: 'Der MX-Host {host} wurde nicht geprüft, weil er nach den ersten zehn kommt.' },
    'mode-unknown': {
      text: 'Die Abfragen, die den Modus dieser Domain verraten, sind fehlgeschlagen, daher ist nicht bekannt, wie ihre MX-Records lauten sollen.',
      remedy: 'Wiederholen Sie die Prüfung, oder geben Sie den Modus an (`--mode`).',
    },
    'addresses-unknown': {
      text: 'Die Adressen des Zielservers waren nicht abfragbar, daher auch nicht deren Reverse-DNS.',
      remedy: 'Wiederholen Sie die Prüfung.',
    },
    parallel: { text: 'Im Modus Parallel bleiben die MX-Records, wie sie sind.' },
    'no-ipv4': { text: 'Der Zielserver hat keine IPv4-Adresse.' },
    'no-ipv6': { text: 'Der Zielserver hat keine IPv6-Adresse.' },
    'implicit-tls': { text: 'Auf Port 465 kommt TLS zuerst, es gibt dort also kein STARTTLS.' },
    'tls-off': { text: 'Die Prüfung sollte kein TLS verwenden.' },
    'no-tls': { text: 'Der Server bietet STARTTLS nicht an, von TLS ist also nichts zu sehen.' },
    anonymous: { text: 'Die Verbindung ist ohne Zertifikat verschlüsselt, es gibt also keines anzusehen.' },
    'sender-spf': {
      text: 'Nicht geprüft, weil der SPF-Eintrag des Absenders des Testers nicht für seine Adresse gilt.',
      remedy:
        'Berichtigen Sie den SPF-Eintrag des Absenders des Testers oder die eingestellten Adressen (`mxready preflight` zeigt beides).',
    },
    'fail-sender-spf': {
      text: 'Nicht geprüft, weil der SPF-Eintrag des zweiten Absenders des Testers für seine Adresse nicht fehlschlägt.',
      remedy:
        'Lassen Sie die Domain des zweiten Absenders `v=spf1 -all` veröffentlichen (`mxready preflight` zeigt es).',
    },
    'sender-mx': {
      text: 'Nicht geprüft, weil die Domain des Absenders des Testers keine Mail annimmt, was Server beanstanden können.',
      remedy: 'Geben Sie der Domain des Absenders des Testers einen MX (`mxready preflight` zeigt es).',
    },
    'fail-sender-mx': {
      text: 'Nicht geprüft, weil die Domain des zweiten Absenders des Testers keine Mail annimmt, was Server aus einem anderen Grund als SPF beanstanden können.',
      remedy: 'Geben Sie der Domain des zweiten Absenders einen MX (`mxready preflight` zeigt es).',
    },
    sink: {
      text: 'Nicht geprüft, weil die Domain des eigenen Postfachs für die Relay-Prüfung keine Mail annimmt.',
      remedy: 'Geben Sie dieser Domain einen MX (`mxready preflight` zeigt es).',
    },
    'no-sender': {
      text: 'Nicht geprüft, weil der Tester keine eigene Absenderadresse hat.',
      remedy:
        'Richten Sie einen Absender ein, dessen SPF-Eintrag für die Adresse des Testers gilt, und einen, dessen Eintrag fehlschlägt (`--sender`, `--spf-fail-sender`).',
    },
    'no-failing-sender': {
      text: 'Nicht geprüft, weil der Tester keinen zweiten Absender hat, dessen SPF-Eintrag fehlschlägt.',
      remedy: 'Richten Sie einen Absender in einer Domain ein, die `v=spf1 -all` veröffentlicht (`--spf-fail-sender`).',
    },
    'no-sink': {
      text: 'Nicht geprüft, weil der Tester kein eigenes Postfach hat, an das weitergeleitet werden könnte.',
      remedy: 'Richten Sie für die Relay-Prüfung ein eigenes Postfach in einer fremden Domain ein (`--relay-sink`).',
    },
    'no-good-recipient': {
      text: 'Nicht geprüft, weil kein Empfänger angenommen wurde, über den es hätte geprüft werden können.',
    },
    'no-recipient-named': {
      text: 'Es wurde keine Nachricht gesendet, weil kein vorhandener Empfänger genannt war.',
      remedy: 'Nennen Sie ein Postfach, das vorhanden ist und eine Testnachricht bekommen darf (`--recipient`).',
    },
    'no-control': {
      text: 'Weder postmaster noch abuse wurde angenommen, und kein anderes Postfach war genannt; so lässt sich nichts unterscheiden[[ („{reply}“)]].',
      remedy:
        'Nennen Sie eine vorhandene Adresse der Domain (`--recipient`), und lassen Sie den Server postmaster annehmen (RFC 5321 4.5.1).',
    },
    'good-refused': {
      text: 'Der Server hat Postfächer, die vorhanden sein sollen, ebenso abgelehnt wie erfundene; so lässt sich nichts unterscheiden[[ („{reply}“)]].',
      remedy:
        'Prüfen Sie, ob die genannte Adresse auf diesem Server vorhanden ist und ob der Server den Tester abweist.',
    },
    policy: {
      text: 'Der Server hat die erfundenen Empfänger nach einer Regel abgelehnt, von der postmaster und abuse oft ausgenommen sind; so lässt sich nicht sagen, ob er unbekannte Empfänger ablehnt oder den Tester[[ („{reply}“)]].',
      remedy: 'Nennen Sie eine vorhandene Adresse der Domain zum Vergleich (`--recipient`).',
    },
    'domain-not-hosted': {
      text: 'Der Server nimmt für diese Domain gar keine Mail an[[ („{reply}“)]].',
      remedy:
        'Nehmen Sie die Domain unter die auf, für die der Server Mail annimmt, oder nennen Sie den richtigen Server (`--target`).',
    },
    'message-refused': {
      text: 'Der Server hat die Testnachricht wegen ihres Inhalts oder ihrer Herkunft abgelehnt, wie Filter es tun; über den Empfänger sagt das nichts[[ („{reply}“)]].',
      remedy: 'Nehmen Sie die Adresse des Testers von der Inhaltsprüfung aus, und wiederholen Sie die Prüfung.',
    },
    inconsistent: {
      text: 'Zwei erfundene Empfänger wurden verschieden behandelt; so lässt sich nicht sagen, was der Server tut[[ ({replies})]].',
      remedy:
        'Wiederholen Sie die Prüfung, und sehen Sie im Protokoll des Servers nach, warum er einen davon angenommen hat.',
    },
    'wrong-client-address': {
      text: 'Der Server hat selbst den Absender abgelehnt, dessen SPF gilt, und nennt {address} als Gegenstelle, was nicht der Tester ist: Er sieht eine falsche Adresse (NAT) und prüft SPF.',
      remedy:
        'Lassen Sie die wahre Adresse der Gegenstelle bis zum Mailserver durch (kein Quell-NAT auf dem Weg hinein), und schalten Sie seine SPF-Prüfung aus.',
    },
    'from-gateway': { text: 'Die Prüfung kam von den eigenen Adressen des Gateways, die eingelassen werden sollen.' },
    'not-inline': { text: 'Die Domain nutzt das Gateway nicht im Inline-Betrieb.' },
    'not-switched-yet': {
      text: 'Die Domain ist noch nicht auf das Gateway umgestellt, also muss jeder zustellen können.',
    },
    'address-target': {
      text: 'Das Ziel wurde als Adresse angegeben, es gibt also keinen Hostnamen zum Vergleichen.',
    },
  },
  words: {
    ...names,
    // Stages
    connect: 'Verbindungsaufbau',
    banner: 'Begrüßung',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS-Handshake',
    mail: 'MAIL FROM',
    rcpt: 'RCPT TO',
    data: 'DATA',
    endOfData: 'Ende der Mail',
    quit: 'QUIT',
    // How something went
    refused: 'abgelehnt',
    unreachable: 'nicht erreichbar',
    timeout: 'keine Antwort in der Wartezeit',
    closed: 'Verbindung geschlossen',
    reset: 'Verbindung zurückgesetzt',
    endless: 'eine Antwort ohne Ende',
    silent: 'keine Antwort',
    malformed: 'kein SMTP',
    deadline: 'Zeitgrenze des Testers',
    'no-route': 'kein Weg vom Tester dorthin',
    blocked: 'das System des Testers verbietet es',
    'own-fault': 'ein Fehler des Testers',
    busy: 'Verbindungen des Testers hielten jeden Platz',
    alert: 'der Server hat einen Alert geschickt',
    'own-limit': 'etwas, das der Tester nicht beherrscht',
    protocol: 'nicht das erwartete Protokoll',
    servfail: 'der Nameserver meldete einen Fehler',
    loop: 'Aliase im Kreis',
    nxdomain: 'der Name existiert nicht',
    nodata: 'kein Record dieses Typs',
    server: 'der Server',
    tester: 'der Tester',
    answered: 'auf den dennoch gesendeten Befehl ging er ein, etwas verdeckt also das Angebot',
    // Relay forms, and whom a deferral hit
    plain: 'die einfache Form',
    'null-sender': 'mit leerem Absender',
    'own-domain-sender': 'mit einem Absender aus der eigenen Domain des Servers',
    percent: 'die Prozent-Form (user%domain@…)',
    quoted: 'die Form in Anführungszeichen ("user@domain"@…)',
    'source-route': 'die Source Route (@…:user@domain)',
    recipients: 'Empfänger, die vorhanden sein sollten',
    random: 'erfundene Empfänger',
    sender: 'allein ein Absender',
    message: 'die Nachricht',
    relay: 'fremde Empfänger',
    'often-exempt':
      'postmaster und abuse, über die geprüft wurde, sind von solchen Prüfungen oft ausgenommen; das beweist weniger als ein genannter Empfänger',
    // Facts and patterns
    tarpit: 'Ablehnungen etwa 5 s zurückgehalten, wie Exchange es tut (Tarpit)',
    'null-mx': 'Null-MX (es werden keine Mails angenommen)',
    'mx-alias': 'ein MX-Host, der ein Alias (CNAME) ist',
    wildcard: 'ein Wildcard-Record (auch erfundene Namen lassen sich auflösen)',
    'wildcard-unknown': 'ob es einen Wildcard-Record gibt, war nicht festzustellen',
    'no-mx-ttl': 'keine MX-Records, deren TTL zu lesen war',
    'mx-ttl-long': 'MX-Records, die Caches länger als eine Stunde behalten',
    'mx-ttl-short': 'MX-Records, die Caches höchstens eine Stunde behalten',
    'greet-delay': 'Begrüßung 2 s oder länger zurückgehalten',
    'slow-replies': 'Antworten nach 4 s oder mehr',
    a: 'eine Begrüßung aus Sternchen',
    b: 'mit X überschriebene Erweiterungen in der EHLO-Antwort',
    c: 'EHLO abgelehnt, obwohl HELO funktioniert',
    d: 'STARTTLS nicht angeboten und doch beantwortet oder als X zurückgegeben',
    unknown: 'nicht erkannt',
    anonymous: 'ohne Zertifikat',
    // Keys of certificates
    rsa: 'RSA',
    'rsa-pss': 'RSA-PSS',
    ec: 'ECDSA',
    dsa: 'DSA',
    ed25519: 'Ed25519',
    ed448: 'Ed448',
    // Mode and phase
    inline: 'Inline',
    parallel: 'Parallel',
    unprovisioned: 'am Gateway nicht eingerichtet',
    'not-provisioned': 'das Gateway kennt diese Domain noch nicht',
    before: 'vor der Umstellung',
    after: 'nach der Umstellung',
  },
  categories: {
    session: 'Verbindung, TLS und Zertifikat',
    envelope: 'Absender und Empfänger',
    relay: 'Weiterleitung',
    dns: 'DNS',
    all: 'Prüfung insgesamt',
  },
  statuses: {
    pass: 'bestanden',
    info: 'zur Information',
    warn: 'mit Warnung',
    fail: 'nicht bestanden',
    notApplicable: 'nicht anwendbar',
    inconclusive: 'nicht entscheidbar',
    notTested: 'nicht geprüft',
  },
  verdicts: {
    ready: 'Bereit',
    readyWithWarnings: 'Bereit mit Warnungen',
    notReady: 'Nicht bereit',
    incomplete: 'Unvollständig',
  },
  changeKinds: {
    worse: 'Schlechter',
    better: 'Besser',
    new: 'Neu',
    unknown: 'Nicht mehr bekannt',
    changed: 'Geändert',
  },
  sides: { server: 'Mailserver', dns: 'DNS', gateway: 'Gateway', tester: 'Tester' },
  headline: {
    finding: '{verdict}[[ ({side})]]: {text}[[ – {remedy}]].',
    clean: '{verdict}: An dem, was geprüft wurde, ist nichts zu ändern.',
    leftOut: ' Nicht geprüft: {leftOut}.',
  },
  labels: {
    toDo: 'Zu tun',
    remedy: 'Abhilfe',
    transcript: 'Protokoll',
    target: 'Zielserver',
    mode: 'Modus',
    phase: 'Phase',
    vantage: 'Getestet von',
    counts: 'Ergebnis',
    domain: 'Domain',
    none: 'keiner',
    line: 'Zeile',
    port: 'Port',
    secondLook: 'Zweiter Blick, nicht vor',
    secondLookOf: 'Zweiter Blick auf das, womit diese Prüfung vertröstet wurde',
    changes: 'Seit der Prüfung davor',
    noChanges: 'Nichts hat sich geändert.',
  },
};
