/*
 * lighthouse WORK: WORK/public on a loopback host, looked at with WORK/node_modules/.bin/lighthouse, a phone of the
 * middle class on a slow network.  Prints TAP, a test a page.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { promisify } = require("util");
const run = promisify(require("child_process").execFile);
const { serve } = require("./serve");
const { say, status } = require("./tap");

const work = process.argv[2];
const PAGES = ["handbook/runbooks/db-connection-pool.html", "handbook/index.html", "status/index.html"];
const LEAST = { performance: 95, accessibility: 100, "best-practices": 100 };
const LIMIT = 180000; /* milliseconds */

/* What a category lost points for. */
function findings(report, category) {
	return category.auditRefs.filter(({ id, weight }) => weight && report.audits[id].score !== null && report.audits[id].score < 0.9)
		.map(({ id }) => `${id}: ${report.audits[id].title} ${report.audits[id].displayValue || ""}`);
}

async function look_at(address, name) {
	const out = path.join(work, "report.json");
	await run(path.join(work, "node_modules/.bin/lighthouse"), [address + name, "--quiet", "--output=json", `--output-path=${out}`,
		`--only-categories=${Object.keys(LEAST)}`, "--chrome-flags=--headless=new --no-sandbox --disable-gpu"], { timeout: LIMIT });
	const report = JSON.parse(fs.readFileSync(out, "utf8")), problems = [], scores = [];
	for (const [id, least] of Object.entries(LEAST)) {
		const category = report.categories[id], score = Math.round(category.score * 100);
		scores.push(`${id} ${score}`);
		if (score < least) problems.push(`${id}: ${score}, at least ${least}`, ...findings(report, category));
	}
	say(`${name}: ${scores.join(", ")}`, problems);
}

async function main() {
	const host = await serve(path.join(work, "public"));
	try {
		for (const name of PAGES) await look_at(host.address, name);
	} finally {
		host.close();
	}
	console.log(`1..${PAGES.length}`);
	process.exitCode = status();
}

main().catch((error) => {
	say("Lighthouse runs", [error.stack || error]);
	process.exitCode = 1;
});
