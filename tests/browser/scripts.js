/*
 * scripts: nothing that an author writes runs.
 *
 * Every page of the sites of hostile.js is loaded without its policy, as a browser that knows none would, and one of eight with
 * it, under which nothing runs that would not without.  On each, everything is touched and clicked, what can be filled in is filled in, and its markup is parsed a second time.  Then no
 * vector may have run, and the page may hold nothing that only an author can have brought in: no other element or attribute
 * than the layouts have, no address with a scheme that is not safe.  Pages that do run something come first, one for each way
 * of noticing it.  Feeds and JSON are read by strict parsers; what a feed's entries hold is shown without any policy.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const { start } = require("./browser");
const { serve } = require("./serve");
const { vectors } = require("./hostile");
const { walk } = require("./site");
const { say, run_jobs, status } = require("./tap");

const work = process.argv[2];
const sites = path.join(work, "hostile");
const TABS = 2, WAITING_TABS = 4, AT_ONCE = 100;

/* ---- in the page that holds the frames ---- */

/* Everything here runs in the browser; install(known) leaves window.look(address, words) and window.show(html) there. */
function install(known) {
	const ELEMENTS = new Set(known.elements.split(" ")), ATTRIBUTES = new Set(known.attributes.split(" "));
	const ADDRESSES = ["href", "xlink:href", "src", "srcset", "data", "action", "formaction", "poster", "cite", "background", "ping", "manifest", "longdesc"];
	const SCHEMES = ["http:", "https:", "mailto:", "tel:"];
	const EVENTS = ["pointerenter", "pointerover", "mouseenter", "mouseover", "mousemove", "mousedown", "mouseup", "focus", "focusin", "keydown", "input",
		"change", "toggle", "animationstart", "begin", "load", "error", "blur"];
	const turn = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));
	const short = (text) => text.replace(/\s+/g, " ").slice(0, 120);

	function scheme(value, base) {
		try {
			return new URL(value, base).protocol;
		} catch (_) {
			return "";
		}
	}

	const is_icon = (element) => element.matches("head > link[rel=icon]") && known.icons.includes(element.getAttribute("href"));

	function address_problems(element) {
		return ADDRESSES.filter((key) => element.hasAttribute(key) && !is_icon(element)).map((key) => {
			const value = element.getAttribute(key), base = "http://127.0.0.1/a/b";
			return !SCHEMES.includes(scheme(value, base)) && scheme(value, base) !== "" ? `address: ${key}="${short(value)}"` : "";
		}).filter(Boolean);
	}

	/* The files beside the pages: the handbook's scripts, and what its search is written in. */
	const FILES = /^(\.\.\/)*(handbook(-offline|-run|-search)?\.[0-9a-f]{10}|search\/(index|words-[0-9a-f]{16}))\.js$/;

	function is_ours(script) {
		return script.hasAttribute("src") ? FILES.test(script.getAttribute("src")) && script.textContent === "" : known.inline.includes(script.textContent.trim());
	}

	function script_problem(element) {
		if (element.localName === "script" && !is_ours(element)) return [`script: ${short(element.outerHTML)}`];
		if (element.localName === "style" && element.parentNode.localName !== "head") return [`style: ${short(element.outerHTML)}`];
		return [];
	}

	function element_problems(element) {
		const problems = script_problem(element).concat(address_problems(element));
		if (!ELEMENTS.has(element.localName)) problems.push(`element: ${short(element.outerHTML)}`);
		for (const { name } of element.attributes)
			if (!ATTRIBUTES.has(name) && !name.startsWith("aria-") && !name.startsWith("data-")) problems.push(`attribute ${name}: ${short(element.outerHTML)}`);
		return problems;
	}

	/* What is in a document that no layout put there. */
	function scan(root) {
		const problems = [], nodes = root.createNodeIterator(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
		for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
			if (node.nodeType === Node.COMMENT_NODE) problems.push(`comment: ${short(node.data)}`);
			else problems.push(...element_problems(node));
		}
		const refresh = root.querySelector("meta[http-equiv=refresh i]");
		if (refresh && !SCHEMES.includes(scheme(refresh.content.replace(/^\s*\d+\s*;\s*url=/i, ""), "http://127.0.0.1/a/b"))) problems.push(`refresh: ${short(refresh.content)}`);
		return problems;
	}

	/* A click on a link leaves the page, unless it would run something; ":" is that of an address that can't be one. */
	function stay(view) {
		view.addEventListener("click", (event) => {
			const link = event.target.closest?.("a, area");
			if (!link || SCHEMES.concat(":").includes(link.protocol)) event.preventDefault();
		});
	}

	function touch(root, words) {
		for (const field of root.querySelectorAll("input, textarea")) {
			if (!["checkbox", "submit", "image"].includes(field.type)) field.value = words;
			field.dispatchEvent(new Event("input", { bubbles: true }));
		}
		for (const element of root.querySelectorAll("*")) {
			/* A script that failed to load sends the reader on: that is no vector's doing. */
			for (const name of EVENTS.filter((name) => name !== "error" || element.localName !== "script")) element.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
			if (element.closest("head, body")) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
		}
	}

	/* What sanitizers stumble over: markup that is harmless until it is written out and read again. */
	function read_again(root) {
		const main = root.querySelector("main");
		if (main) main.innerHTML = String(main.innerHTML);
	}

	function marks(view) {
		const found = [];
		if (view.hit !== undefined) found.push("flag");
		if (view.document.title === "/hit/") found.push("title");
		return found;
	}

	async function inspect(frame, words) {
		const view = frame.contentWindow, root = frame.contentDocument;
		if (!root) return ["left: the page has gone elsewhere"];
		const problems = scan(root);
		if (root.querySelector("meta[http-equiv=refresh i]")) return problems;
		stay(view);
		touch(root, words);
		await turn();
		problems.push(...(frame.contentDocument === root ? [] : ["left: a click led elsewhere"]));
		read_again(root);
		problems.push(...scan(root).filter((problem) => !problems.includes(problem)));
		/* Only what should not be there needs time. */
		await turn(problems.length ? 150 : 0);
		return problems.concat(frame.contentDocument ? marks(view) : ["left: the page has gone elsewhere"]);
	}

	/* The search's page, which is asked when it gets the focus; excerpts come a little after what is found. */
	async function answered(frame) {
		const field = frame.contentDocument.querySelector("form.search input");
		field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
		for (let i = 0; i < 200 && !frame.contentDocument.querySelector("#results [role=option], .said:not(:empty)"); i++) await turn(25);
		await turn(200);
		return frame.contentDocument.querySelectorAll("#results [role=option]").length;
	}

	async function in_frame(open, words, is_search) {
		const frame = document.createElement("iframe");
		const loaded = new Promise((resolve) => { frame.onload = resolve; });
		frame.width = 600;
		frame.height = 400;
		open(frame);
		document.body.append(frame);
		await Promise.race([loaded, turn(10000)]);
		const found = is_search ? [`found: ${await answered(frame)}`] : [];
		const problems = found.concat(await inspect(frame, words));
		frame.remove();
		return problems;
	}

	window.look = (address, words, is_search) => in_frame((frame) => { frame.src = address; }, words, is_search);
	window.show = (html) => in_frame((frame) => { frame.srcdoc = `<main>${html}</main>`; }, "", false);
	window.feed_html = (xml) => [...new DOMParser().parseFromString(xml, "application/xml").querySelectorAll("title, subtitle, summary, content")]
		.filter((element) => element.getAttribute("type") === "html").map((element) => element.textContent);
}

