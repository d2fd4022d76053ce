import type { RowText } from '../language.ts';

/** Rows of the report as a whole. */
export const report: Readonly<Record<string, RowText>> = {
  aborted: {
    title: 'Test aborted',
    codes: {
      none: { text: 'No conversation was ended early by the server.' },
      'ended-early': {
        text: 'The server ended conversations early (number: {count}), last at {stage:words}[[ ({how:words})]][[: “{words}”]].',
        remedy:
          'Look in the log of the server, or of a firewall before it, for why it dropped the tester, and repeat the check.',
      },
    },
  },
  error: {
    title: 'Error',
    codes: {
      none: { text: 'No connection or protocol trouble was seen.' },
      'our-limit': {
        text: 'Limits of the tester ended conversations (number: {count}), last at {stage:words}[[ ({how:words})]][[: “{words}”]].',
      },
      trouble: {
        text: 'Conversations broke off in trouble (number: {count}), last at {stage:words}[[ ({how:words})]][[: “{words}”]].',
        remedy: 'See the row of that stage for what to do, or repeat the check if that row has no finding.',
      },
    },
  },
  'internal-error': {
    title: 'Internal error',
    codes: {
      none: { text: 'The tester had no fault of its own.' },
      fault: {
        text: 'A fault of the tester disturbed this check; for support: domain {domain}[[, target server {host} port {port}]], message: {messages}.',
        remedy: 'Repeat the check, and send this text to the support of the checker if the fault stays.',
      },
    },
  },
  log: {
    title: 'SMTP log',
    codes: {
      transcript: { text: 'The transcript has {lines} lines of this many conversations: {conversations}.' },
      empty: { text: 'There was no SMTP conversation.' },
    },
  },
  'response-times': {
    title: 'Response times',
    codes: {
      measured: {
        text: 'The stages that were timed took {total} ms in all[[ ({stages:times})]], with this many waits for the server: {roundTrips}.',
      },
      delayed: {
        text: 'The stages that were timed took {total} ms in all[[ ({stages:times})]], with this many waits for the server: {roundTrips}; noticed: {patterns:words}.',
      },
    },
  },
  'connection-limit': {
    title: 'Connection limit',
    codes: {
      'none-seen': {
        text: 'No connection limit showed, with at most this many connections of the tester open at one address: {connections}.',
      },
      limited: {
        text: 'The server put the tester off in the way of a connection limit (number of times: {times}); connections of the tester open there the first time: {connections}.',
      },
    },
  },
};
