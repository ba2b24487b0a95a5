/*
 * suite: steps of a person, each a visit in which nothing throws and nothing goes wrong.
 *
 * suite(name, work) → { test, run }: test(what, where, options, act) adds a visit of a page below the folder work, from a
 * host's subfolder, or with options.from_disk from disk; the other options are Playwright's.  run(only) makes all of
 * them, or those whose name has "only" in it, prints TAP and sets the exit status.  There is one clipboard: who asks for
 * permissions waits for the one before.
 *
 * in_browser(act) is for what is no visit of one page: act(browser) says what it finds; then the browser is closed and
 * the exit status set.
 */
"use strict";

const { pathToFileURL } = require("url");
const { start, visit } = require("./browser");
const { serve } = require("./serve");
const { say, run_jobs, status } = require("./tap");

const BELOW = "/some/sub/path/";
const AT_ONCE = 3;

function in_browser(act) {
	async function whole() {
		const browser = await start();
		try {
			await act(browser);
		} finally {
			await browser.close();
		}
		process.exitCode = status();
	}

	whole().catch((error) => {
		say("the browser runs", [error.stack || error]);
		process.exitCode = 1;
	});
}

function suite(name, work) {
	const jobs = [];
	let clipboard_free = Promise.resolve();

	function in_turn(job) {
		clipboard_free = clipboard_free.then(job, job);
		return clipboard_free;
	}

	function test(what, where, options, act) {
		const job = (browser, host) => {
			const origin = options.from_disk ? "file:" : host.address;
			const root = options.from_disk ? pathToFileURL(work + "/").href : host.address;
			return visit(browser, root + where, { ...options, origin }, async (page, problems) => {
				await act(page);
				say(`${name}: ${what}`, problems);
			});
		};
		jobs.push([`${name}: ${what}`, options.permissions ? (browser, host) => in_turn(() => job(browser, host)) : job]);
	}

	async function visit_all(browser, only) {
		const host = await serve(work, BELOW);
		try {
			const wanted = jobs.filter(([what]) => !only || what.includes(only));
			await run_jobs(wanted.map(([what, job]) => [what, () => job(browser, host)]), AT_ONCE);
		} finally {
			host.close();
		}
	}

	const run = (only) => in_browser((browser) => visit_all(browser, only));

	return { test, run };
}

module.exports = { suite, in_browser };