/* ---- tabs ---- */

const KNOWN = {
	elements: "html head body meta title link style script noscript header nav main footer aside article section h1 h2 h3 h4 h5 h6 p a ul ol li dl dt dd div span " +
		"strong em del code pre var blockquote figure figcaption table thead tbody tr th td caption img sup br hr button form label input select option time small " +
		"svg symbol defs use path rect circle line polygon polyline g text tspan dialog textarea mark template details summary",
	attributes: "lang dir charset name content http-equiv rel href integrity type src defer class id title alt width height loading role tabindex datetime scope " +
		"popover popovertarget popovertargetaction hidden disabled for value placeholder autocomplete autocapitalize spellcheck start " +
		"property open method formmethod enterkeyhint rows " +
		"xmlns viewBox d x y dy x1 x2 y1 y2 cx cy r rx ry fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray points transform text-anchor preserveAspectRatio align color",
	inline: ["static/handbook-boot.js", "layouts/status/script.mustache"].map((name) => fs.readFileSync(path.join(__dirname, "../..", name), "utf8").trim()),
	icons: ["handbook", "status"].map((half) =>
		fs.readFileSync(path.join(__dirname, `../../layouts/${half}/base.mustache`), "utf8").match(/<link rel="icon" href="([^"]+)">/)[1]),
};

