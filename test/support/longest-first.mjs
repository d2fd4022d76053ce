import Sequencer from '@jest/test-sequencer';

/** Suites that wait for processes and for time to pass. Begun last, one of them would run alone at the end. */
const LONG = [
  'infra/local/restart',
  'infra/local/runs-',
  'infra/local/service',
  'infra/aws/nag',
  'faults/faults',
  'functions/cli',
  'docs/guides',
];
const rankOf = ({ path }) => LONG.findIndex((one) => path.includes(one)) >>> 0;

/** On a machine that never ran them jest goes by the length of the file, which says nothing of these. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rankOf(one) - rankOf(other));
  }
}
