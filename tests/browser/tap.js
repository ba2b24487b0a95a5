/*
 * tap: results, one line each, and jobs, a few at a time.
 *
 * What is tested says itself what is wrong with it: a list of lines, empty where all is well.
 */
"use strict";

const JOB_LIMIT = 300000; /* milliseconds */
const LINES_SHOWN = 12;

let failed = 0;

/* say(name, problems): one test. */
function say(name, problems) {
	if (problems.length) failed++;
	console.log(`${problems.length ? "not ok" : "ok"} - ${name.replace(/#/g, "\\#")}`);
	for (const problem of problems.slice(0, LINES_SHOWN)) console.log(String(problem).replace(/^/gm, "# "));
	if (problems.length > LINES_SHOWN) console.log(`# and ${problems.length - LINES_SHOWN} more`);
}

function within(limit, promise) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`took longer than ${limit / 1000} s`)), limit);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/* run_jobs([[name, async function]…], count): a job that throws is a failed test of that name. */
async function run_jobs(jobs, count) {
	const left = jobs.slice();
	async function work() {
		while (left.length) {
			const [name, job] = left.shift();
			try {
				await within(JOB_LIMIT, job());
			} catch (error) {
				say(name, [error.stack || error]);
			}
		}
	}
	await Promise.all(Array.from({ length: count }, work));
}

/* The program's exit status. */
function status() {
	return failed ? 1 : 0;
}

module.exports = { say, run_jobs, status };
