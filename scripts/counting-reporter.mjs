/** Prints every browser test by name, failures with their cause, and a last line with the counts. */
export function countingReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const count = { passed: 0, failed: 0, skipped: 0 };
      const walk = (suite, path) => {
        for (const test of suite.tests ?? []) {
          const name = [...path, test.name].join(' › ');
          if (test.skipped) count.skipped++;
          else if (test.passed) count.passed++;
          else {
            count.failed++;
            console.log(`  ✖ ${name}\n    ${test.error?.message ?? ''}\n${test.error?.stack ?? ''}`);
          }
          if (test.passed && !test.skipped) console.log(`  ✔ ${name}`);
        }
        for (const inner of suite.suites ?? []) walk(inner, [...path, inner.name]);
      };
      for (const session of sessions) {
        console.log(session.testFile);
        if (session.testResults) walk(session.testResults, []);
        for (const error of session.errors ?? []) {
          count.failed++;
          console.log(`  ✖ ${error.message}\n${error.stack ?? ''}`);
        }
      }
      console.log(`# pass ${count.passed}\n# fail ${count.failed}\n# skipped ${count.skipped}`);
    },
  };
}
