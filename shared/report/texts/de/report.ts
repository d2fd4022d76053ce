import type { RowText } from '../language.ts';

/** Rows of the report as a whole. */
export const report: Readonly<Record<string, RowText>> = {
  aborted: {
    title: 'Test abgebrochen',
    codes: {
      none: { text: 'Der Server hat kein Gespräch vorzeitig beendet.' },
      'ended-early': {
        text: 'Der Server hat Gespräche vorzeitig beendet (Anzahl: {count}), zuletzt bei {stage:words}[[ ({how:words})]][[: „{words}“]].',
        remedy:
          'Suchen Sie im Protokoll des Servers oder einer vorgeschalteten Firewall, warum der Tester getrennt wurde, und wiederholen Sie die Prüfung.',
      },
    },
  },
  error: {
    title: 'Fehler',
    codes: {
      none: { text: 'Es gab keine Verbindungs- oder Protokollprobleme.' },
      'our-limit': {
        text: 'Grenzen des Testers haben Gespräche beendet (Anzahl: {count}), zuletzt bei {stage:words}[[ ({how:words})]][[: „{words}“]].',
      },
      trouble: {
        text: 'Gespräche sind mit Problemen abgebrochen (Anzahl: {count}), zuletzt bei {stage:words}[[ ({how:words})]][[: „{words}“]].',
        remedy:
          'Sehen Sie bei der Zeile dieser Stufe nach, was zu tun ist, oder wiederholen Sie die Prüfung, falls dort nichts beanstandet ist.',
      },
    },
  },
  'internal-error': {
    title: 'Interner Fehler',
    codes: {
      none: { text: 'Der Tester selbst hatte keinen Fehler.' },
      fault: {
        text: 'Ein Fehler des Testers hat diese Prüfung gestört; für den Support: Domain {domain}[[, Zielserver {host} Port {port}]], Meldung: {messages}.',
        remedy:
          'Wiederholen Sie die Prüfung, und senden Sie diesen Text an den Support des Prüfdienstes, falls der Fehler bleibt.',
      },
    },
  },
  log: {
    title: 'SMTP-Protokoll',
    codes: {
      transcript: { text: 'Das Protokoll umfasst {lines} Zeilen; Anzahl der Gespräche: {conversations}.' },
      empty: { text: 'Es gab kein SMTP-Gespräch.' },
    },
  },
  'response-times': {
    title: 'Antwortzeiten',
    codes: {
      measured: {
        text: 'Die gemessenen Stufen dauerten zusammen {total} ms[[ ({stages:times})]]; Wartezeiten auf den Server: {roundTrips}.',
      },
      delayed: {
        text: 'Die gemessenen Stufen dauerten zusammen {total} ms[[ ({stages:times})]]; Wartezeiten auf den Server: {roundTrips}; aufgefallen: {patterns:words}.',
      },
    },
  },
  'connection-limit': {
    title: 'Verbindungslimit',
    codes: {
      'none-seen': {
        text: 'Es zeigte sich kein Verbindungslimit; höchste Zahl gleichzeitiger Verbindungen des Testers zu einer Adresse: {connections}.',
      },
      limited: {
        text: 'Der Server hat den Tester wie bei einem Verbindungslimit vertröstet (Anzahl: {times}); offene Verbindungen des Testers beim ersten Mal: {connections}.',
      },
    },
  },
};
