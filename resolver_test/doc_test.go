// Package resolver_test tests the built program from outside: over HTTP as its clients use it, and by its flags,
// environment, signals and log as its operators do. What is expected is stated in cases, tests, docs/ and
// schema.graphqls, not taken from the program's packages. It imports the wire contract (internal/wire), the embedded
// backend where one has to run in the test's own process, packages that exist for tests, and from internal/graphiql
// only whether its files are built in. A test of one package stands beside that package.
//
// # Cases
//
// What a client sends and gets back is a file below cases/, run by TestCases and, where the wire to the backend can
// make a difference, by TestCasesOverEveryWire. Most tests belong there; cases/README.md explains the format and how to
// add one. A test in Go is for what a file can't say: several requests at the same time, a connection that breaks, a
// process that is killed, a browser.
//
// # A test in Go
//
// TestMain builds the program once. A test starts it, as often as it likes (a start takes some 10 ms), sends requests
// and looks at the replies:
//
//	p := start(t, "--max-depth", "3") // with the embedded backend; the end of the test kills it
//	got := mustPost(t, p, as("dev-org-owner"), operation(`{ loginPolicy { isDefault } }`, nil))
//	if !isData(got) { // or errorOf(got) != (outcome{Code: …})
//
// The token decides who asks; README.md lists the embedded backend's tokens and organizations. start returns when the
// program serves. launch and launchWithEnv return at once: for a program that isn't expected to serve, or that needs
// variables in its environment. Nothing sleeps: await waits for a channel, eventually for a condition, and
// program.awaitLine for a line of the log, each no longer than patience. Each reply is searched for texts that mustn't
// reach a client (internals), and the program's log for data races.
//
// # Backends
//
// A program can be pointed at:
//
//   - the embedded backend, in the program itself (the default) or in a second program with --embedded-listen; past GraphQL
//     it is called by readDirectly and its kin. restartableBackend is one that is killed and comes back;
//   - scriptedBackend, which answers each call as the caller's token orders and keeps what it received;
//   - relay, between the program and an embedded backend: it holds calls, breaks their connections or loses a header;
//   - faultChain, with a place for each fault between program and backend that docs/reliability.md lists;
//   - the servers of caseBackends, which aren't a ZITADEL at all: silent, closed, an HTML page.
//
// # Settings
//
// go test's -short takes fewer rounds. -update rewrites the cases' wants and the table of faults in
// docs/reliability.md. -soak, -lost-patches and -lost-skip make a test longer or harder; -kill-seed, -model-seed,
// -people-seed, -soak-seed and -lost-seed repeat what a failed test has logged as its seed. A test that needs npm packages, Chromium
// or nginx is skipped on a machine without them, unless ZGTEST_REQUIRE_TOOLS is 1. With -race the program is built with
// the race detector too, and the tests of the example page, which are about the browser, are left out.
//
// The command in baseline/ belongs to the benchmark alone.
package resolver_test