/* A tab on a host: { page, heard }; heard are the dialogs and the marks on the console since it was last looked at. */
async function open_tab(browser, address) {
	const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
	const page = await context.newPage(), heard = [];
	page.on("dialog", (dialog) => {
		heard.push("dialog");
		dialog.dismiss().catch(() => {});
	});
	page.on("console", (message) => {
		if (message.text() === "/hit/") heard.push("console");
	});
	await page.goto(`${address}holder.html`);
	await page.evaluate(install, KNOWN);
	return { page, heard, close: () => context.close() };
}

/* look(tab, address, words, is_search): what ran, and what should not be there; of a search first "found: N". */
async function look(tab, address, words = "", is_search = false) {
	const seen = await tab.page.evaluate((list) => window.look(...list), [address, words, is_search]);
	return seen.concat(tab.heard.splice(0));
}

/* ---- pages that run something ---- */

const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">`;

/* name: [what is noticed with the policy, what without it, what is in the page]; of the first two all must be among the findings. */
const CONTROLS = {
	"a script that opens a dialog": ["dialog", "dialog", "<script>alert(1)</script>"],
	"a script that sets a flag": ["flag", "flag", "<script>hit=1</script>"],
	"a script that writes to the console": ["console", "console", "<script>console.log(/hit/)</script>"],
	"a script that changes the title": ["title", "title", "<script>document.title=/hit/</script>"],
	"a handler that waits for a picture": ["dialog", "dialog", "<img src=x onerror=alert(1)>"],
	"a handler of svg": ["console", "console", "<svg onload=console.log(/hit/)>"],
	"a handler that waits for the mouse": ["title", "title", "<b onmouseover=document.title=/hit/>x</b>"],
	"a handler that waits for the focus": ["flag", "flag", "<b tabindex=1 onfocus=hit=1>x</b>"],
	"a link that runs when it is clicked": ["flag address", "flag address", "<a href='java\tscript:hit=1'>x</a>"],
	"a frame": ["dialog element", "dialog element", "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>"],
	"markup that is harmless when first read": ["dialog", "dialog", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"],
	"what is typed": ["dialog", "dialog", "<input id=i><b id=b></b><script>i.oninput = () => { b.innerHTML = i.value; }</script>"],
	"what the address holds": ["dialog", "dialog", "<script>onload = () => { document.body.innerHTML += decodeURIComponent(location.search + location.hash); }</script>"],
	"a script, under the policy": ["", "flag", `${POLICY}<script>hit=1</script>`],
	"a handler, under the policy": ["attribute", "dialog", `${POLICY}<img src=x onerror=alert(1)>`],
	"a link, under the policy": ["address", "flag", `${POLICY}<a href=javascript:hit=1>x</a>`],
	"a script of the host, under the policy": ["flag", "flag", `${POLICY}<script src=attack.js></script>`],
	"a link with another scheme": ["address", "address", "<a href=vbscript:x>x</a>"],
	"a page that sends on": ["refresh", "refresh", "<meta http-equiv=refresh content='9;url=data:text/html,x'>"],
	"a comment": ["comment", "comment", "<!-- x -->"],
	"a style of the body": ["style", "style", "<style>x{}</style>"],
	"nothing": ["", "", "<p>Words</p>"],
};
const TYPED = "<img src=x onerror=alert(1)>";

function write_controls() {
	fs.mkdirSync(path.join(sites, "controls"), { recursive: true });
	fs.writeFileSync(path.join(sites, "holder.html"), "<!doctype html><title>holder</title><body>");
	fs.writeFileSync(path.join(sites, "controls/attack.js"), "hit=1");
	Object.values(CONTROLS).forEach(([, , html], i) =>
		fs.writeFileSync(path.join(sites, `controls/${i}.html`), `<!doctype html><html><head><title>x</title></head><body><main>${html}</main></body></html>`
			.replace(/<title>(.*)<main>(<meta[^>]*>)/, "$2<title>$1<main>")));
}

async function check_controls(browser, host, mode) {
	const tab = await open_tab(browser, host.address);
	for (const [i, [name, expected]] of Object.entries(CONTROLS).entries()) {
		const kinds = (await look(tab, `controls/${i}.html?${encodeURIComponent(TYPED)}#${encodeURIComponent(TYPED)}`, TYPED)).map((line) => line.split(/[ :]/)[0]);
		const wanted = expected[mode === "with the policy" ? 0 : 1].split(" ").filter(Boolean);
		const ran = kinds.filter((kind) => ["dialog", "flag", "console", "title"].includes(kind));
		const problems = wanted.filter((kind) => !kinds.includes(kind)).map((kind) => `no ${kind}: ${kinds}`);
		if (!wanted.length && kinds.some((kind) => kind !== "script")) problems.push(`noticed: ${kinds}`);
		if (ran.some((kind) => !wanted.includes(kind))) problems.push(`ran: ${ran}`);
		say(`scripts: ${name}, ${mode}, is noticed as ${wanted.join(" and ") || "nothing"}`, problems);
	}
	await tab.close();
}

/* ---- the sites ---- */

/* In a small site only what holds a vector: the rest is as in any other of them. */
const IN_TITLES = /^(handbook\/(index|actions|oncall\/index)\.html|handbook\/runbooks\/.*|handbook\/postmortems\/plain\.html|status\/(index\.html|incidents\/.*))$/s;

function page_names() {
	const titles = walk(path.join(sites, "titles")).filter((name) => IN_TITLES.test(name.slice(name.indexOf("/") + 1))).map((name) => `titles/${name}`);
	return walk(path.join(sites, "words")).map((name) => `words/${name}`).concat(titles).filter((name) => name.endsWith(".html"));
}

const url_of = (name) => name.split("/").map(encodeURIComponent).join("/");

/* The vectors as what is typed, and as what an address may bring: a few at a time. */
function typed() {
	const texts = vectors().map(({ bytes }) => Buffer.from(bytes, "latin1").toString("utf8").replaceAll("\0", ""));
	return texts.flatMap((_, i) => i % 20 ? [] : [texts.slice(i, i + 20).join(" ")]);
}

/* The lists with their filters, asked for with hostile questions. */
function questions(words) {
	return words.map((text) => {
		const value = encodeURIComponent(text.toWellFormed());
		return `titles/1/handbook/runbooks/index.html?q=${value}&service=${value}&tags=${value}&owner=${value}#${value}`;
	});
}

/* [name, address, what is typed] of all that is looked at. */
function visits() {
	const words = typed();
	return page_names().map((name, i) => [name, url_of(name), words[i % words.length]])
		.concat(questions(words).map((url, i) => [`titles/1/handbook/runbooks/index.html, asked ${i}`, url, ""]));
}

/* Under the policy some are enough. */
const of_mode = (list, mode) => list.filter((_, i) => mode !== "with the policy" || i % 8 === 0);

async function check_visits(browser, host, list, problems) {
	const tab = await open_tab(browser, host.address);
	for (const [name, url, text] of list) {
		const half = /^(words|titles\/\d+)\/status\//.test(name) ? "status" : "handbook";
		problems[half].push(...(await look(tab, url, text)).map((line) => `${name}: ${line}`));
	}
	await tab.close();
}

async function check_pages(browser, host, mode) {
	const list = of_mode(visits(), mode), problems = { handbook: [], status: [] }, jobs = [];
	for (let i = 0; i < list.length; i += AT_ONCE)
		jobs.push([`scripts: pages from ${i}, ${mode}`, () => check_visits(browser, host, list.slice(i, i + AT_ONCE), problems)]);
	await run_jobs(jobs, TABS);
	console.log(`# ${vectors().length} vectors, ${list.length} pages, ${mode}`);
	for (const [half, lines] of Object.entries(problems)) say(`scripts: in the ${half}, ${mode}, nothing runs and nothing is there that would`, lines);
}

/* ---- what is found ---- */

/* Words that stand in many vectors: what is shown for them are titles, headings and excerpts of the attackers'. */
const ASKED = ["hit", "alert", "console", "svg"];

const site_numbers = () => fs.readdirSync(path.join(sites, "titles")).filter((name) => /^\d+$/.test(name));

/* One word in one site; how many results there are. */
async function check_word(tab, site, word, problems) {
	const [first, ...seen] = await look(tab, `${site}/handbook/search.html?q=${word}`, "", true);
	problems.push(...seen.map((line) => `${site}, ${word}: ${line}`));
	return Number(first.replace("found: ", ""));
}

async function check_found(browser, host, mode) {
	const left = of_mode(["words"].concat(site_numbers().map((number) => `titles/${number}`)), mode), problems = [];
	let found = 0;
	async function ask() {
		const tab = await open_tab(browser, host.address);
		while (left.length) {
			const site = left.shift();
			for (const word of ASKED) {
				const count = await check_word(tab, site, word, problems);
				found += count;
			}
		}
		await tab.close();
	}
	await Promise.all(Array.from({ length: WAITING_TABS }, ask));
	console.log(`# ${found} results`);
	say(`scripts: in what the search finds, ${mode}, nothing runs`, found > 100 ? problems : [`found: ${found}`]);
}

/* ---- all that is no page ---- */

function strict_problems(name) {
	const file = path.join(sites, name);
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(fs.readFileSync(file));
		if (name.endsWith(".json")) JSON.parse(text);
		else execFileSync("xmllint", ["--nonet", "--noout", file], { stdio: ["ignore", "ignore", "pipe"] });
		return [];
	} catch (error) {
		return [`${name}: ${error.stderr || error}`];
	}
}

