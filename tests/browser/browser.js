/*
 * browser: Debian's Chromium without its windows, and pages that remember what went wrong on them.
 */
"use strict";

const { chromium } = require("playwright-core");

/* Of names none is looked up: a request to another host fails, and is seen. */
const FLAGS = ["--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

function start() {
	return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium-headless-shell", args: FLAGS });
}

/*
 * Browsers check no integrity from disk, and say so; the pages load the same files without.  No page has a service worker here
 * but where one is asked for (offline.js), so that what the browser loads does not depend on what it kept.
 */
function is_expected(text, from_disk) {
	return text === "Service Worker registration blocked by Playwright" || from_disk && /^Subresource Integrity: The resource 'file:/.test(text);
}

/* Who leaves a page breaks off what its script still fetches. */
function is_left(request) {
	return request.resourceType() === "fetch" && request.failure()?.errorText === "net::ERR_ABORTED";
}

/* watch(page, origin): lists that grow: a line for each error, failed request and request elsewhere; each response. */
function watch(page, origin) {
	const problems = [], responses = [];
	const from_disk = origin.startsWith("file:");
	page.on("console", (message) => {
		if (["error", "warning"].includes(message.type()) && !is_expected(message.text(), from_disk))
			problems.push(`console: ${message.text()}`);
	});
	page.on("pageerror", (error) => problems.push(`script: ${error.stack || error}`));
	page.on("request", (request) => {
		if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) problems.push(`asks for ${request.url()}`);
	});
	page.on("requestfailed", (request) => {
		if (!from_disk && !is_left(request)) problems.push(`${request.url()}: ${request.failure()?.errorText}`);
	});
	page.on("response", (response) => {
		responses.push(response);
		if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`);
	});
	return { problems, responses };
}

/*
 * visit(browser, url, options, act): opens url in a context of its own, calls act(page, problems, responses), closes it.
 * options are Playwright's, and origin: what the page may ask for; at: what time it is in the page, which page.clock
 * moves on.
 */
async function visit(browser, url, { origin = url, at = null, ...options }, act) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, timezoneId: "Europe/Berlin", locale: "en-GB", reducedMotion: "reduce", serviceWorkers: "block", ...options });
	try {
		const page = await context.newPage();
		const { problems, responses } = watch(page, origin);
		page.setDefaultTimeout(60000);
		if (at) await page.clock.install({ time: new Date(at) });
		await page.goto(url);
		return await act(page, problems, responses);
	} finally {
		await context.close();
	}
}

module.exports = { start, visit };
