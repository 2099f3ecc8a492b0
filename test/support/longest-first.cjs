const { default: Sequencer } = require("@jest/test-sequencer");

/** What takes longest, so that none of it runs alone at the end; Jest itself goes by size where it has not measured yet, and the main job's test is short. */
const FIRST = ["end-to-end/start", "end-to-end/lifecycle", "cli/deploy/deploy", "server/console/console", "cli/commands"];

const rank = ({ path }) => {
  const at = FIRST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return at < 0 ? FIRST.length : at;
};

module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