function check_files() {
	const names = walk(sites).filter((name) => /\.(json|atom|rss|xml|svg)$/.test(name) && /^(words|titles)\//.test(name));
	for (const [what, kind] of [["JSON", /\.json$/], ["a feed", /\.(atom|rss)$/]])
		say(`scripts: there is ${what} to read`, names.some((name) => kind.test(name)) ? [] : ["none"]);
	say("scripts: strict parsers read each feed and all JSON", names.flatMap(strict_problems));
}

/* The links of an entry are whole addresses; readers show the rest without a policy. */
async function check_feeds(browser, host) {
	const tab = await open_tab(browser, host.address), problems = [];
	let entries = 0;
	const show = async (html) => (await tab.page.evaluate((html) => window.show(html), html)).concat(tab.heard.splice(0));
	say("scripts: a feed's entry that runs something is noticed", (await show(TYPED)).includes("dialog") ? [] : ["no dialog"]);
	for (const name of walk(sites).filter((name) => /^(words|titles)\/.*\.(atom|rss)$/s.test(name))) {
		const texts = await tab.page.evaluate((xml) => window.feed_html(xml), fs.readFileSync(path.join(sites, name), "utf8"));
		entries += texts.length;
		for (const html of texts) problems.push(...(await show(html)).map((line) => `${name}: ${line}`));
	}
	say("scripts: in the feeds nothing runs", entries ? problems : ["there is no entry"]);
	await tab.close();
}

/* ---- whether all is there that is claimed ---- */

/* Places that are not shown: their words are looked at by checks alone, or stand only in names of files. */
const NOT_SHOWN = {
	handbook: ["alias", "runbook-link-title", "runbook-attribute", "runbook-attribute-in-quotes", "runbook-attribute-name", "incident-image",
		"affects-state", "action-link", "gameday-status", "person-quiet-hours", "role-description",
		"role-responsibility", "tier-role", "tier-responsibility", "tier-skills", "alert-expression", "alert-severity", "alert-summary",
		"alert-runbook", "site-tracker"],
	status: [],
};

function check_places() {
	const places = JSON.parse(fs.readFileSync(path.join(work, "sources/hostile/places.json"), "utf8"));
	for (const half of ["handbook", "status"]) {
		const text = ["words", "titles/0"].flatMap((site) => walk(path.join(sites, site, half)).filter((name) => name.endsWith(".html"))
			.map((name) => fs.readFileSync(path.join(sites, site, half, name), "utf8"))).join("\n");
		const missing = places[half].filter((place) => !NOT_SHOWN[half].includes(place) && !new RegExp(`here-${place}(?![a-z-])`).test(text));
		console.log(`# ${places[half].length} places in the ${half}`);
		say(`scripts: what an author writes in each place of the ${half} is shown`, missing);
	}
	say("scripts: there are at least 150 vectors", vectors().length >= 150 ? [] : [vectors().length]);
}

/* As pages come to a browser that knows no policy. */
function without_policy(html) {
	return html.toString("latin1").replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/g, "");
}

/* Each mode has a browser of its own: one that has shown a thousand pages is slow. */
async function check_mode(host, mode) {
	const browser = await start();
	try {
		await run_jobs([[`scripts: controls, ${mode}`, () => check_controls(browser, host, mode)]], 1);
		await check_pages(browser, host, mode);
		await run_jobs([[`scripts: search, ${mode}`, () => check_found(browser, host, mode)]], 1);
		if (mode !== "with the policy") await run_jobs([["scripts: feeds", () => check_feeds(browser, host)]], 1);
	} finally {
		await browser.close();
	}
}

async function main() {
	const same = (html) => html, altered = (html) => Buffer.from(without_policy(html), "latin1");
	const hosts = { "with the policy": await serve(sites, "/", same), "without it": await serve(sites, "/", altered) };
	write_controls();
	try {
		check_places();
		check_files();
		for (const [mode, host] of Object.entries(hosts)) await check_mode(host, mode);
	} finally {
		Object.values(hosts).forEach((host) => host.close());
	}
	process.exitCode = status();
}

main().catch((error) => {
	say("the browser runs", [error.stack || error]);
	process.exitCode = 1;
});
