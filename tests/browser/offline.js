/*
 * offline: the handbook when the network is down.
 *
 * What has been seen is kept, all of it where somebody asks for that, and of one version only, however an update ends.
 */
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const { execFileSync } = require("child_process");
const { visit } = require("./browser");
const { serve } = require("./serve");
const { in_browser } = require("./suite");
const { say, run_jobs } = require("./tap");

const program = path.join(process.argv[2], "..", "sitrep");
const work = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sitrep-offline-")));
const RUNBOOK = "runbooks/database-connections.html", OTHER = "procedures/rotate-database-password.html";

/* Two versions of a site: in the second, every page has another title for it. */
function make_versions() {
	const site = path.join(work, "site"), environment = { ...process.env, SITREP_CACHE: path.join(work, "cache") };
	const build = (name) => execFileSync(program, ["build", "--quiet", "-C", site, "--at", "2026-11-21T12:00Z", "-o", path.join(work, name)], { env: environment });
	execFileSync(program, ["init", "--quiet", "--at", "2026-11-21T12:00Z", site], { env: environment });
	fs.appendFileSync(path.join(site, "site.yaml"), "\n");
	build("one");
	const config = path.join(site, "site.yaml");
	fs.writeFileSync(config, fs.readFileSync(config, "utf8").replace(/^title: .*$/m, "title: The second version"));
	build("two");
}

/* What a host shows at a moment, whole or half copied. */
function show(host, name, but = null) {
	fs.rmSync(host.folder, { recursive: true, force: true });
	fs.cpSync(path.join(work, name, "handbook"), host.folder, { recursive: true });
	if (but) fs.copyFileSync(path.join(work, "one", "handbook", but), path.join(host.folder, but));
}

const jobs = [];

/* While the network is down requests fail, which is no problem then. */
function test(what, act) {
	jobs.push([what, async (browser) => {
		const folder = fs.mkdtempSync(path.join(work, "host-")), host = await serve(folder, "/below/handbook/");
		host.folder = folder;
		show(host, "one");
		try {
			await visit(browser, host.address + RUNBOOK, { origin: host.address, serviceWorkers: "allow" }, async (page, problems) => {
				const wrong = [];
				await act(page, host, (is_so, text) => { if (!is_so) wrong.push(text); });
				say(`offline: ${what}`, wrong.concat(problems.filter((problem) => !/net::|ERR_|: 503$|status of 503/.test(problem))));
			});
		} finally {
			host.close();
		}
	}]);
}

/* until(page, is_so, given): until what the page is asked, which may take its time, is so. */
async function until(page, is_so, given) {
	while (!await page.evaluate(is_so, given)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/* A file is kept, in any version. */
function until_kept(page, address) {
	return until(page, async (wanted) => Boolean(await caches.match(wanted)), address);
}

async function keep_whole(page, host) {
	await page.goto(host.address + "offline.html");
	await page.getByRole("button", { name: "Keep the whole handbook" }).click();
	await page.getByText("The whole handbook is kept").waitFor();
}

const heading = (page) => page.locator("h1").innerText();

test("what has been seen is shown again", async (page, host, expect) => {
	const text = await page.locator("main").innerText();
	await until_kept(page, host.address + RUNBOOK);
	host.down = true;
	await page.goto(host.address + RUNBOOK);
	expect(await page.locator("main").innerText() === text, "the page is another one");
	expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily.includes("system-ui")), "it has no style");
	await page.keyboard.press("/");
	await page.keyboard.type("database");
	await page.getByRole("option").first().waitFor();
	await page.goto(host.address + OTHER + "?what=ever#there");
	expect(await heading(page) === "This handbook without a network", `what was not seen: ${await heading(page)}`);
	host.down = false;
	await page.goto(host.address + OTHER);
	expect(await heading(page) !== "This handbook without a network", "the network is back, and the page is not");
	await until_kept(page, host.address + OTHER);
});

test("all of it is kept on request, and forgotten", async (page, host, expect) => {
	await keep_whole(page, host);
	host.down = true;
	for (const file of [OTHER, "", "services/index.html", "people/index.html", "search.html?q=database"]) {
		await page.goto(host.address + file);
		expect(await heading(page) !== "This handbook without a network", `${file} is not kept`);
	}
	await page.getByRole("option").first().waitFor();
	await page.goto(host.address + "offline.html");
	await page.getByText("The whole handbook is kept").waitFor();
	await page.getByRole("button", { name: "Remove it from this device" }).click();
	await page.getByText("files are kept on this device").waitFor();
	await page.goto(host.address + OTHER);
	expect(await heading(page) === "This handbook without a network", "it was not forgotten");
});

/* Whether an update came to an end, and how. */
function update(page) {
	return page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		await registration.update().catch(() => {});
		const worker = registration.installing || registration.waiting;
		if (!worker) return "none";
		return new Promise((resolve) => {
			const look = () => { if (["activated", "redundant"].includes(worker.state)) resolve(worker.state); };
			worker.addEventListener("statechange", look);
			look();
		});
	});
}

/* Of which version each page is, without a network. */
async function versions(page, host) {
	const seen = [];
	host.down = true;
	for (const file of ["index.html", RUNBOOK, OTHER, "services/index.html"]) {
		await page.goto(host.address + file);
		seen.push((await page.locator(".brand").innerText()) === "The second version" ? 2 : 1);
	}
	host.down = false;
	return seen.join("");
}

test("an update is taken as a whole or not at all", async (page, host, expect) => {
	await keep_whole(page, host);
	show(host, "two", OTHER);
	expect(await update(page) === "redundant", "an update of which one page is old was taken");
	expect(await versions(page, host) === "1111", "old and new pages are mixed after an update that failed");
	/* With a network there are new pages, which are not kept beside the old ones. */
	await page.goto(host.address + RUNBOOK);
	expect(await page.locator(".brand").innerText() === "The second version", "with a network an old page is shown");
	expect(await versions(page, host) === "1111", "a new page was kept beside old ones");
	show(host, "two");
	await page.goto(host.address + "index.html");
	await update(page);
	await until(page, async (wanted) => /The second version/.test(await (await caches.match(wanted))?.text()), host.address + OTHER);
	expect(await versions(page, host) === "2222", "the update was not taken as a whole");
	expect(await page.evaluate(async () => (await caches.keys()).length) === 1, "the old version is still there");
});

in_browser(async (browser) => {
	try {
		make_versions();
		await run_jobs(jobs.map(([what, job]) => [`offline: ${what}`, () => job(browser)]), 3);
	} finally {
		fs.rmSync(work, { recursive: true, force: true });
	}
});
